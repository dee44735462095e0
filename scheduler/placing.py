"""A place that a person sets brings its coordinates and areas along, where the gazetteer knows which one is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from khabardar.cells import as_text
from khabardar.errors import NotFound
from khabardar.records import Facts
from khabardar.reviews import Edit

if TYPE_CHECKING:
    from extraction.gazetteer import Gazetteer, Place
    from extraction.gazetteer.lookup import Answer

_ONE_SPOT_KM = 25.0  # a town and its tehsil bear one name and lie together
_CLEARLY = 1.0  # points of the gazetteer's ranking; below, the name alone does not say which place is meant


def located(edit: Edit, facts: Facts) -> Edit:
    """The edit with the cells that follow from its place, those that it sets itself left alone; `facts`: of the row.

    Unchanged where it sets no place or the coordinates too, and where the name is unknown or of several places.
    """
    name = edit.cells.get("place")
    if not name or edit.cells.keys() & {"latitude", "longitude"}:
        return edit
    from extraction.gazetteer import default_gazetteer

    place = _meant(default_gazetteer(), name, edit.cells, facts)
    return edit if place is None else replace(edit, cells=_cells_of(place) | dict(edit.cells))


def _meant(gazetteer: Gazetteer, name: str, told: Mapping[str, str | None], facts: Facts) -> Place | None:
    country = told.get("country") or facts.country
    near = [_looked_up(gazetteer, area, country, ()) for area in (told.get("admin2"), told.get("admin1", facts.admin1))]
    answer = _looked_up(gazetteer, name, country, [found.place for found in near if found and found.place])
    if answer is None or answer.place is None or _is_open(answer, answer.place):
        return None
    return answer.place if _agrees(answer.place, told) else None


def _looked_up(gazetteer: Gazetteer, name: str | None, country: str | None, near: Sequence[Place]) -> Answer | None:
    from extraction.gazetteer.lookup import look_up

    try:
        return look_up(gazetteer, name, country, near) if name else None
    except NotFound:
        return None


def _is_open(answer: Answer, place: Place) -> bool:
    """Whether another place of the name, elsewhere, is nearly as likely."""
    best = max(scored.points for scored in answer.candidates)
    rivals = [scored.place for scored in answer.candidates if scored.points > best - _CLEARLY]
    return any((place.distance_km(rival) or 0.0) > _ONE_SPOT_KM for rival in rivals)


def _agrees(place: Place, told: Mapping[str, str | None]) -> bool:
    areas = {"admin2": place.admin2, "admin1": place.admin1, "country": place.country}
    return all(told[cell] == area for cell, area in areas.items() if told.get(cell))


def _cells_of(place: Place) -> dict[str, str | None]:
    """In text form. A province or country has no coordinate of its own, as in what is read."""
    from extraction.gazetteer import PlaceKind

    province = place.kind is PlaceKind.PROVINCE
    coarse = province or place.kind is PlaceKind.COUNTRY
    return {
        "country": place.country,
        "admin1": place.name if province else place.admin1,
        "admin2": None if coarse else place.admin2,
        "latitude": None if coarse else as_text(place.latitude),
        "longitude": None if coarse else as_text(place.longitude),
        "geo_precision": place.precision.value,
    }
