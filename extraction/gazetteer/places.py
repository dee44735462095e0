"""What a place is: its name, its kind, the units that hold it and where it lies."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from khabardar.vocabulary import GeoPrecision

EARTH_RADIUS_KM = 6371.0


class PlaceKind(StrEnum):
    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    TEHSIL = "tehsil"
    TOWN = "town"
    VILLAGE = "village"
    AREA = "area"
    PASS = "pass"
    ROAD = "road"
    LANDMARK = "landmark"


_PRECISION = {
    PlaceKind.COUNTRY: GeoPrecision.COUNTRY,
    PlaceKind.PROVINCE: GeoPrecision.PROVINCE,
    PlaceKind.DISTRICT: GeoPrecision.DISTRICT,
    PlaceKind.TEHSIL: GeoPrecision.TOWN,
    PlaceKind.TOWN: GeoPrecision.TOWN,
    PlaceKind.VILLAGE: GeoPrecision.TOWN,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Coordinates are WGS84 decimal degrees; for units they are a centre, kept to measure distances with.

    `population` is 0 for the rows of our own data, which are all known to matter.
    """

    name: str
    kind: PlaceKind
    admin2: str | None
    admin1: str | None
    country: str  # ISO 3166-1 alpha-2
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    where: str = field(default="", compare=False, repr=False)  # file:line, or the layer, that knows it

    @property
    def precision(self) -> GeoPrecision:
        """How closely a coordinate of this place says where something happened."""
        return _PRECISION.get(self.kind, GeoPrecision.EXACT)

    @property
    def label(self) -> str:
        """The place with its parents, for people: `Mand, Kech, Balochistan, PK (town)`."""
        parents = [part for part in (self.admin2, self.admin1, self.country) if part and part != self.name]
        return f"{', '.join([self.name, *parents])} ({self.kind})"

    def distance_km(self, other: Place) -> float | None:
        """Great-circle distance; None where either has no coordinate."""
        if self.latitude is None or self.longitude is None or other.latitude is None or other.longitude is None:
            return None
        lat1, lat2 = math.radians(self.latitude), math.radians(other.latitude)
        half_lat, half_lon = (lat2 - lat1) / 2, math.radians(other.longitude - self.longitude) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))

    def holds(self, other: Place) -> bool:
        """True where `other` lies in this country, province or district."""
        if self.country != other.country:
            return False
        if self.kind is PlaceKind.COUNTRY:
            return self != other
        if self.kind is PlaceKind.PROVINCE:
            return self.name == other.admin1 and self != other
        if self.kind is not PlaceKind.DISTRICT or self.name != other.admin2:
            return False
        return self.admin1 == other.admin1 and self != other
