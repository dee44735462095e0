"""Tells from the words beside a place name whether something happened there, or whether it is a home, a seat, a way."""

from __future__ import annotations

from enum import StrEnum

from extraction.document import Document
from extraction.gazetteer import PlaceKind
from extraction.lexicon.loader import place_words
from extraction.lexicon.words import words

_IN = words("placeroles.in")
_FROM_EVENT = words("placeroles.from_event")
_HIT = words("placeroles.hit")
_SPOKE = words("placeroles.spoke")
_WAY = frozenset(["to", "towards", "toward", "for", "via"])
_THINGS = words("placeroles.things")
_SHORT_WAY = frozenset({"distance", "far", "metres", "meters", "yards", "stone's"})
_NEXT_TO = frozenset(["close", "next", "adjacent", "nearby", "adjoining", "due"])
_SKIPPED = words("placeroles.skipped")
_PASSED_OVER = words("placeroles.directions") | {"the", "a", "general", "area", "district", "village", "town"}
_STRUCK = _HIT | {"struck", "attack", "fire"}


class PlaceRole(StrEnum):
    EVENT = "event"
    WEAK = "weak"  # nothing says what the name does there
    HOME = "home"
    SEAT = "seat"
    WAY = "way"
    ACTOR = "actor"  # a country or province that acts, or owns: `Pakistan said`
    DISTANCE = "distance"  # 300 km from there
    DATELINE = "dateline"  # where the reporter sits


def role_of(document: Document, at: int, last: int, kind: PlaceKind) -> PlaceRole:
    """What the name at tokens `at` to `last` does in its clause."""
    if document.low(last) in {"-bound", "bound"} or (document.low(last) == "-" and document.low(last + 1) == "bound"):
        return PlaceRole.WAY
    if is_entry_head(document, at, last) and kind not in {PlaceKind.COUNTRY, PlaceKind.PROVINCE}:
        return PlaceRole.EVENT
    seat = place_words("seat")
    before = _word_before(document, at)
    around = _words_before(document, at)
    if _is_seat(document, at, last, seat):
        return PlaceRole.SEAT
    if place_words("home") & set(around) or (document.low(at - 1) == "of" and _is_name(document, at - 2)):
        return PlaceRole.HOME
    if before == "from":
        return PlaceRole.EVENT if (_FROM_EVENT | _SHORT_WAY) & set(around) else _distance_or(PlaceRole.WAY, around)
    if before in _WAY and not (before == "for" and _is_beside_thing(document, last)):
        return PlaceRole.EVENT if _NEXT_TO & set(around[-3:]) else PlaceRole.WAY
    if before == "of" and _is_distance(around):
        return PlaceRole.DISTANCE
    if before in _HIT or _is_hit(document, last) or _is_beside_thing(document, last):
        return PlaceRole.EVENT
    if before in _IN:
        return PlaceRole.SEAT if _SPOKE & set(around[-4:]) or seat & set(around[-4:]) else PlaceRole.EVENT
    return _role_by_kind(before, kind)


def is_entry_head(document: Document, at: int, last: int) -> bool:
    """`Nushki - Gunmen ...`, `Kharan: The lock-up ...`: the name that opens an entry of a roundup."""
    if document.low(last) not in {"-", ":"} or not any(first == at for first, _ in document.bounds):
        return False
    return sum(_opens_with_name(document, first) for first, _ in document.bounds) > 1  # one alone is a dateline


def _opens_with_name(document: Document, first: int) -> bool:
    """One to three capitalised words, then a colon or a dash with a blank behind it."""
    for at in range(first, min(first + 4, len(document.tokens))):
        token = document.tokens[at]
        if token.low in {"-", ":"}:
            return at > first and document.text[token.end : token.end + 1].isspace()
        if not (token.is_word and token.is_capitalised):
            return False
    return False


def _role_by_kind(before: str, kind: PlaceKind) -> PlaceRole:
    if kind in {PlaceKind.COUNTRY, PlaceKind.PROVINCE} and before != "of":
        return PlaceRole.ACTOR
    return PlaceRole.EVENT if before in {"of", "district", "tehsil", "village", "area"} else PlaceRole.WEAK


def _words_before(document: Document, at: int) -> list[str]:
    """The six words before, within the sentence."""
    words: list[str] = []
    for place in range(at - 1, max(at - 7, -1), -1):
        if document.low(place) in {".", "!", "?", ";"}:
            break
        words.insert(0, document.low(place))
    return words


def _is_beside_thing(document: Document, last: int) -> bool:
    """`Mastung police station`, `Mangochar's bazaar`: the thing that was attacked bears the name."""
    at = last + 1 if document.low(last) == "'s" else last
    if document.low(at) not in _THINGS:
        return False
    return not {document.low(at + 1), document.low(at + 2)} & _SPOKE


def _is_hit(document: Document, last: int) -> bool:
    """`Pasni was also hit`, `Kharan saw`, `the Gwadar attack`."""
    if document.low(last) in {"saw", "witnessed", "attack", "attacks", "assault", "bombing", "blast", "ambush", "raid"}:
        return True
    ahead = {document.low(at) for at in range(last + 1, last + 5)}
    return document.low(last) in {"was", "were", "came", "also"} and bool(ahead & _STRUCK)


def _word_before(document: Document, at: int) -> str:
    """The preposition that governs the name, over articles, directions and `the village of`."""
    place = at - 1
    while document.low(place) in _PASSED_OVER and place > at - 5:
        place -= 1
    word = document.low(place)
    if word == "'s":
        return _before_owner(document, place)
    if word == "of" and document.low(place - 1) in {
        "area", "areas", "village", "town", "city", "district", "province", "outskirts", "part", "parts", "districts",
        "provinces", "towns", "villages", "tehsil", "vicinity", "community", "neighbourhood", "suburb", "state",
        "locality", "limits", "region", "subdivision", "axis", "direction", "side",
    }:  # fmt: skip
        return _preposition_of_unit(document, place - 1)
    return word


def _before_owner(document: Document, at: int) -> str:
    """`across Pakistan's southwestern Balochistan`: the preposition before the owner."""
    place = at - 1
    while place >= 0 and document.tokens[place].is_word and document.tokens[place].is_capitalised:
        if document.low(place) in _IN:  # `In Panjgur's Washbood` opens a sentence
            break
        place -= 1
    if document.low(place) in _PASSED_OVER and document.low(place) != ",":
        place -= 1
    return document.low(place)


def _preposition_of_unit(document: Document, at: int) -> str:
    for place in range(at - 1, max(at - 6, -1), -1):
        word = document.low(place)
        if word in _WAY or word in {"from", "in", "at", "near", "on", "outside"}:
            return word
        if not word or not word[0].isalpha():
            break
    return "in"


def _is_seat(document: Document, at: int, last: int, seat: frozenset[str]) -> bool:
    """`SSP Kashmore`, `Civil Hospital Quetta`, `Katsina police`, `the governor of Paktika`."""
    for place in (at - 1, at - 2, at - 3) if document.low(at - 1) in {"of", "the", ",", "'s"} else (at - 1,):
        if place >= 0 and (document.tokens[place].text in seat or document.tokens[place].low in seat):
            return True
    follower = document.tokens[last].text if last < len(document.tokens) else ""
    if follower == "'s":
        follower = document.tokens[last + 1].text if last + 1 < len(document.tokens) else ""
    if follower in {"deputy", "Deputy", "chief", "Chief", "government", "Government", "authorities", "administration"}:
        return True
    return (
        follower in seat
        or follower.lower() in seat
        or (
            document.low(last) in {"teaching", "general", "district", "central"}
            and document.low(last + 1) == "hospital"
        )
    )


def _is_name(document: Document, at: int) -> bool:
    """`Sepoy Ankush Yadav of Rewari`: two capitalised words before `of` are somebody's name."""
    if at < 1:
        return False
    one, two = document.tokens[at - 1], document.tokens[at]
    return (
        one.is_word and two.is_word and one.is_capitalised and two.is_capitalised and two.low not in place_words("unit")
    )


def _is_distance(around: list[str]) -> bool:
    return bool({"km", "kilometres", "kilometers", "miles", "kilometre", "km)"} & set(around))


def _distance_or(other: PlaceRole, around: list[str]) -> PlaceRole:
    return PlaceRole.DISTANCE if _is_distance(around) else other
