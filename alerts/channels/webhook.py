"""The built-in webhook: JSON by POST, signed, with a name by which the receiver knows a message it has already.

Headers, for receivers (docs/alerts.md shows how to check them):

    Idempotency-Key         the message's name, the same however often it is sent
    Khabardar-Timestamp     seconds since 1970, of this send
    Khabardar-Signature     v1=HMAC-SHA256(secret, timestamp + "." + body), in hex; only where a secret is set
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from alerts.channels.channel import DeliveryError
from khabardar import __version__
from khabardar.alerting import Alert

FORMAT = 1
_RETRYABLE = frozenset({408, 409, 421, 423, 425, 429})
_LONGEST_WAIT = timedelta(hours=6)
_ANSWER_BYTES = 300  # of a refusal, for the log


class Webhook:
    """One address. `timeout` is for the whole exchange, however slowly the receiver trickles."""

    def __init__(self, url: str, secret: bytes | None, timeout: timedelta) -> None:
        self._parts = urlsplit(url)
        self._secret = secret
        self._timeout = timeout.total_seconds()
        if self._parts.scheme not in ("http", "https") or not self._parts.hostname:
            raise DeliveryError(f"a webhook's address begins with http:// or https://, not {self._parts.scheme}://")

    def send(self, alert: Alert, at: datetime) -> None:
        """Raises DeliveryError for everything but an answer of 2xx; redirects are not followed."""
        body = json.dumps(payload_of(alert), ensure_ascii=False, separators=(",", ":")).encode()
        headers = self._headers(alert, body, at)
        try:
            status, reason, wait = self._exchange(body, headers, at)
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {self._timeout:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(f"can't be reached: {error or type(error).__name__}") from error
        if not 200 <= status < 300:
            permanent = 300 <= status < 500 and status not in _RETRYABLE
            raise DeliveryError(f"answered {status} {reason}", permanent=permanent, wait=wait)

    def _headers(self, alert: Alert, body: bytes, at: datetime) -> dict[str, str]:
        timestamp = str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"Khabardar/{__version__}",
            "Idempotency-Key": alert.key,
            "Khabardar-Timestamp": timestamp,
        }
        if self._secret:
            headers["Khabardar-Signature"] = signature(self._secret, timestamp, body)
        return headers

    def _exchange(self, body: bytes, headers: dict[str, str], at: datetime) -> tuple[int, str, timedelta | None]:
        connection = self._connection()
        target = (self._parts.path or "/") + (f"?{self._parts.query}" if self._parts.query else "")
        try:
            with _deadline(connection, self._timeout):
                connection.connect()
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
                said = "" if answer.status < 300 else answer.read(_ANSWER_BYTES).decode("utf-8", "replace")
            reason = " ".join(f"{answer.reason} {said}".split())
            return answer.status, reason[:_ANSWER_BYTES], _wait(answer.getheader("Retry-After"), at)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = str(self._parts.hostname), self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def payload_of(alert: Alert) -> dict[str, Any]:
    """What the webhook sends; docs/alerts.md explains each key."""
    return {
        "format": FORMAT,
        "id": alert.key,
        "kind": alert.kind.value,
        "thread": alert.subject,
        "channel": alert.channel,
        "at": alert.created_at.isoformat(),
        "title": alert.title,
        "text": alert.body,
        **alert.payload,
    }


def signature(secret: bytes, timestamp: str, body: bytes) -> str:
    """The timestamp is signed with the body: an old message can't be sent again as a new one."""
    return "v1=" + hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@contextmanager
def _deadline(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """A socket's own timeout begins anew with each byte; this one does not. What was read by then is half an answer."""
    over = threading.Event()

    def end() -> None:
        over.set()
        with suppress(OSError, AttributeError):  # not connected yet, or gone already
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError


def _wait(header: str | None, at: datetime) -> timedelta | None:
    """Retry-After, in seconds or as a date."""
    if not header:
        return None
    try:
        wait = timedelta(seconds=int(header)) if header.strip().isdigit() else parsedate_to_datetime(header) - at
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), _LONGEST_WAIT)
