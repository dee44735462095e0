"""The kind of place that a word beside a name states: "Kharan district", "the area of Mand", "tehsil Tump"."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.gazetteer.places import PlaceKind
from extraction.gazetteer.words import Word, spaced

KIND_WORDS = {
    "district": PlaceKind.DISTRICT,
    "districts": PlaceKind.DISTRICT,
    "agency": PlaceKind.DISTRICT,
    "county": PlaceKind.DISTRICT,
    "lga": PlaceKind.DISTRICT,
    "tehsil": PlaceKind.TEHSIL,
    "taluka": PlaceKind.TEHSIL,
    "taluk": PlaceKind.TEHSIL,
    "subdivision": PlaceKind.TEHSIL,
    "province": PlaceKind.PROVINCE,
    "provinces": PlaceKind.PROVINCE,
    "state": PlaceKind.PROVINCE,
    "states": PlaceKind.PROVINCE,
    "governorate": PlaceKind.PROVINCE,
    "department": PlaceKind.PROVINCE,
    "oblast": PlaceKind.PROVINCE,
    "region": PlaceKind.PROVINCE,
    "city": PlaceKind.TOWN,
    "town": PlaceKind.TOWN,
    "village": PlaceKind.VILLAGE,
    "villages": PlaceKind.VILLAGE,
    "area": PlaceKind.AREA,
    "areas": PlaceKind.AREA,
    "neighbourhood": PlaceKind.AREA,
    "neighborhood": PlaceKind.AREA,
    "locality": PlaceKind.AREA,
    "pass": PlaceKind.PASS,
}
# "the area of X" and "district X" are said; "state X" and "pass X" are verbs or accidents.
_LEADING = frozenset({"district", "tehsil", "taluka", "village", "town", "city", "area", "province"})


def kind_beside(text: str, words: Sequence[Word], start: int, stop: int) -> PlaceKind | None:
    """The kind stated right after or before words[start:stop], if any."""
    return _after(text, words, stop) or _before(text, words, start)


def _after(text: str, words: Sequence[Word], stop: int) -> PlaceKind | None:
    if stop >= len(words) or not spaced(text, words[stop - 1], words[stop]):
        return None
    if [word.text.lower() for word in words[stop : stop + 2]] == ["local", "government"]:
        return PlaceKind.DISTRICT  # Nigeria's second level
    return KIND_WORDS.get(words[stop].text.lower())


def _before(text: str, words: Sequence[Word], start: int) -> PlaceKind | None:
    if start < 1 or not spaced(text, words[start - 1], words[start]):
        return None
    before = words[start - 1].text.lower()
    if before == "of" and start >= 2 and spaced(text, words[start - 2], words[start - 1]):
        if start >= 3 and words[start - 3].is_capital:
            return None  # in "the Mand area of Kech" the kind is Mand's
        return KIND_WORDS.get(words[start - 2].text.lower())
    return KIND_WORDS.get(before) if before in _LEADING else None
