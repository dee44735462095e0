"""Names of places, for a map whose outlines have none: the gazetteer's own provinces, districts and towns."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extraction.gazetteer.loader import load_places
from extraction.gazetteer.places import PlaceKind

_SHOWN = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.TOWN)
_ONE_DAY = {"cache-control": "private, max-age=86400"}


def place_names(request: Request) -> Response:
    """Lists of [name, latitude, longitude] by kind; the script draws those that there is room for."""
    return JSONResponse(_names(), headers=_ONE_DAY)


@cache
def _names() -> dict[str, list[list[object]]]:
    names: dict[str, list[list[object]]] = {kind.value: [] for kind in _SHOWN}
    for entry in load_places():
        place = entry.place
        if place.kind in _SHOWN and place.latitude is not None and place.longitude is not None:
            names[place.kind.value].append([place.name, round(place.latitude, 3), round(place.longitude, 3)])
    return names
