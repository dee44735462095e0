"""Several messages in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from alerts.channels.webhook import payload_of
from khabardar.alerting import Alert, AlertKind, NewAlert, Told


def digest_of(channel: str, alerts: Sequence[Alert], slot: datetime) -> NewAlert:
    """One line a message, the newest state of each thread, in the order in which they began."""
    lines = [f"- {alert.title}" for alert in alerts]
    number = len(alerts)
    title = f"Digest: {number} message{'s' if number != 1 else ''} until {slot:%Y-%m-%d %H:%M} UTC"
    payload = {"messages": [payload_of(alert) for alert in alerts]}
    subject = f"digest:{slot.isoformat()}"
    return NewAlert(channel, subject, AlertKind.DIGEST, title, "\n".join(lines), payload, Told({"title": title}))
