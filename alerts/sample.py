"""The message that `alerts test` sends: it looks like a real one, and says that it is none."""

from __future__ import annotations

import hashlib
from datetime import datetime

from khabardar.alerting import Alert, AlertKind, AlertState


def sample_alert(channel: str, now: datetime) -> Alert:
    """A name of its own for each moment: a receiver that drops what it knows takes every test."""
    key = hashlib.sha256(f"test {channel} {now.isoformat()}".encode()).hexdigest()[:32]
    return Alert(
        id=0,
        key=key,
        channel=channel,
        subject="test",
        kind=AlertKind.TEST,
        title="Test: Suicide bomb, Mastung (Balochistan), 31 Jan: 3 killed, 12 injured; 2 independent outlets",
        body="This is a test of Khabardar's alerts. Nothing happened.",
        payload={},
        created_at=now,
        state=AlertState.WAITING,
    )
