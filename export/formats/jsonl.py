"""JSON Lines: one object a line, tolls nested as in the codec, the sources as a list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from export.exporter import ExportOptions
from export.rows import ExportedIncident
from khabardar.codec import facts_to_dict

# JSON allows these raw in a string, but readers that split text into lines (Python's splitlines) break there.
_LINE_SEPARATORS = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"}


def write_jsonl(rows: Iterable[ExportedIncident], out: TextIO, options: ExportOptions) -> int:
    """A line a row, in UTF-8; an unknown value is null."""
    written = 0
    for row in rows:
        out.write(json.dumps(row_to_dict(row), ensure_ascii=False).translate(_LINE_SEPARATORS) + "\n")
        written += 1
    return written


def row_to_dict(row: ExportedIncident) -> dict[str, Any]:
    """The nested form: `codec.facts_from_dict` reads the facts back from it."""
    incident = row.incident
    return {
        "id": incident.id,
        "status": incident.status.value,
        "merged_into": incident.merged_into,
        "role": incident.role.value,
        "revision": incident.revision,
        "first_seen": incident.first_seen.isoformat(),
        "last_changed": incident.last_changed.isoformat(),
        "parent": incident.parent_id,
        **facts_to_dict(incident.facts),
        "confidence": round(incident.confidence, 3),
        "reports": incident.reports,
        "articles": incident.articles,
        "publishers": incident.publishers,
        "sources": [{"outlet": source.outlet, "url": source.url} for source in row.sources],
    }
