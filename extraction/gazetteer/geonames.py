"""Reads a GeoNames country file, as published: tab separated, plain or zipped."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extraction.gazetteer.cities import load_units
from extraction.gazetteer.places import Place, PlaceKind
from khabardar.errors import InputError

LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
ATTRIBUTION = "Contains data from GeoNames (geonames.org), CC BY 4.0."
COLUMNS = 19  # https://download.geonames.org/export/dump/readme.txt
TOWN_POPULATION = 5000  # from here on a populated place is a town
_SEATS = frozenset({"PPLC", "PPLA", "PPLA2", "PPLA3"})  # a unit's seat is a town however small
_KINDS = {
    "PCLI": PlaceKind.COUNTRY,
    "ADM1": PlaceKind.PROVINCE,
    "ADM2": PlaceKind.DISTRICT,
    "ADM3": PlaceKind.TEHSIL,
    "PPLX": PlaceKind.AREA,
    "PASS": PlaceKind.PASS,
}


@dataclass(frozen=True, slots=True)
class GeonamesRow:
    """The columns that we keep; codes are GeoNames' own."""

    id: int
    name: str
    other_names: tuple[str, ...]
    latitude: float
    longitude: float
    feature: str
    country: str
    admin1: str
    admin2: str
    population: int

    @property
    def kind(self) -> PlaceKind | None:
        """None for what is no place of ours: rivers, farms, hotels, historical units."""
        if self.feature in _KINDS:
            return _KINDS[self.feature]
        if not self.feature.startswith("PPL") or self.feature in ("PPLH", "PPLQ", "PPLW"):
            return None
        big = self.population >= TOWN_POPULATION or self.feature in _SEATS
        return PlaceKind.TOWN if big else PlaceKind.VILLAGE


def read_rows(path: Path) -> list[GeonamesRow]:
    """All rows of a `PK.txt` or `PK.zip`. Raises InputError with the file and line of the first bad one."""
    try:
        with _lines(path) as lines:
            return [_row(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    except (zipfile.BadZipFile, zlib.error, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: {error}; is this a whole GeoNames country file?") from error


def to_places(rows: Iterable[GeonamesRow]) -> Iterator[tuple[GeonamesRow, Place]]:
    """Each row that is a place, with the names of its units: ours where we know the code, else the file's own."""
    rows = list(rows)
    provinces = {(row.country, row.admin1): row.name for row in rows if row.feature == "ADM1"} | load_units()
    districts = {(row.country, row.admin1, row.admin2): _bare(row.name) for row in rows if row.feature == "ADM2"}
    for row in rows:
        if row.kind is None:
            continue
        admin1 = provinces.get((row.country, row.admin1))
        admin2 = districts.get((row.country, row.admin1, row.admin2))
        name = _bare(row.name) if row.kind is PlaceKind.DISTRICT else row.name
        yield row, _place(row, row.kind, name, admin1, admin2)


def _place(row: GeonamesRow, kind: PlaceKind, name: str, admin1: str | None, admin2: str | None) -> Place:
    return Place(
        admin1 if kind is PlaceKind.PROVINCE and admin1 else name,
        kind,
        None if kind in (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT) else admin2,
        None if kind in (PlaceKind.COUNTRY, PlaceKind.PROVINCE) else admin1,
        row.country,
        row.latitude,
        row.longitude,
        max(1, row.population),  # 0 would mark it as one of our own
    )


def _bare(name: str) -> str:
    return name.removesuffix(" District")


@contextmanager
def _lines(path: Path) -> Iterator[Iterable[str]]:
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        members = [n for n in archive.namelist() if n.endswith(".txt") and n != "readme.txt"]
        if len(members) != 1:
            raise InputError(f"{path.name} holds {len(members)} lists of places, wanted one (such as PK.txt)")
        with archive.open(members[0]) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8")


def _row(line: str, where: str) -> GeonamesRow:
    cells = line.rstrip("\r\n").split("\t")
    if len(cells) != COLUMNS:
        raise InputError(f"{where}: {len(cells)} columns, a GeoNames country file has {COLUMNS}")
    try:
        return GeonamesRow(
            int(cells[0]),
            cells[1],
            tuple({name for name in (cells[2], *cells[3].split(",")) if name and name != cells[1]}),
            round(float(cells[4]), 4),
            round(float(cells[5]), 4),
            cells[7],
            cells[8],
            cells[10],
            cells[11],
            int(cells[14] or 0),
        )
    except ValueError as error:
        raise InputError(f"{where}: {error}; is this a GeoNames country file?") from None
