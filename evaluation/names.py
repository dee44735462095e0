"""When two spellings name the same thing, and two places are the same place. What counts as right, and no more."""

from __future__ import annotations

import math
import unicodedata

from rapidfuzz.distance import Levenshtein

from khabardar.records import Facts
from khabardar.vocabulary import GeoPrecision

_NEAR_KM = 15.0
_EARTH_KM = 6371.0
_POINTS = (GeoPrecision.EXACT, GeoPrecision.TOWN)
_CONTAINED = 4  # letters of a name that counts as the same when it is a part of the other
_LONG, _MIDDLING = 8, 5  # letters: a long name may differ in two of them, a middling one in one


def folded(name: str | None) -> str:
    """Letters and digits alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return "".join(c for c in plain if c.isalnum())


def same_name(one: str | None, other: str | None) -> bool:
    """Noshki is Nushki, and `Frontier Corps Balochistan` is `Frontier Corps`; nothing is nobody's name."""
    a, b = folded(one), folded(other)
    if not a or not b:
        return a == b
    shorter = min(len(a), len(b))
    if a == b or (shorter >= _CONTAINED and (a in b or b in a)):
        return True
    allowed = 2 if shorter >= _LONG else 1 if shorter >= _MIDDLING else 0
    return Levenshtein.distance(a, b, score_cutoff=allowed) <= allowed


def same_place(gold: Facts, predicted: Facts) -> bool:
    """One name, or two points at most 15 km apart."""
    if same_name(gold.place, predicted.place):
        return True
    if gold.geo_precision not in _POINTS or predicted.geo_precision not in _POINTS:
        return False
    distance = _km(gold, predicted)
    return distance is not None and distance <= _NEAR_KM


def near_place(gold: Facts, predicted: Facts) -> bool:
    """The same place or district; the same province, or country, where the gold knows no more."""
    if same_place(gold, predicted):
        return True
    if gold.admin2 and predicted.admin2:
        return same_name(gold.admin2, predicted.admin2)
    if gold.admin1 and predicted.admin1 and not gold.admin2:
        return same_name(gold.admin1, predicted.admin1)
    return not gold.admin1 and gold.country == predicted.country


def _km(one: Facts, other: Facts) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    lat, lon = math.radians(one.latitude), math.radians(one.longitude)
    lat2, lon2 = math.radians(other.latitude), math.radians(other.longitude)
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
