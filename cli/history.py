"""What changed: of one row (`history`), and of all since a moment (`changes`), for a copy elsewhere to follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    IncidentArgument,
    JsonOption,
    load,
    note,
    now,
    opened,
    print_json,
    print_table,
)
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.records import Change

_ENDS = ("merged", "rejected", "withdrawn")
_HEADINGS = ("revision", "at", "who", "cell", "old", "new", "why")


@dataclass(slots=True)
class RowChange:
    """What became of a row within the time asked for. `change`: new, changed, merged, rejected or withdrawn."""

    id: str
    change: str
    merged_into: str | None
    revision: int
    at: datetime


def history(
    incident: IncidentArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents history KB-4FZ7Q2M

    Every change of a row, oldest first: when, who (empty: the machine), which cell, from what to what, and why.
    A merged id shows its own history, up to its merge.
    """
    with opened(load(config).storage.url) as storage:
        entries = storage.history(incident)
    if json:
        return print_json([change_as_dict(change) for change in entries])
    print(entries[0].incident_id)
    return print_history(entries)


def changes(
    since: Annotated[
        str, typer.Option("--since", help="A day, a moment (2026-03-14T09:00Z), or how long ago (2h, 7d).")
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents changes --since 2026-03-14T09:00:00Z --json

    Rows that are new, changed, merged (into which), rejected or withdrawn since then, oldest change first. With
    --json, `until` is what to give as --since the next time: nothing is missed and nothing comes twice.
    """
    start = moment(since, now())
    with opened(load(config).storage.url) as storage:
        rows = follow(storage.changes_since(start))
    until = max((row.at for row in rows), default=start)
    if json:
        return print_json({"until": _iso(until), "rows": [asdict(row) | {"at": _iso(row.at)} for row in rows]})
    if rows:
        print_table(
            ("id", "change", "merged into", "revision", "at"),
            [(row.id, row.change, row.merged_into, row.revision, str(row.at)[:16]) for row in rows],
        )
    return note(f"{len(rows)} rows; the next time: --since {_iso(until)}")


def register(app: typer.Typer) -> None:
    """Add these commands to a group."""
    app.command(short_help="Every change of a row: when, who, what, why.")(history)
    app.command(short_help="Rows that are new, changed, merged or rejected since a moment.")(changes)


def follow(entries: Iterable[Change]) -> list[RowChange]:
    """One line a row, by the time of its last change: the last word on its state, else new or changed."""
    rows: dict[str, RowChange] = {}
    new: set[str] = set()
    for entry in entries:
        name = entry.incident_id
        row = rows.pop(name, RowChange(name, "changed", None, entry.revision, entry.at))
        row.revision, row.at = entry.revision, entry.at
        if entry.field == "created":
            new.add(name)
            row.change = "new"
        elif entry.field == "status":
            row.change = entry.new if entry.new in _ENDS else ("new" if name in new else "changed")
        elif entry.field == "merged_into":
            row.merged_into = entry.new
        rows[name] = row  # at the end: in order of the last change
    return list(rows.values())


def print_history(entries: Iterable[Change]) -> None:
    """The table that `history` and `show` have in common."""
    print_table(_HEADINGS, [(c.revision, str(c.at)[:16], c.by, c.field, c.old, c.new, c.why) for c in entries])


def change_as_dict(change: Change) -> dict[str, Any]:
    """One entry as JSON; `by` null: the machine."""
    cells = asdict(change)
    del cells["incident_id"]
    return cells


def moment(text: str, at: datetime) -> datetime:
    """A day or time (UTC where it names no zone), or a duration before `at`. Raises UsageError."""
    from khabardar.config.durations import parse_duration

    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        try:
            return at - parse_duration(text)
        except ValueError as error:
            raise UsageError(
                f"--since {text!r} is no moment; write 2026-03-14, 2026-03-14T09:00Z, or how long ago: 2h, 7d"
            ) from error
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
