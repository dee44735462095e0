"""The append-only history of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from khabardar.cells import as_text
from storage.tables import incidents, revisions

Cells = dict[str, Any]
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that changed; who had set the old one, and who set the new one (None: the machine)."""

    field: str
    old: str | None
    new: str | None
    old_set_by: str | None = None
    new_set_by: str | None = None


@dataclass(slots=True)
class Edit:
    """Changes of one row that are made together, gathered before they are written."""

    incident_id: str
    last_revision: int
    why: str
    report_id: int | None
    review_id: int | None = None
    changes: list[Entry] = field(default_factory=list)

    def note(
        self, field_: str, old: Any, new: Any, old_set_by: str | None = None, new_set_by: str | None = None
    ) -> None:
        """An equal value set by the same is no change; `created` has no values at all."""
        if old != new or old_set_by != new_set_by or field_ == "created":
            self.changes.append(Entry(field_, as_text(old), as_text(new), old_set_by, new_set_by))


def moment(conn: Connection, now: datetime) -> datetime:
    """A time for this transaction: `now`, but after all that was appended before, whatever the clock of others said.

    Writers come one after the other, so that whoever follows the changes by their time misses none.
    """
    last = conn.scalar(select(func.max(revisions.c.at)))
    return now if last is None or now > last else last + _TICK


def append(conn: Connection, edit: Edit, now: datetime) -> bool:
    """Write the changes under the row's next revision number; False where there are none."""
    if not edit.changes:
        return False
    number = edit.last_revision + 1
    conn.execute(
        insert(revisions),
        [
            {
                "incident_id": edit.incident_id,
                "revision": number,
                "at": now,
                "field": entry.field,
                "old": entry.old,
                "new": entry.new,
                "why": edit.why,
                "report_id": edit.report_id,
                "review_id": edit.review_id,
                "old_set_by": entry.old_set_by,
                "new_set_by": entry.new_set_by,
            }
            for entry in edit.changes
        ],
    )
    row = update(incidents).where(incidents.c.id == edit.incident_id)
    conn.execute(row.values(revision=number, last_changed=now))
    return True
