"""Which rows stand in the feed, and in which order: what changed last comes first."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta

from export.exporter import ExportOptions
from export.formats.atom import write_atom
from export.gathering import with_sources
from export.rows import ExportedIncident
from khabardar.browsing import RowOrder
from khabardar.interfaces import IncidentFilter, Storage
from khabardar.material import MATERIAL_FIELDS
from khabardar.records import Incident

MOST_ENTRIES = 200
_WINDOW = timedelta(days=30)
_AT_ONCE = 500


def feed_rows(storage: Storage, where: IncidentFilter, now: datetime) -> list[ExportedIncident]:
    """Rows of the filter that changed within a month, ended ones too, the latest material change first.

    With `limit` so many, else 200 at most; with `changed_since` from then on.
    """
    within = replace(where, changed_since=where.changed_since or now - _WINDOW, limit=None)
    latest = _latest(storage, within, where.limit or MOST_ENTRIES)
    changes = {row.id: at for at, row in latest}
    return [
        replace(row, material_change=changes[row.incident.id])
        for row in with_sources(storage, [row for _, row in latest])
    ]


def _latest(storage: Storage, where: IncidentFilter, most: int) -> list[tuple[datetime, Incident]]:
    """The rows with the latest material changes. By pages in order of any change, until none further back can be one
    of them: no material change lies after a row's last change."""
    found: list[tuple[datetime, Incident]] = []
    after: str | None = None
    while True:
        page = storage.incident_page(where, RowOrder.CHANGED, after=after, limit=_AT_ONCE)
        changes = storage.last_changes([row.id for row in page.rows], MATERIAL_FIELDS)
        found += [(changes.get(row.id, row.first_seen), row) for row in page.rows]
        found = sorted(found, key=lambda entry: (entry[0], entry[1].id), reverse=True)[:most]
        after = page.after
        if after is None or (len(found) == most and page.rows[-1].last_changed <= found[-1][0]):
            return found


def atom_feed(storage: Storage, where: IncidentFilter, now: datetime, options: ExportOptions) -> bytes:
    """The whole feed, for a page to serve; `options` says where the feed and the rows' pages are."""
    out = io.BytesIO()
    write_atom(feed_rows(storage, where, now), out, options)
    return out.getvalue()
