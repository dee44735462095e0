"""Alerts on their way: what was decided, what waits to be sent, and what each channel was told of each subject.

A subject is what a thread of messages is about: `incident:KB-…`, or a fault of the watch such as `silent:dawn`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from khabardar.records import Incident

Cells = Mapping[str, str | None]


class AlertKind(StrEnum):
    NEW = "new"  # a channel hears of the incident for the first time
    UPDATE = "update"  # something material changed since it was told
    ENDED = "ended"  # the row is rejected, merged or withdrawn
    FAULT = "fault"  # something is wrong with the watch itself
    RECOVERED = "recovered"  # and is right again
    DIGEST = "digest"  # several messages in one
    TEST = "test"


class AlertState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"  # given up: the dead letters, which `alerts retry` takes up
    SUPERSEDED = "superseded"  # not sent: a later message says it better, or nothing is left to say
    FOLDED = "folded"  # carried by a digest


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel was told last in a thread; `rules`: those that let the incident through."""

    cells: Cells
    revision: int = 0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaitingAlert:
    """A message that no send was tried of. `before`: what the channel had been told without it; None: nothing."""

    id: int
    kind: AlertKind
    before: Told | None


@dataclass(frozen=True, slots=True)
class NewAlert:
    """A message to put into the outbox. `payload`: what a program that receives it may want, as JSON."""

    channel: str
    subject: str
    kind: AlertKind
    title: str
    body: str
    payload: Mapping[str, Any]
    told: Told
    before: Told | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A message in the outbox. `key` is its name for receivers: the same however often it is sent."""

    id: int
    key: str
    channel: str
    subject: str
    kind: AlertKind
    title: str
    body: str
    payload: Mapping[str, Any]
    created_at: datetime
    state: AlertState
    tries: int = 0
    not_before: datetime | None = None
    settled_at: datetime | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a look at the news came to, all kept in one transaction or none of it.

    `threads`: (channel, subject) -> what the channel counts as told from now on; None: nothing any more.
    """

    messages: tuple[NewAlert, ...] = ()
    superseded: tuple[int, ...] = ()
    threads: Mapping[tuple[str, str], Told | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """The rows with revisions after `position`, up to `until`; rows that took others over come with them."""

    position: int
    until: int
    rows: tuple[Incident, ...]


class AlertStore(Protocol):
    """The outbox. Each method is one transaction; two processes may work on it at once."""

    def alert_news(self, limit: int) -> News:
        """What nobody decided on yet: the next `limit` revisions at most. `until` equals `position`: nothing."""
        ...

    def threads_of(
        self, subjects: Sequence[str]
    ) -> tuple[Mapping[tuple[str, str], Told], Mapping[tuple[str, str], WaitingAlert]]:
        """For (channel, subject): what was told last, and the message that waits untried, where there is one."""
        ...

    def open_faults(self) -> Sequence[str]:
        """Subjects, other than incidents, of threads that are open."""
        ...

    def keep_decided(self, decided: Decided, news: News | None, now: datetime) -> bool:
        """All of it, and the position moved on; False, and nothing is changed, if another process moved it."""
        ...

    def forget_alert_news(self) -> None:
        """There is nobody to tell: what changed up to now is never told."""
        ...

    def fold_alerts(self, channel: str, until: datetime, digest: NewAlert | None, now: datetime) -> Sequence[Alert]:
        """The channel's messages that wait since `until` or before; with `digest` it carries them from now on."""
        ...

    def claim_alert(
        self, channel: str, now: datetime, lease_until: datetime, *, only_digests: bool = False
    ) -> Alert | None:
        """The next message to send, in the order of its thread; nobody else gets it before `lease_until`."""
        ...

    def alert_sent(self, alert_id: int, now: datetime) -> None: ...

    def alert_failed(self, alert_id: int, why: str, again_at: datetime | None, now: datetime) -> None:
        """`again_at` None: it is given up, and becomes a dead letter."""
        ...

    def alerts(self, state: AlertState | None, limit: int) -> Sequence[Alert]:
        """Newest first."""
        ...

    def retry_alerts(self, ids: Sequence[int] | None, now: datetime) -> int:
        """Dead letters wait again, with all their tries; None: every one. Returns their number."""
        ...
