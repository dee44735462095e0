"""Rows that say less: coarser places, no persons. What would tell the same in another cell is left out with it.

Headlines and addresses of articles name both places and people, so they go in either case; the outlet stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from export.rows import ExportedIncident, SourceRef
from khabardar.records import Facts
from khabardar.vocabulary import GeoPrecision


class Coarse(StrEnum):
    """How much of a place is told: the district, the province, or the point to a tenth of a degree (about 11 km)."""

    ADMIN2 = "admin2"
    ADMIN1 = "admin1"
    TENTH = "0.1"


Point = tuple[float, float]  # degrees north, degrees east
# (admin2 or None, admin1 or None, country or None) -> the middle of that area, where it is known
Middle = Callable[[str | None, str | None, str | None], Point | None]

_NOBODY = "Unidentified gunmen"
_FORCES = re.compile(r".+ security forces")
_FINER = {
    Coarse.ADMIN2: (GeoPrecision.EXACT, GeoPrecision.TOWN),
    Coarse.ADMIN1: (GeoPrecision.EXACT, GeoPrecision.TOWN, GeoPrecision.DISTRICT),
    Coarse.TENTH: (GeoPrecision.EXACT, GeoPrecision.TOWN),
}


@dataclass(frozen=True, slots=True)
class Blur:
    """What to leave out. `groups`: the names that are no person's."""

    coarse: Coarse | None = None
    no_names: bool = False

    def __bool__(self) -> bool:
        return self.coarse is not None or self.no_names

    @property
    def left_out(self) -> tuple[str, ...]:
        """In words, for whoever gets the file."""
        places = (f"places finer than {self.coarse}",) if self.coarse else ()
        names = ("names that may be a person's",) if self.no_names else ()
        return (*places, *names, "headlines and addresses of articles") if self else ()

    def __call__(self, row: ExportedIncident) -> ExportedIncident:
        """The row as it may leave the house."""
        facts = row.incident.facts
        if self.coarse:
            facts = coarser(facts, self.coarse, middle_of)
        if self.no_names:
            facts = replace(facts, perpetrator=_group(facts.perpetrator), claimed_by=_group(facts.claimed_by))
        sources = tuple(SourceRef(source.outlet, None, source.published, None) for source in row.sources)
        return replace(row, incident=replace(row.incident, facts=facts), sources=sources)


def coarser(facts: Facts, coarse: Coarse, middle: Middle) -> Facts:
    """Pure: the facts with their place as wide as asked for; one that is wider already keeps its width."""
    facts = replace(facts, place=None, admin2=None if coarse is Coarse.ADMIN1 else facts.admin2)
    if coarse is Coarse.TENTH:
        latitude, longitude = _tenth(facts.latitude), _tenth(facts.longitude)
    else:
        point = middle(facts.admin2, facts.admin1, facts.country)
        latitude, longitude = point if point and facts.latitude is not None else (None, None)
    if facts.geo_precision not in _FINER[coarse]:
        return replace(facts, latitude=latitude, longitude=longitude)
    return replace(facts, latitude=latitude, longitude=longitude, geo_precision=_width(facts))


def _width(facts: Facts) -> GeoPrecision:
    if facts.admin2:
        return GeoPrecision.DISTRICT
    return GeoPrecision.PROVINCE if facts.admin1 else GeoPrecision.COUNTRY


def _tenth(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, 1)


def _group(name: str | None) -> str | None:
    """Names of groups that the reader knows, and of forces; any other could be a person's."""
    known = name is None or name == _NOBODY or name in _known_groups() or _FORCES.fullmatch(name)
    return name if known else None


@cache
def _known_groups() -> frozenset[str]:
    from extraction.lexicon.entries import ActorEntry
    from extraction.lexicon.loader import read
    from khabardar.vocabulary import PerpetratorType

    entries = read("groups.csv", "aliases", lambda row: ActorEntry(row["name"], PerpetratorType(row["actor_type"])))
    return frozenset(entry.name for _, entry in entries if entry.name)


@cache
def middle_of(admin2: str | None, admin1: str | None, country: str | None) -> Point | None:
    """From the gazetteer; the smallest of the areas that has a point there."""
    from extraction.gazetteer import PlaceKind, default_gazetteer

    units = ((admin2, PlaceKind.DISTRICT), (admin1, PlaceKind.PROVINCE))
    for name, kind in units:
        for place in default_gazetteer().lookup(name) if name else ():
            fits = (
                place.kind is kind
                and place.country == country
                and (kind is PlaceKind.PROVINCE or place.admin1 == admin1)
            )
            if fits and place.latitude is not None and place.longitude is not None:
                return place.latitude, place.longitude
        if name:
            return None  # a wider area's middle would be a false point of this one
    return None
