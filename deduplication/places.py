"""How the places of two reports lie to one another: the same, one inside the other, or apart."""

from __future__ import annotations

import math
from enum import StrEnum

from deduplication.names import is_part_of_name, same_name
from khabardar.records import Facts
from khabardar.vocabulary import GeoPrecision

_EARTH_RADIUS_KM = 6371.0
_ONE_SPOT_KM = 3.0  # two names this near are taken for one spot
_ONE_NAME_KM = 25.0  # two gazetteers may put one name this far apart
_CITY_RADIUS_KM = 15.0  # a quarter or road this near belongs to the seat of its district
_TOWN_RADIUS_KM = 5.0  # and this near to any other town
_LANDMARKS_KM = 6.0  # two landmarks this near may tell one spot
_DISTRICT_SEAT_KM = 40.0  # "in Khuzdar" may mean a village of the district this far from its seat

_LEVELS = {
    GeoPrecision.EXACT: 4,
    GeoPrecision.TOWN: 3,
    GeoPrecision.DISTRICT: 2,
    GeoPrecision.PROVINCE: 1,
    GeoPrecision.COUNTRY: 0,
}


class Nearness(StrEnum):
    """From the same spot to different places."""

    SAME_SPOT = "the same place"
    TOWN_HOLDS = "a spot and its town"
    SAME_DISTRICT = "the same district, no nearer place told"
    DISTRICT_HOLDS = "a place and its district"
    SEAT_HOLDS = "a place and the seat of its district"
    SPOT_UNPLACED = "a town and a spot near by that no map has"
    LANDMARKS = "two landmarks of one town"
    SAME_PROVINCE = "the same province, no nearer place told"
    PROVINCE_HOLDS = "a place and its province"
    SAME_COUNTRY = "the same country, no nearer place told"
    COUNTRY_HOLDS = "a place and its country"
    APART = "different places"


def level(facts: Facts) -> int:
    """How fine the place is told: 4 a spot, 3 a town, 2 a district, 1 a province, 0 a country or nothing."""
    told = _LEVELS[facts.geo_precision]
    if facts.place is None and told > 2:
        return 2 if facts.admin2 else 1
    return told


def distance_km(a: Facts, b: Facts) -> float | None:
    """Great-circle distance; None where either has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))


def nearness(a: Facts, b: Facts, *, wave_parts: int = 0) -> Nearness:
    """Symmetric. `wave_parts`: how many of the two are parts of waves, where each place is named for itself.

    Between those a district's seat does not stand for its district, nor a town for a spot that may lie in it.
    """
    coarse, fine = sorted((a, b), key=level)
    if in_other_area(a, b):
        return Nearness.APART
    match level(coarse):
        case 0:
            return Nearness.SAME_COUNTRY if level(fine) == 0 else Nearness.COUNTRY_HOLDS
        case 1:
            return _in_province(coarse, fine)
        case 2:
            return _in_district(coarse, fine)
        case _:
            return _precise(coarse, fine, wave_parts)


def in_other_area(a: Facts, b: Facts) -> bool:
    """True where country or province are both told and differ: to the letter, since storage looks them up so."""
    countries = a.country is not None and b.country is not None and a.country != b.country
    return countries or (a.admin1 is not None and b.admin1 is not None and a.admin1 != b.admin1)


def _in_province(coarse: Facts, fine: Facts) -> Nearness:
    if level(fine) == 1:
        same = _one_province(coarse, fine) or same_name(coarse.place, fine.place)
        return Nearness.SAME_PROVINCE if same else Nearness.COUNTRY_HOLDS
    return Nearness.PROVINCE_HOLDS if _one_province(coarse, fine) else Nearness.COUNTRY_HOLDS


def _one_province(a: Facts, b: Facts) -> bool:
    return a.admin1 is not None and a.admin1 == b.admin1


def _in_district(coarse: Facts, fine: Facts) -> Nearness:
    one_name = same_name(coarse.place, fine.place)
    one_district = same_name(_district(coarse), _district(fine))
    if level(fine) == 2:
        return Nearness.SAME_DISTRICT if one_district or one_name else Nearness.APART
    if one_district or one_name:
        return Nearness.DISTRICT_HOLDS
    return Nearness.PROVINCE_HOLDS if fine.admin2 is None else Nearness.APART


def _district(facts: Facts) -> str | None:
    return facts.admin2 or (facts.place if level(facts) == 2 else None)


def _precise(coarse: Facts, fine: Facts, wave_parts: int) -> Nearness:
    """Both name a town or a spot."""
    km = distance_km(coarse, fine)
    if km is not None and km <= _ONE_SPOT_KM:
        return Nearness.SAME_SPOT
    if (km is None or km <= _ONE_NAME_KM) and same_name(coarse.place, fine.place):
        return Nearness.SAME_DISTRICT if _other_district(coarse, fine) else Nearness.SAME_SPOT
    if _other_district(coarse, fine):
        return Nearness.APART
    if _town_holds(coarse, fine, km):
        return Nearness.TOWN_HOLDS
    if level(coarse) == 3 and level(fine) == 4 and fine.latitude is None and wave_parts < 2:
        return Nearness.SPOT_UNPLACED
    if not same_name(coarse.admin2, fine.admin2):
        return Nearness.APART
    if level(coarse) == 4 and (km is None or km <= _LANDMARKS_KM):
        return Nearness.LANDMARKS
    if wave_parts == 0 and _is_seat(coarse, fine) and (km is None or km <= _DISTRICT_SEAT_KM):
        return Nearness.SEAT_HOLDS
    return Nearness.APART


def _other_district(a: Facts, b: Facts) -> bool:
    return a.admin2 is not None and b.admin2 is not None and not same_name(a.admin2, b.admin2)


def _town_holds(coarse: Facts, fine: Facts, km: float | None) -> bool:
    if km is not None and km > _CITY_RADIUS_KM:
        return False
    if is_part_of_name(coarse.place, fine.place):
        return True
    if level(coarse) != 3 or level(fine) != 4:
        return False
    if km is None:
        return same_name(coarse.place, fine.admin2)
    is_city = same_name(coarse.place, fine.admin2 or coarse.admin2)
    return km <= (_CITY_RADIUS_KM if is_city else _TOWN_RADIUS_KM)


def _is_seat(a: Facts, b: Facts) -> bool:
    """True where one of two places bears the name of the district that both lie in."""
    return same_name(a.place, a.admin2) or same_name(b.place, b.admin2)
