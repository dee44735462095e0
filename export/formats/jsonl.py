"""JSON Lines: one object a line, tolls nested as in the codec, the sources as a list."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from export.exporter import ExportOptions, as_text
from export.rows import ExportedIncident
from khabardar.codec import facts_to_dict

# JSON allows these raw in a string, but readers that split text into lines (Python's splitlines) break there.
_LINE_SEPARATORS = {ord(c): f"\\u{ord(c):04x}" for c in "\x7f\x85\u2028\u2029"}


def write_jsonl(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """A line a row, in UTF-8; an unknown value is null."""
    written = 0
    with as_text(out) as text:
        for row in rows:
            text.write(json_line(row_to_dict(row)) + "\n")
            written += 1
    return written


def json_line(value: Any) -> str:
    """JSON without a line end in it, whatever a reader takes for one."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_SEPARATORS)


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
        "sources": [
            {
                "outlet": source.outlet,
                "url": source.url,
                "published": source.published.isoformat() if source.published else None,
                "title": source.title,
            }
            for source in row.sources
        ],
    }
