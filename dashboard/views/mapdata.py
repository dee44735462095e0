"""What the map's script draws: points gathered by the database, and provinces with rows that have no point."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.query import Query, query_of
from dashboard.shown import SYMBOLS
from dashboard.site import site_of
from khabardar.browsing import Area, MapCell
from khabardar.errors import UsageError
from khabardar.interfaces import Box

_CELL_PIXELS = 44  # two marks nearer than this would lie on one another
_TILE_PIXELS = 256
_DEEPEST_ZOOM = 12
_MARGIN = 0.004  # degrees around a cluster: its edge must lie within the box that asks for its rows


def map_cells(request: Request) -> Response:
    """`zoom` as web maps count it: the world is 256 × 2^zoom pixels wide."""
    site = site_of(request)
    try:
        query = query_of(request.query_params)
        zoom = min(max(float(request.query_params.get("zoom", "4")), 0), _DEEPEST_ZOOM)
    except UsageError as error:
        return JSONResponse({"error": str(error)}, 400)
    except ValueError:
        return JSONResponse({"error": "zoom is a number from 0 to 12"}, 400)
    step = 360 * _CELL_PIXELS / (_TILE_PIXELS * 2 ** round(zoom))
    version = site.storage.data_version()
    where = query.where
    cells = site.memory.get(("cells", where, step), version, lambda: site.storage.map_cells(where, step))
    counts = site.memory.get(("counts", where), version, lambda: site.storage.row_counts(where))
    return JSONResponse(
        {
            "cells": [_cell(query, cell) for cell in cells],
            "areas": [
                {"country": one.country, "admin1": one.admin1, "count": one.count, "url": _area_url(query, one)}
                for one in counts.areas
            ],
        }
    )


def _area_url(query: Query, area: Area) -> str:
    return query.url(mapped="no", admin1=area.admin1, country=area.country)


def _cell(query: Query, cell: MapCell) -> dict[str, Any]:
    box = cell.box
    around = Box(
        max(box.west - _MARGIN, -180),
        max(box.south - _MARGIN, -90),
        min(box.east + _MARGIN, 180),
        min(box.north + _MARGIN, 90),
    )
    return {
        "n": cell.count,
        "lat": round(cell.latitude, 5),
        "lon": round(cell.longitude, 5),
        "type": cell.event_type.value if cell.event_type else None,
        "symbol": SYMBOLS[cell.event_type] if cell.event_type else "several",
        "id": cell.incident_id,
        "killed": cell.killed_most,
        "precision": cell.precision,
        "box": [round(edge, 5) for edge in (box.west, box.south, box.east, box.north)],
        "list": query.inside(around).replace("/", "/listed", 1),
        "rows": query.inside(around),
    }
