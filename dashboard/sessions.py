"""Who a browser is: a signed cookie that only this process can make, and the form token that belongs to it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

COOKIE = "khabardar-session"
LIFETIME = timedelta(days=7)
_SIGNATURE = 32  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Session:
    """`known` is true once the token was given; `nonce` is new with every login, so none can be planted before it."""

    nonce: str
    known: bool
    issued: int  # seconds since 1970


class Sessions:
    """Makes and reads cookies; its key lives as long as the process, so a restart logs everybody out."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)

    def new(self, now: datetime, *, known: bool) -> Session:
        return Session(secrets.token_urlsafe(18), known, int(now.timestamp()))

    def cookie(self, session: Session) -> str:
        text = f"{session.nonce}.{int(session.known)}.{session.issued}"
        return f"{text}.{self._sign('session', text)}"

    def read(self, cookie: str, now: datetime) -> Session | None:
        """None: not of ours, or too old."""
        text, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._sign("session", text).encode(), signature.encode("utf-8", "replace")):
            return None
        nonce, known, issued = text.split(".")
        session = Session(nonce, known == "1", int(issued))
        return session if now.timestamp() - session.issued <= LIFETIME.total_seconds() else None

    def form_token(self, session: Session) -> str:
        """What every form of this browser carries: a foreign page can send our cookie along, but can't read this."""
        return self._sign("form", session.nonce)

    def is_form_token(self, session: Session, token: str) -> bool:
        return hmac.compare_digest(self.form_token(session).encode(), token.encode("utf-8", "replace"))

    def _sign(self, purpose: str, text: str) -> str:
        return hmac.new(self._key, f"{purpose}:{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[
            :_SIGNATURE
        ]


def same_secret(given: str, wanted: str) -> bool:
    """Compared in a time that does not tell how much of it is right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
