"""A real receiver of webhooks that fails, stalls and recovers as it is told.

with receiver() as there:
    there.answers.extend(["500", "stall", "ok"])     # in turn; then "ok"
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request, whatever was answered to it."""

    path: str
    headers: dict[str, str]
    body: bytes
    answer: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


@dataclass
class Receiver:
    """`answers` are taken in turn; `otherwise` comes after them."""

    url: str = ""
    answers: deque[str] = field(default_factory=deque)
    otherwise: str = "ok"
    received: list[Received] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    stalled: threading.Event = field(default_factory=threading.Event)  # set: stalls end

    def wait_for(self, number: int) -> None:
        """Until so many requests were received."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= number, timeout=60)

    @property
    def taken(self) -> list[Received]:
        """What was answered with ok."""
        return [one for one in self.received if one.answer == "ok"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        there: Receiver = self.server.receiver  # type: ignore[attr-defined]
        answer = there.answers.popleft() if there.answers else there.otherwise
        with there.arrived:
            there.received.append(Received(self.path, dict(self.headers.items()), body, answer))
            there.arrived.notify_all()
        if answer == "drop":
            self.close_connection = True
            self.connection.close()
        elif answer == "stall":
            there.stalled.wait(60)
            self.close_connection = True
        elif answer == "trickle":
            self._trickle(there)
        else:
            self._answer(answer)

    def _answer(self, answer: str) -> None:
        status, _, extra = answer.partition(" ")
        said = b"" if status == "ok" else b"so it is"
        self.send_response(200 if status == "ok" else int(status))
        if extra:
            name, _, value = extra.partition(": ")
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _trickle(self, there: Receiver) -> None:
        """A byte at a time for ever: no read of the sender's times out, only its patience can end it."""
        self.close_connection = True
        try:
            for byte in b"HTTP/1.1 200 " + b"x" * 10_000:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                if there.stalled.wait(0.02):
                    return
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Quiet: the tests look at `received`."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Senders that are killed break their connections."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    """On a free port of loopback, until the end of the `with`."""
    server = _Server(("127.0.0.1", 0), _Handler)
    there = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    server.receiver = there  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield there
    finally:
        there.stalled.set()
        server.shutdown()
        server.server_close()
