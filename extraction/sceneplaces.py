"""The places of one clause: the finest at which things are said to happen, and the units that hold them."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.document import Document
from extraction.placeroles import PlaceRole, is_entry_head
from extraction.places import Location

_HEAD = 4  # tokens: `In south Kashmir's Anantnag, ...`
_ROLES = (PlaceRole.EVENT, PlaceRole.WEAK)
_ANNOUNCED = frozenset({"announced", "said", "told", "confirmed", "reported"})


def scene_places(document: Document, found: Sequence[Location]) -> tuple[list[Location], list[Location]]:
    """The finest places of the clause, and the rest; those that nothing ties to the act where there are no others."""
    firm = _without_seat(document, [x for x in found if x.role is PlaceRole.EVENT])
    loose = [x for x in found if x.role is PlaceRole.WEAK]
    finest = _without_highways(document, _finest(document, firm)) or _finest(
        document, [x for x in loose if x.level >= 2 and x.stands_alone]
    )
    rest = [x for x in found if x not in finest and x.role in (*_ROLES, PlaceRole.ACTOR)]
    return finest, rest


def _without_seat(document: Document, firm: list[Location]) -> list[Location]:
    """`In Kirkuk, the service announced the arrest of four men in Daquq`, `Kech - A mine in the Dasht area ...`."""
    if len(firm) < 2:
        return firm
    if is_entry_head(document, firm[0].first, firm[0].last):
        return firm[1:]
    heads = any(first < firm[0].first <= first + _HEAD and document.low(first) == "in" for first, _ in document.bounds)
    opens = document.low(firm[0].last) == "," and heads
    if opens and all(_is_inside(firm[0], x) for x in firm[1:]):
        return firm[1:]
    if opens and all(x.level == 4 and x.place is not None and x.admin2 != firm[0].admin2 for x in firm[1:]):
        return firm[:1]  # `In Anantnag, ... near the Lal Chowk`: a namesake of the one in another town
    between = {document.low(at) for at in range(firm[0].last, firm[1].first)}
    return firm[1:] if between & _ANNOUNCED and document.low(firm[0].last) == "," else firm


def _is_inside(unit: Location, place: Location) -> bool:
    """`In Kalat, ... at Mangochar`: a finer place of the district that is named first, or of its town's district."""
    seat = place.name == place.admin2  # `In Mangochar, Kalat, ...` names the place first
    return place.level >= 3 and not seat and place.admin2 is not None and place.admin2 in (unit.name, unit.admin2)


def _without_highways(document: Document, found: list[Location]) -> list[Location]:
    """A highway, or a district that is not one of a list, says less than the town beside it."""
    towns = [x for x in found if not x.is_highway and x.level >= 3]
    ends = {x.last for x in towns} | {x.first for x in towns}
    paired = [x for x in found if x.level == 2 and (x.last + 1 in ends or x.first - 1 in ends)]
    return sorted(towns + [x for x in paired if _has_and(document, x)], key=lambda x: x.first) if towns else found


def _has_and(document: Document, location: Location) -> bool:
    return "and" in {document.low(location.first - 1), document.low(location.last)}


def _finest(document: Document, found: Sequence[Location]) -> list[Location]:
    kept: list[Location] = []
    for location in found:
        if any(_is_wider(document, location, other) for other in found if other is not location):
            continue
        if not any(location.same_as(other) for other in kept):
            kept.append(location)
    return kept


def _is_wider(document: Document, location: Location, other: Location) -> bool:
    if location.span in other.parents:
        return True
    first, last = sorted((location, other), key=lambda x: x.first)
    listed = {token.low for token in document.tokens[first.last : last.first]} <= {",", "and"}
    return location.holds(other) and not (listed and location.level >= 3)
