"""Reads the place files; a bad line is refused with its file and number."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extraction.gazetteer.folding import fold
from extraction.gazetteer.places import Place, PlaceKind
from khabardar.errors import LexiconError

DATA = Path(__file__).parent / "data"
COLUMNS = ["name", "kind", "admin2", "admin1", "country", "latitude", "longitude", "variants"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a place file. `where` is `file:line`, for messages."""

    place: Place
    variants: tuple[str, ...]
    where: str


def load_places(folder: Path = DATA) -> list[Entry]:
    """All `places_*.csv` of a folder, in order of file name. Raises LexiconError at the first bad line."""
    entries = [entry for path in sorted(folder.glob("places_*.csv")) for entry in _read(path)]
    _check_duplicates(entries)
    _check_parents(entries)
    return entries


def read_rows(path: Path, columns: list[str]) -> Iterator[tuple[str, list[str]]]:
    """(file:line, cells) of a comma-separated file with exactly these columns. Raises LexiconError."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if next(rows, None) != columns:
            raise LexiconError(f"{path.name}:1: the header must be {','.join(columns)}")
        for cells in rows:
            where = f"{path.name}:{rows.line_num}"
            if len(cells) != len(columns):
                raise LexiconError(f"{where}: {len(cells)} columns, wanted {len(columns)}")
            yield where, cells


def _read(path: Path) -> Iterator[Entry]:
    for where, cells in read_rows(path, COLUMNS):
        yield _entry(cells, where)


def _entry(cells: list[str], where: str) -> Entry:
    name, kind, admin2, admin1, country, latitude, longitude, variants = cells
    if not name.strip():
        raise LexiconError(f"{where}: a place needs a name")
    if kind not in PlaceKind.__members__.values():
        raise LexiconError(f"{where}: unknown kind {kind!r}; one of {', '.join(PlaceKind)}")
    if len(country) != 2 or not country.isupper():
        raise LexiconError(f"{where}: country {country!r} is no ISO 3166-1 alpha-2 code")
    if bool(latitude) != bool(longitude):
        raise LexiconError(f"{where}: a latitude needs a longitude, and the other way about")
    place = Place(
        name,
        PlaceKind(kind),
        admin2 or None,
        admin1 or None,
        country,
        _degrees(latitude, 90, "latitude", where),
        _degrees(longitude, 180, "longitude", where),
        where=where,
    )
    return Entry(place, tuple(v for v in variants.split(";") if v), where)


def _degrees(cell: str, limit: int, column: str, where: str) -> float | None:
    if not cell:
        return None
    try:
        value = float(cell)
    except ValueError:
        raise LexiconError(f"{where}: {column} {cell!r} is no number") from None
    if not -limit <= value <= limit:
        raise LexiconError(f"{where}: {column} {cell} is outside -{limit} to {limit}")
    return value


def _check_duplicates(entries: Iterable[Entry]) -> None:
    seen: dict[tuple[str, str, str | None, str | None, str], str] = {}
    for entry in entries:
        place = entry.place
        key = (fold(place.name), place.kind, place.admin2, place.admin1, place.country)
        if key in seen:
            raise LexiconError(f"{entry.where}: {place.label} stands already at {seen[key]}")
        seen[key] = entry.where


def _check_parents(entries: list[Entry]) -> None:
    places = [entry.place for entry in entries]
    countries = {p.country for p in places if p.kind is PlaceKind.COUNTRY}
    provinces = {(p.country, p.name) for p in places if p.kind is PlaceKind.PROVINCE}
    districts = {(p.country, p.admin1, p.name) for p in places if p.kind is PlaceKind.DISTRICT}
    for entry in entries:
        place = entry.place
        if place.country not in countries:
            raise LexiconError(f"{entry.where}: no country row for {place.country!r}")
        if place.admin1 and (place.country, place.admin1) not in provinces:
            raise LexiconError(f"{entry.where}: no province row {place.admin1!r} in {place.country}")
        if place.admin2 and (place.country, place.admin1, place.admin2) not in districts:
            raise LexiconError(f"{entry.where}: no district row {place.admin2!r} in {place.admin1 or place.country}")
