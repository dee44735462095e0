"""Finds names of places that no gazetteer knows, by the words beside them: `Kukar Rafi village`, `the X area of Y`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from extraction.document import Document, within
from extraction.gazetteer import PlaceKind
from extraction.lexicon.loader import place_words
from extraction.lexicon.words import words
from khabardar.records import Span

_PREPOSITIONS = words("unknownplaces.prepositions")
_BEFORE_UNITS = _PREPOSITIONS | {",", "targeted", "attacked", "stormed", "raided", "and"}
_POSTS = frozenset({"station", "post", "checkpost", "chowki", "picket"})
_NO_NAMES = words("unknownplaces.no_names")
_FRAMES = words("unknownplaces.frames")
_BARE_BEFORE = words("unknownplaces.bare_before")
_LEADING_UNITS = frozenset({"barangay", "brgy", "sitio", "purok", "village", "commune", "hamlet"})
_WHOLES = place_words("unit") | words("unknownplaces.built")
_HELD = words("unknownplaces.held")
_JOINTS = frozenset({"-", "al", "el", "de", "la", "del", "i", "e"})


class KnownName(Protocol):
    """What is asked of a place that the gazetteer knows."""

    @property
    def span(self) -> Span: ...

    @property
    def country(self) -> str | None: ...

    def holds(self, other: Any) -> bool: ...


@dataclass(frozen=True, slots=True)
class UnknownName:
    span: Span
    text: str
    kind: PlaceKind
    is_firm: bool = True  # a unit word (village, area) stands beside it


def find_unknown(document: Document, known: Sequence[KnownName]) -> list[UnknownName]:
    """Names in a place construction that overlap none of the `known` ones."""
    found: list[UnknownName] = []
    at = 0
    while at < len(document.tokens):
        if not document.tokens[at].is_capitalised:
            at += 1
            continue
        last = _name_end(document, at)
        if last == at:
            at += 1
            continue
        name = _as_place(document, at, last) or _in_known(document, at, last, known)
        if name is not None and not _is_known(document, name, known):
            found.append(name)
        at = last
    return found


def _is_known(document: Document, name: UnknownName, known: Sequence[KnownName]) -> bool:
    """True where known places account for the whole name, or the words beside it do not make it one."""
    touching = [k for k in known if name.span.start < k.span.end and k.span.start < name.span.end]
    if not touching:
        return False
    if len(touching) > 1:
        return name.is_firm or not _is_one_name(document, name, touching)
    span = touching[0].span
    rest = document.text[name.span.start : span.start] + document.text[span.end : name.span.end]
    kinds = place_words("spot") | place_words("unit")
    if not name.is_firm and (span.start != name.span.start or " - " in name.text or set(rest.split()) & kinds):
        return True  # `Goma - Keshero` is a quarter of Goma, `Chitkan Bazaar` is in Chitkan
    return not rest.strip(" -,'") or bool({w.lower() for w in rest.split()} & (place_words("unit") | _FRAMES))


def _is_one_name(document: Document, name: UnknownName, touching: Sequence[KnownName]) -> bool:
    """`in Ghor Darwaz`: known names with a blank between them, of which none holds the next as in an address."""
    gaps = {document.text[a.span.end : b.span.start] for a, b in pairwise(touching)}
    held = any(a.country == b.country and (a.holds(b) or b.holds(a)) for a, b in pairwise(touching))
    whole = (touching[0].span.start, touching[-1].span.end) == (name.span.start, name.span.end)
    return gaps == {" "} and whole and not held


def _name_end(document: Document, at: int) -> int:
    """The end of the run of capitalised words that begins here; `at` itself where none does."""
    last = at
    while last < len(document.tokens) and last - at < 5:
        token = document.tokens[last]
        capital = token.is_word and token.is_capitalised and token.low not in _NO_NAMES
        if not capital and not (token.low in _JOINTS and last > at and _is_capital(document, last + 1)):
            break
        if last > at and (
            token.low in place_words("unit") or (token.low == "local" and document.low(last + 1) == "government")
        ):
            break
        last += 1
    return last


def _is_capital(document: Document, at: int) -> bool:
    return at < len(document.tokens) and document.tokens[at].is_word and document.tokens[at].is_capitalised


def _as_place(document: Document, at: int, last: int) -> UnknownName | None:
    leads = document.low(at) in _LEADING_UNITS and last - at > 1
    if leads and not any(hit.first == at for hit in within(document.people, at, at + 1)):
        return _name(document, at + 1, last, PlaceKind.VILLAGE)
    if _is_other_name(document, at, last):
        return None
    unit = document.low(last)
    before = document.low(at - 1)
    if before == "the" or before == "general":
        before = document.low(at - 2)
    if before in _HELD and document.low(at - 2) in _BARE_BEFORE:
        before = document.low(at - 2)
    if before == "area" and document.low(at - 2) == "general":
        before = "in"
    kind = _kind(document, at, last)
    is_unit = unit in place_words("unit") or (unit == "local" and document.low(last + 1) == "government")
    is_owned = before == "'s" and _is_capital(document, at - 2)  # `Hub's Pathra area`
    is_post = unit == "police" and document.low(last + 1) in _POSTS and before in _PREPOSITIONS
    if is_post or (is_unit and (is_owned or before in _BEFORE_UNITS)):
        return _name(document, at, last, kind)
    if document.low(last + 1) in {"committee", "commander", "police"} and unit in {"area", "district"}:
        return None
    if before == "of" and document.low(at - 2) in _WHOLES:
        return _name(document, at, last, kind)
    if before in _BARE_BEFORE and _sits_in_place(document, last):
        name = _name(document, at, last, kind)
        return replace(name, is_firm=False) if name else None
    return None


def _in_known(document: Document, at: int, last: int, known: Sequence[KnownName]) -> UnknownName | None:
    """`in Panjgur's Washbood`: a name that a known place owns, with what can stand behind a place."""
    if (
        document.low(at - 1) != "'s"
        or at < 2
        or not _sits_in_place(document, last)
        or _is_other_name(document, at, last)
    ):
        return None
    owner = document.tokens[at - 2].end
    return _name(document, at, last, _kind(document, at, last)) if any(k.span.end == owner for k in known) else None


def _is_other_name(document: Document, at: int, last: int) -> bool:
    """A person, a force, a hospital, an office: capitalised, and no place."""
    if any(hit.last > at for hit in within(document.actors, at - 6, last)) or any(
        hit.entry.targets for hit in within(document.people, at, last)
    ):
        return True
    words = {token.text for token in document.tokens[at:last]}
    if last - at == 1 and {document.low(at), document.tokens[at].text} & place_words("unit"):
        return True
    seat = place_words("seat")
    if {
        "Hospital",
        "University",
        "Ministry",
        "Committee",
        "Council",
        "Party",
        "Minister",
        "Centre",
        "Center",
        "School",
    } & words:
        return True
    return bool({word for word in words if word in seat})


def _sits_in_place(document: Document, last: int) -> bool:
    """What follows is a comma, a preposition or a stop, as behind a place."""
    return document.low(last) in {
        ",",
        "in",
        "on",
        "of",
        ".",
        "when",
        "late",
        "early",
        "at",
        "and",
        "near",
        "after",
        "where",
        "'s",
        "(",
    }


def _kind(document: Document, at: int, last: int) -> PlaceKind:
    unit = document.tokens[last].text if last < len(document.tokens) else ""
    if unit.lower() in {"district", "lga", "county"} or (
        unit.lower() == "local" and document.low(last + 1) == "government"
    ):
        return PlaceKind.DISTRICT
    if unit.lower() in {"state", "province"}:
        return PlaceKind.PROVINCE
    tail = document.tokens[last - 1].text
    if tail in place_words("spot") or unit in {"road", "highway", "Road", "tunnel"}:
        return PlaceKind.ROAD
    return PlaceKind.VILLAGE


def _name(document: Document, at: int, last: int, kind: PlaceKind) -> UnknownName | None:
    while last > at and document.low(last - 1) in {"local", "government"}:
        last -= 1
    if document.low(last) in {"road", "highway", "tunnel"}:
        last += 1
    if last == at:
        return None
    span = document.span(at, last)
    return UnknownName(span, document.text[span.start : span.end], kind)
