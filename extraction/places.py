"""Finds where things are said to happen: names with their parents, resolved, apart from homes, seats and ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extraction.document import Document, InOrder, within
from extraction.gazetteer import Gazetteer, Place, PlaceContext, PlaceKind, PlaceMention, Resolved, resolve
from extraction.placeroles import PlaceRole, role_of
from extraction.unknownplaces import UnknownName, find_unknown
from khabardar.interfaces import ReadingHints
from khabardar.records import Span
from khabardar.vocabulary import GeoPrecision

_LISTING = frozenset({",", "and", "&", "the", "district", "districts"})
_LONGEST_LINK = 12  # tokens from a name to that of the unit which holds it
TOWN_KM = 12.0  # how far out a quarter or road still belongs to a town
_COARSE = {PlaceKind.COUNTRY: 0, PlaceKind.PROVINCE: 1, PlaceKind.DISTRICT: 2, PlaceKind.TEHSIL: 3, PlaceKind.TOWN: 3}


@dataclass(frozen=True, slots=True)
class Location:
    """One naming of a place. `place` None: the gazetteer does not know it. `first` to `last` are its tokens."""

    first: int
    last: int
    span: Span
    name: str
    role: PlaceRole
    place: Place | None
    kind: PlaceKind
    admin2: str | None
    admin1: str | None
    country: str | None
    parents: tuple[Span, ...] = ()  # words that name the units which hold it
    stands_alone: bool = False  # behind a comma, bracket or unit word, with no verb to govern it
    resolved: Resolved | None = field(default=None, compare=False)  # why this place, and which others bear the name

    @property
    def level(self) -> int:
        """0 country, 1 province, 2 district, 3 town, 4 finer."""
        return _COARSE.get(self.kind, 4)

    @property
    def precision(self) -> GeoPrecision:
        if self.place is not None:
            return self.place.precision
        return GeoPrecision.EXACT if self.kind in {PlaceKind.ROAD, PlaceKind.LANDMARK} else GeoPrecision.TOWN

    @property
    def is_highway(self) -> bool:
        """A long road, which is no single spot."""
        return self.kind is PlaceKind.ROAD and bool(re.search(r"\d|highway|motorway", self.name, re.IGNORECASE))

    def same_as(self, other: Location) -> bool:
        """One name, or one point, under the same parents."""
        if _fold(self.name) == _fold(other.name):
            return self.admin1 == other.admin1 or None in (self.admin1, other.admin1)
        if self.place is None or other.place is None or self.level < 3 or other.level < 3:
            return False
        distance = self.place.distance_km(other.place)
        return distance is not None and distance < 1.0

    def holds(self, other: Location) -> bool:
        """True where `other` is a finer place inside this one."""
        if self.country != other.country or self.level >= other.level:
            return False
        if self.level == 0:
            return True
        if self.level == 1:
            return self.name == other.admin1 or (self.place is not None and self.place.name == other.admin1)
        within_unit = self.admin2 is not None and (self.admin2, self.admin1) == (other.admin2, other.admin1)
        if self.level == 2:
            unplaced = other.place is None and other.admin2 is None and self.admin1 == other.admin1
            return within_unit or unplaced
        if other.level != 4 or not (
            within_unit or (None in (self.admin2, other.admin2) and self.admin1 == other.admin1)
        ):
            return False
        if self.place is None or other.place is None:
            return True
        distance = self.place.distance_km(other.place)
        return distance is None or distance <= TOWN_KM


def _fold(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


@dataclass(frozen=True, slots=True)
class Refused:
    """A spelling of a place that names none here, and why."""

    mention: PlaceMention
    why: str


@dataclass(frozen=True, slots=True)
class Survey:
    """All places of an article in text order, and the names that were taken for none."""

    locations: list[Location]
    refused: list[Refused]


def survey(document: Document, gazetteer: Gazetteer, hints: ReadingHints) -> Survey:
    """The places of an article, each resolved by what stands around it."""
    spelt = gazetteer.all_mentions(document.text)
    named = [m for m in spelt if m.part_of is None]
    refused = [Refused(m, f"part of a longer name: {m.part_of}") for m in spelt if m.part_of is not None]
    country = hints.country or _likely_country(named)
    hints = replace(hints, country=country)
    anchors = [(m.span.start, place) for m in named if (place := _certain(m)) is not None]
    known: list[Location] = []
    for mention in named:
        why = _objection(document, mention)
        found = _resolved(mention, anchors, hints) if why is None else Resolved(None, (), why)
        if found.place is not None:
            known.append(_known(document, mention, found, found.place))
        else:
            refused.append(Refused(mention, found.why))
    unknown = find_unknown(document, [x for x in known if x.place is not None and x.place.population == 0])
    located = [x for x in known if not _is_swallowed(x.span, unknown)]
    taken = [x.span for x in located]
    for name in unknown:
        if any(span.start < name.span.end and name.span.start < span.end for span in taken):
            continue
        at = document.token_at(name.span.start)
        last = document.token_at(name.span.end)
        located.append(
            Location(
                at,
                last,
                name.span,
                name.text,
                _role_of_unknown(document, at, last, name.kind),
                None,
                name.kind,
                None,
                None,
                None,
            )
        )
    located.sort(key=lambda location: location.first)
    reporter = _where_the_reporter_sits(document, named, anchors, hints)
    return Survey(InOrder([*reporter, *_spread_lists(document, _adopted(document, located, hints.country))]), refused)


def _where_the_reporter_sits(
    document: Document, named: Sequence[PlaceMention], anchors: Sequence[tuple[int, Place]], hints: ReadingHints
) -> list[Location]:
    """The place of the dateline if it is one: the last resort where the text names none."""
    if document.dateline is None:
        return []
    heads = [m for m in named if m.span.start < document.dateline.end]
    found = _resolved(heads[0], anchors, hints) if len(heads) == 1 else None
    if found is None or found.place is None:
        return []
    return [replace(_known(document, heads[0], found, found.place), first=0, last=0, role=PlaceRole.DATELINE)]


def _role_of_unknown(document: Document, at: int, last: int, kind: PlaceKind) -> PlaceRole:
    """An unknown name is taken for a place because of the words beside it: these tie it to the act as well."""
    role = role_of(document, at, last, kind)
    return PlaceRole.EVENT if role in {PlaceRole.WEAK, PlaceRole.ACTOR} else role


def _is_swallowed(span: Span, unknown: Sequence[UnknownName]) -> bool:
    """A known name that is only part of a village's: `Kukar Rafi community`."""
    return any(u.span.start <= span.start and span.end <= u.span.end and u.span != span for u in unknown)


def _likely_country(mentions: Sequence[PlaceMention]) -> str | None:
    """The country that most of the names which can lie in only one country lie in."""
    votes: Counter[str] = Counter()
    for mention in mentions:
        countries = {candidate.country for candidate in mention.candidates}
        if len(countries) == 1:
            place = mention.candidates[0]
            votes[place.country] += 1 if place.population else 2
    return votes.most_common(1)[0][0] if votes else None


def _objection(document: Document, mention: PlaceMention) -> str | None:
    """Why a name can't be a place of what is told; None where it can."""
    if document.dateline and mention.span.start < document.dateline.end:
        return "the dateline: where the reporter sits"
    at = document.token_at(mention.span.start)
    if at >= len(document.tokens) or document.tokens[at].start != mention.span.start:
        return "it stands within a word, or in a line that is no part of the article"
    if not any(token.end == mention.span.end for token in document.tokens[at : at + 8]):
        return "half of a compound"  # `Quetta-Noshki highway`
    covering = [hit for hit in within(document.actors, at - 5, at + 1) if hit.last > at]
    return f"part of the name of a group or force ({covering[0].entry.where})" if covering else None


def _certain(mention: PlaceMention) -> Place | None:
    """A place that the name can only mean, up to its rank (the town or the district of Kharan)."""
    first = mention.candidates[0]
    same = all(
        (c.admin1 or c.name, c.country) == (first.admin1 or first.name, first.country) for c in mention.candidates
    )
    return first if same else None


def _resolved(mention: PlaceMention, anchors: Sequence[tuple[int, Place]], hints: ReadingHints) -> Resolved:
    stated = [c for c in mention.candidates if c.kind is mention.hint]
    candidates = stated if stated and mention.hint in {PlaceKind.DISTRICT, PlaceKind.PROVINCE} else mention.candidates
    near = sorted(
        (abs(start - mention.span.start), i) for i, (start, _) in enumerate(anchors) if start != mention.span.start
    )
    context = PlaceContext(
        country=hints.country,
        region=hints.region,
        near=tuple(anchors[i][1] for _, i in near[:8]),
        hint=mention.hint,
    )
    return resolve(candidates, context)


def _known(document: Document, mention: PlaceMention, resolved: Resolved, place: Place) -> Location:
    at = document.token_at(mention.span.start)
    last = document.token_at(mention.span.end)
    role = role_of(document, at, last, place.kind)
    admin2 = place.admin2 or (place.name if place.kind is PlaceKind.DISTRICT else None)
    admin1 = place.admin1 or (place.name if place.kind is PlaceKind.PROVINCE else None)
    alone = document.low(at - 1) in {",", "(", "/", "district", "area", "tehsil"} or document.low(last) == ":"
    return Location(
        at,
        last,
        mention.span,
        mention.surface,
        role,
        place,
        place.kind,
        admin2,
        admin1,
        place.country,
        stands_alone=alone,
        resolved=resolved,
    )


def _adopted(document: Document, located: list[Location], country: str | None) -> list[Location]:
    """Gives unknown names their parents, and every name the words of the units that stand beside it."""
    result: list[Location] = []
    for number, location in enumerate(located):
        chain = [*_owner(document, located, number), *_chain(document, located, number)]
        parents = tuple(parent.span for parent in chain)
        misled = location.place is not None and _is_elsewhere(document, located, number)
        if location.place is not None and not misled:
            result.append(replace(location, parents=parents))
            continue
        if misled:
            chain = [located[number + 1], *_chain(document, located, number + 1)]
            location = replace(location, place=None, admin2=None, admin1=None)
            parents = tuple(parent.span for parent in chain)
        holder = chain[0] if chain else _last_holder(document, located, number)
        if holder is None:
            result.append(replace(location, country=country))
            continue
        admin2 = next((c.admin2 for c in [*chain, holder] if c.admin2), None)
        admin1 = holder.admin1 or next((c.admin1 for c in chain if c.admin1), None)
        if location.kind is PlaceKind.DISTRICT:
            admin2 = location.name
        result.append(replace(location, parents=parents, admin2=admin2, admin1=admin1, country=holder.country))
    return result


def _chain(document: Document, located: Sequence[Location], number: int) -> Iterable[Location]:
    """The units that follow a name: `Mand area of Kech district`, `Rakhni, a junction town in Barkhan district`."""
    here = located[number]
    for following in located[number + 1 : number + 4]:
        if following.first - here.last > _LONGEST_LINK:
            return
        if here is located[number] and _is_list(document, located, number):
            return
        gap = _between(document, here, following)
        if not _links(gap):
            return
        said_so = {"in", "of"} & set(gap)
        is_parent = (
            following.level < located[number].level
            if located[number].place is None
            else (following.place is not None and _contains(following, located[number]))
        )
        if not is_parent and not (located[number].place is None and said_so and following.place is None):
            return
        yield following
        here = following


def _between(document: Document, one: Location, other: Location) -> list[str]:
    return [token.low for token in document.tokens[one.last : other.first]]


def _is_list(document: Document, located: Sequence[Location], number: int) -> bool:
    """`Balincha, Tump, Kharan`: names in a row of which the next is not held by the one after it."""
    if number + 2 >= len(located):
        return False
    one, two, three = located[number : number + 3]
    if two.first - one.last != 1 or three.first - two.last > 2:
        return False
    joined = _between(document, two, three) in ([","], ["and"], [",", "and"])
    return (
        joined and document.low(one.last) == "," and two.level >= 2 and three.level >= 2 and not _contains(three, two)
    )


def _is_elsewhere(document: Document, located: Sequence[Location], number: int) -> bool:
    """`the Shagai area of Lakki Marwat` where the only Shagai known lies in another district: a namesake."""
    is_address = _is_address(document, located, number)
    if number + 1 >= len(located) or located[number].level < (2 if is_address else 3):
        return False
    here, outer = located[number], located[number + 1]
    words, last = outer.first - here.last, document.low(outer.first - 1)
    tied = (0 < words <= 4 and last in {"of", "in", "district"}) or (
        words > 1 and last == "the" and document.low(outer.first - 2) == "of"
    )
    if not (tied or is_address) or {",", "and"} & set(_between(document, here, outer)[:-1]):
        return False
    if here.country != outer.country:
        return True
    if outer.level <= 1:
        return here.admin1 != (outer.admin1 or here.admin1)
    return outer.admin2 is not None and (here.admin2, here.admin1) != (outer.admin2, outer.admin1)


def _is_address(document: Document, located: Sequence[Location], number: int) -> bool:
    """`Bolan, Helmand, Afghanistan`: a name, its province and its country in a row, whatever else bears the name."""
    if number + 2 >= len(located):
        return False
    here, province, country = located[number : number + 3]
    behind = 0 < province.first - here.last <= 2 and document.low(province.first - 1) == ","
    named = country.first - province.last == 1 and document.low(province.last) == ","
    return behind and named and (province.level, country.level) == (1, 0)


def _owner(document: Document, located: Sequence[Location], number: int) -> list[Location]:
    """`Mianwali's Isakhel tehsil`: the unit that stands before the name."""
    if number == 0:
        return []
    before, here = located[number - 1], located[number]
    owns = 0 < here.first - before.last <= 3 and document.low(before.last) == "'s"
    return [before] if owns else []


def _links(gap: list[str]) -> bool:
    """True for the words that can stand between a place and the unit that holds it."""
    if any(word in {"and", "while", "when", "who", "after", ";", "said", "to", "from", ":"} for word in gap):
        return False
    joined = {"of", "in", ",", "'s", "(", "area", "under", "within", "close"} & set(gap)
    return bool(joined) or not gap


def _contains(outer: Location, inner: Location) -> bool:
    if _fold(outer.name) in {_fold(inner.admin2 or ""), _fold(inner.admin1 or "")} or outer.kind in {
        PlaceKind.PASS,
        PlaceKind.ROAD,
    }:
        return outer.country == inner.country
    return outer.holds(inner) or (
        outer.country == inner.country
        and outer.level < inner.level
        and outer.admin1 in (None, inner.admin1)
        and (outer.level <= 1 or outer.admin2 == inner.admin2)
    )


def _last_holder(document: Document, located: Sequence[Location], number: int) -> Location | None:
    """The nearest known place before, else behind, that can lend an unknown name its parents."""
    here = located[number]
    before = [x for x in located[:number] if x.place is not None and x.level >= 1 and x.role is not PlaceRole.HOME]
    after = [x for x in located[number + 1 :] if x.place is not None and x.level >= 1]
    held = [x for x in before if x.level <= 2][-1:] or before[-1:] or after[:1]
    return held[0] if held and held[0].level < max(here.level, 3) + 1 else None


def _spread_lists(document: Document, located: list[Location]) -> list[Location]:
    """`in Tump, Kharan and Pasni`: the preposition before the first name of a list holds for all."""
    result: list[Location] = []
    for location in located:
        previous = result[-1] if result else None
        if previous and (location.role is PlaceRole.WEAK or previous.kind is PlaceKind.PROVINCE):
            location = _like_previous(previous, location, _between(document, previous, location))
        result.append(location)
    return result


def _like_previous(previous: Location, location: Location, gap: list[str]) -> Location:
    if location.role is PlaceRole.WEAK and gap and set(gap) <= _LISTING:
        location = replace(location, role=previous.role)
    also_province = previous.kind is PlaceKind.PROVINCE and gap == ["and"]
    if also_province and _fold(location.name) == _fold(location.admin1 or ""):
        location = replace(location, kind=PlaceKind.PROVINCE, place=None, admin2=None)
    return location
