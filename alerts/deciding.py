"""What to say of the rows that changed: rules, rows, and what each channel knows already, to messages. Pure.

One thread an incident and channel: it is told once as new, then only where something changed that matters to readers
(`khabardar.material`), compared with what the channel was told last, not with the revision before. So two changes
that undo one another say nothing, and a message that still waits is replaced by the newer one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from alerts.rules import Rule, updates_wished
from alerts.wording import Telling, incident_body, incident_title
from khabardar.alerting import AlertKind, Decided, NewAlert, Told, WaitingAlert
from khabardar.material import material_cells, material_changes
from khabardar.records import Incident
from khabardar.vocabulary import IncidentStatus

_ENDED = (IncidentStatus.REJECTED, IncidentStatus.MERGED, IncidentStatus.WITHDRAWN)
ThreadKey = tuple[str, str]
Changes = Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Context:
    """All that a decision hangs on besides the rows."""

    rules: Sequence[Rule]
    titles: Mapping[str, str]  # channel -> template of its titles
    page: str | None
    told: Mapping[ThreadKey, Told]
    waiting: Mapping[ThreadKey, WaitingAlert]
    tellings: Mapping[str, Sequence[Telling]]
    payloads: Mapping[str, Mapping[str, Any]]  # incident id -> the row for programs
    now: datetime


def subject_of(incident_id: str) -> str:
    """The name of an incident's thread."""
    return f"incident:{incident_id}"


def decide(rows: Sequence[Incident], context: Context) -> Decided:
    """Messages for every channel of the rules; rows that were taken over first, since their threads pass on."""
    decision = _Decision(context)
    for row in sorted(rows, key=lambda row: (row.status is not IncidentStatus.MERGED, row.id)):
        for channel in context.titles:
            decision.consider(row, channel)
    return Decided(tuple(decision.messages), tuple(decision.superseded), decision.threads)


@dataclass
class _Decision:
    context: Context
    messages: list[NewAlert] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    threads: dict[ThreadKey, Told | None] = field(default_factory=dict)

    def consider(self, row: Incident, channel: str) -> None:
        key = (channel, subject_of(row.id))
        waiting = self.context.waiting.get(key)
        base = waiting.before if waiting else self._told(key)
        now_told = Told(material_cells(row), row.revision, self._rule_ids(row, channel) or (base.rules if base else ()))
        if base is None:
            self._first(row, key, waiting, now_told)
        elif self._passes_on(row, channel, base):
            self._supersede(waiting)
            self.threads[key] = None
        else:
            self._again(row, key, waiting, base, now_told)

    def _told(self, key: ThreadKey) -> Told | None:
        return self.threads[key] if key in self.threads else self.context.told.get(key)

    def _rule_ids(self, row: Incident, channel: str) -> tuple[str, ...]:
        return tuple(
            rule.id
            for rule in self.context.rules
            if channel in rule.channels and rule.lets_through(row, self.context.now)
        )

    def _first(self, row: Incident, key: ThreadKey, waiting: WaitingAlert | None, told: Told) -> None:
        channel = key[0]
        if self._rule_ids(row, channel):
            self._supersede(waiting)
            self._say(row, key, AlertKind.NEW, {}, told, None)
        elif waiting:
            # It was never told, and no rule wants it any more.
            self._supersede(waiting)
            self.threads[key] = None

    def _passes_on(self, row: Incident, channel: str, base: Told) -> bool:
        """A row that was taken over by one that the channel has not heard of: the thread goes on there, silently."""
        if row.status is not IncidentStatus.MERGED or row.merged_into is None:
            return False
        heir = (channel, subject_of(row.merged_into))
        if self._told(heir) is not None or heir in self.context.waiting:
            return False
        cells = {**base.cells, "status": IncidentStatus.CANDIDATE.value, "merged_into": None}
        self.threads[heir] = replace(base, cells=cells)
        return True

    def _again(self, row: Incident, key: ThreadKey, waiting: WaitingAlert | None, base: Told, told: Told) -> None:
        changes = material_changes(base.cells, told.cells)
        wish = updates_wished(self.context.rules, base.rules)
        wanted = bool(changes) if wish == "material" else wish == "all" and row.revision != base.revision
        ended = row.status in _ENDED and base.cells.get("status") != row.status.value
        if wanted or ended:
            self._supersede(waiting)
            self._say(row, key, AlertKind.ENDED if ended else AlertKind.UPDATE, changes, told, base)
        elif waiting:
            self._supersede(waiting)
            self.threads[key] = base
        elif key in self.threads:
            self.threads[key] = replace(base, rules=told.rules)

    def _supersede(self, waiting: WaitingAlert | None) -> None:
        if waiting:
            self.superseded.append(waiting.id)

    def _say(
        self, row: Incident, key: ThreadKey, kind: AlertKind, changes: Changes, told: Told, before: Told | None
    ) -> None:
        channel, subject = key
        title = incident_title(self.context.titles[channel], row, self.context.now.date())
        title = _prefix(kind, row) + title
        body = incident_body(row, self.context.tellings.get(row.id, ()), changes, self.context.page)
        payload = {
            "rules": list(told.rules),
            "incident": dict(self.context.payloads.get(row.id, {"id": row.id})),
            "changes": [{"cell": cell, "old": old, "new": new} for cell, (old, new) in changes.items()],
        }
        self.messages.append(NewAlert(channel, subject, kind, title, body, payload, told, before))
        self.threads[key] = told


def _prefix(kind: AlertKind, row: Incident) -> str:
    if kind is AlertKind.UPDATE:
        return "Update: "
    if kind is AlertKind.ENDED:
        return "Merged: " if row.status is IncidentStatus.MERGED else "Withdrawn: "
    return ""
