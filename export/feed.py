"""Which rows stand in the feed, and in which order: what changed last comes first."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

from export.exporter import ExportOptions
from export.formats.atom import write_atom
from export.gathering import with_sources
from export.rows import ExportedIncident
from khabardar.interfaces import IncidentFilter, Storage
from khabardar.material import MATERIAL_FIELDS

MOST_ENTRIES = 200
_WINDOW = timedelta(days=30)
_AT_ONCE = 500


def feed_rows(storage: Storage, where: IncidentFilter, now: datetime) -> list[ExportedIncident]:
    """Rows of the filter that changed within a month, ended ones too, the latest material change first.

    With `limit` so many, else 200 at most; with `changed_since` from then on.
    """
    since = where.changed_since or now - _WINDOW
    rows = list(storage.incidents(replace(where, changed_since=since, limit=None)))
    changes = _material_changes(storage, [row.id for row in rows])
    rows.sort(key=lambda row: (changes.get(row.id, row.first_seen), row.id), reverse=True)
    shown = rows[: where.limit or MOST_ENTRIES]
    return [
        replace(row, material_change=changes.get(row.incident.id, row.incident.first_seen))
        for row in with_sources(storage, shown)
    ]


def atom_feed(storage: Storage, where: IncidentFilter, now: datetime, options: ExportOptions) -> bytes:
    """The whole feed, for a page to serve; `options` says where the feed and the rows' pages are."""
    out = io.BytesIO()
    write_atom(feed_rows(storage, where, now), out, options)
    return out.getvalue()


def _material_changes(storage: Storage, ids: list[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for start in range(0, len(ids), _AT_ONCE):
        found |= storage.last_changes(ids[start : start + _AT_ONCE], MATERIAL_FIELDS)
    return found
