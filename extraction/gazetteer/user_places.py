"""The user's own index: places added from GeoNames country files, kept with their licence."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import platformdirs

from extraction.gazetteer.folding import fold
from extraction.gazetteer.geonames import ATTRIBUTION, LICENCE, GeonamesRow, read_rows, to_places
from extraction.gazetteer.places import Place, PlaceKind
from khabardar.errors import InputError, StorageError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    sha256 TEXT PRIMARY KEY,   -- the same file twice changes nothing
    name TEXT NOT NULL,
    added_at TEXT NOT NULL,
    places INTEGER NOT NULL,
    licence TEXT NOT NULL,
    attribution TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS places (
    id INTEGER PRIMARY KEY,    -- GeoNames' id: a newer file replaces the place
    name TEXT NOT NULL, kind TEXT NOT NULL, admin2 TEXT, admin1 TEXT, country TEXT NOT NULL,
    latitude REAL, longitude REAL, population INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS names (
    key TEXT NOT NULL,         -- folded spelling
    id INTEGER NOT NULL REFERENCES places(id),
    PRIMARY KEY (key, id)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class AddedFile:
    """What one call brought in; `places` 0 with `known` True: this very file was there already."""

    name: str
    places: int
    countries: tuple[str, ...]
    known: bool
    licence: str = LICENCE
    attribution: str = ATTRIBUTION


def user_index_path() -> Path:
    """Where the user's index lies, whether or not it is there yet; the machine's, for a user who has no home."""
    try:
        folder = platformdirs.user_data_path("khabardar")
    except RuntimeError:  # a service's user, under an empty environment
        folder = platformdirs.site_data_path("khabardar")
    return folder / "places.sqlite"


def add_geonames_file(path: Path, index: Path, now: datetime) -> AddedFile:
    """Read a GeoNames country file into an index, in one transaction. Raises InputError, StorageError."""
    if not path.is_file():
        raise InputError(f"{path} is no file; GeoNames publishes one a country, such as PK.zip")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = list(to_places(read_rows(path)))
    countries = tuple(sorted({place.country for _, place in rows}))
    index.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(index)) as database, database:
            database.executescript(_SCHEMA)
            if database.execute("SELECT 1 FROM files WHERE sha256 = ?", (digest,)).fetchone():
                return AddedFile(path.name, 0, countries, known=True)
            _store(database, rows)
            database.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (digest, path.name, now.isoformat(), len(rows), LICENCE, ATTRIBUTION),
            )
    except sqlite3.DatabaseError as error:
        raise StorageError(f"the index of places at {index} can't be written: {error}") from error
    return AddedFile(path.name, len(rows), countries, known=False)


def _store(database: sqlite3.Connection, rows: list[tuple[GeonamesRow, Place]]) -> None:
    ids = [(row.id,) for row, _ in rows]
    database.executemany("DELETE FROM names WHERE id = ?", ids)
    database.executemany("INSERT OR REPLACE INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", _place_cells(rows))
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", _name_cells(rows))


def _place_cells(rows: list[tuple[GeonamesRow, Place]]) -> Iterator[tuple[object, ...]]:
    for row, p in rows:
        yield row.id, p.name, p.kind.value, p.admin2, p.admin1, p.country, p.latitude, p.longitude, p.population


def _name_cells(rows: list[tuple[GeonamesRow, Place]]) -> Iterator[tuple[str, int]]:
    for row, place in rows:
        # other names only in Latin script: no other is matched
        for name in {place.name, row.name, *(name for name in row.other_names if name.isascii())}:
            if key := fold(name):
                yield key, row.id


class UserPlaces:
    """Looks names up in an index made by `add_geonames_file`."""

    def __init__(self, index: Path) -> None:
        self._index = index
        self._cache: dict[str, tuple[Place, ...]] = {}
        try:
            # only ever read, so that any thread may
            self._database = sqlite3.connect(f"{index.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
            self._keys = frozenset(key for (key,) in self._database.execute("SELECT DISTINCT key FROM names"))
        except sqlite3.DatabaseError as error:
            raise StorageError(f"the index of places at {index} can't be read: {error}") from error

    def named(self, key: str) -> tuple[Place, ...]:
        """Places whose folded name is `key`, larger ones first."""
        if key not in self._keys:
            return ()
        if key not in self._cache:
            self._cache[key] = tuple(self._read(key))
        return self._cache[key]

    def attributions(self) -> tuple[str, ...]:
        """What must be said wherever these places are shown."""
        return tuple(text for (text,) in self._database.execute("SELECT DISTINCT attribution FROM files"))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _read(self, key: str) -> Iterator[Place]:
        query = (
            "SELECT name, kind, admin2, admin1, country, latitude, longitude, population "
            "FROM places JOIN names USING (id) WHERE key = ? ORDER BY population DESC, id"
        )
        for name, kind, *rest in self._database.execute(query, (key,)):
            yield replace(Place(name, PlaceKind(kind), *rest), where=self._index.name)
