"""Which of several places of one name is meant, from what stands around it; says why, and what else it could be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.gazetteer.places import Place, PlaceKind

# Points, so that one strong ground outweighs two weak ones; what they are for is said beside each.
KIND_POINTS = {
    PlaceKind.COUNTRY: 9.0,  # a country's name is hardly ever used for a village
    PlaceKind.PROVINCE: 5.5,
    PlaceKind.TOWN: 6.0,  # a town over the province or district of its name, unless "district" stands beside it
    PlaceKind.DISTRICT: 5.0,
    PlaceKind.TEHSIL: 4.0,
    PlaceKind.AREA: 3.0,
    PlaceKind.VILLAGE: 3.0,
    PlaceKind.PASS: 3.0,
    PlaceKind.LANDMARK: 2.5,
    PlaceKind.ROAD: 2.0,
}
HINT = 6.0  # "district" beside the name
COUNTRY = 8.0  # the source's country
REGION = 3.0  # the source's province
PARENT = {
    PlaceKind.DISTRICT: 8.0,
    PlaceKind.PROVINCE: 6.0,
    PlaceKind.COUNTRY: 6.0,
}  # a co-mentioned place that holds it
SIBLING_DISTRICT, SIBLING_PROVINCE, SIBLING_COUNTRY = 4.0, 2.0, 1.0  # a co-mentioned place in the same unit
FADING = 0.8  # each further co-mention counts this much of the one before
MOST_NEAR = 8  # co-mentions looked at
NEAR_KM, FAR_KM = 60.0, 300.0  # distance points fall from 3 to 0 between these
MINIMUM_FOREIGN = 4.0  # what must speak for a place abroad besides its kind
STRANGER = -3.0  # a fallback city: not in our own data
LARGE_CITY = 1_000_000  # inhabitants: may be meant without anything leading to its country
_SMALL_KINDS = frozenset({PlaceKind.VILLAGE, PlaceKind.AREA, PlaceKind.LANDMARK, PlaceKind.PASS, PlaceKind.TEHSIL})


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What is known around a mention. `near`: co-mentioned, unambiguous places, nearest first."""

    country: str | None = None
    region: str | None = None
    near: tuple[Place, ...] = ()
    hint: PlaceKind | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`place` None: nothing fits; `alternatives` are the other candidates, best first."""

    place: Place | None
    alternatives: tuple[Place, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with what speaks for it."""

    place: Place
    support: float  # what the surroundings say
    grounds: tuple[str, ...]

    @property
    def points(self) -> float:
        """Kind and size of the place, and what stands around it."""
        return KIND_POINTS[self.place.kind] + _size_points(self.place) + self.support


def resolve(candidates: Sequence[Place], context: PlaceContext) -> Resolved:
    """The candidate for which most speaks, or none where all lie abroad and nothing speaks for them."""
    ranked = rank(candidates, context)
    if not ranked:
        return Resolved(None, (), "no place has this name")
    best, others = ranked[0], tuple(s.place for s in ranked[1:])
    if _too_far_fetched(best, context):
        why = f"{best.place.label} is not in {context.country}, and nothing in the text leads there"
        return Resolved(None, tuple(s.place for s in ranked), why)
    grounds = "; ".join(best.grounds) or ("the only place of this name" if not others else "by its kind and size")
    return Resolved(best.place, others, f"{best.place.label}: {grounds}")


def rank(candidates: Sequence[Place], context: PlaceContext) -> list[Scored]:
    """The candidates, best first."""
    return sorted((_score(place, context) for place in candidates), key=lambda s: (-s.points, s.place.label))


def _too_far_fetched(best: Scored, context: PlaceContext) -> bool:
    place = best.place
    if context.country in (None, place.country) or best.support >= MINIMUM_FOREIGN:
        return False
    return place.kind in _SMALL_KINDS or 0 < place.population < LARGE_CITY


def _size_points(place: Place) -> float:
    if not place.population:
        return 0.0
    return STRANGER + max(0.0, math.log10(place.population) - 4.0)


def _score(place: Place, context: PlaceContext) -> Scored:
    support, grounds = 0.0, []
    if context.hint is not None and _fits_hint(place.kind, context.hint):
        support += HINT
        grounds.append(f'"{context.hint}" stands beside it')
    if context.country == place.country:
        support += COUNTRY
        grounds.append("in the source's country")
    if context.region is not None and context.region in (place.admin1, place.name):
        support += REGION
        grounds.append("in the source's region")
    weight = 1.0
    for other in context.near[:MOST_NEAR]:
        points, ground = _company(place, other)
        support += weight * points
        if ground and ground not in grounds:
            grounds.append(ground)
        weight *= FADING
    return Scored(place, support, tuple(grounds[:4]))


def _fits_hint(kind: PlaceKind, hint: PlaceKind) -> bool:
    if hint is PlaceKind.AREA:
        return kind not in (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT)
    return kind is hint


def _company(place: Place, other: Place) -> tuple[float, str]:
    if other.country != place.country or other is place or (other.name == place.name and other == place):
        return 0.0, ""
    if other.holds(place):
        return PARENT[other.kind], f"{other.name} stands near it and holds it"
    if place.holds(other):
        return SIBLING_PROVINCE, f"it holds {other.name}"
    points = SIBLING_COUNTRY + _nearness(place, other)
    if place.admin1 and place.admin1 == other.admin1:
        points += SIBLING_DISTRICT if place.admin2 and place.admin2 == other.admin2 else SIBLING_PROVINCE
    return points, f"near {other.name}" if points > SIBLING_COUNTRY + SIBLING_PROVINCE else ""


def _nearness(place: Place, other: Place) -> float:
    distance = place.distance_km(other)
    if distance is None or distance >= FAR_KM:
        return 0.0
    return 3.0 * min(1.0, (FAR_KM - distance) / (FAR_KM - NEAR_KM))
