"""GeoJSON after RFC 7946: one feature a row, longitude before latitude, WGS 84, no `crs`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from export.columns import COLUMNS
from export.exporter import ExportOptions, as_text
from export.formats.jsonl import json_line
from export.rows import ExportedIncident

_IN_GEOMETRY = ("incident_id", "latitude", "longitude")
_PROPERTIES = tuple(column for column in COLUMNS if column.name not in _IN_GEOMETRY)


def write_geojson(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """A FeatureCollection, a line a feature; a row without a point has the geometry null and is not left out."""
    written = 0
    with as_text(out) as text:
        text.write('{"type": "FeatureCollection", "features": [')
        for row in rows:
            text.write((",\n" if written else "\n") + json_line(feature(row)))
            written += 1
        text.write("\n]}\n")
    return written


def feature(row: ExportedIncident) -> dict[str, Any]:
    """One row; its columns are the properties, flat, so that map programs can filter by them."""
    latitude, longitude = row.incident.facts.latitude, row.incident.facts.longitude
    has_point = latitude is not None and longitude is not None
    return {
        "type": "Feature",
        "id": row.incident.id,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if has_point else None,
        "properties": {column.name: column.plain(row) for column in _PROPERTIES},
    }
