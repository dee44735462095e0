"""From an url to a storage that is ready: there, ours, of the code's version."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from khabardar.errors import StorageError
from khabardar.interfaces import Storage
from storage import dialect, schema, upkeep
from storage.backing_up import back_up
from storage.copying import copy_rows
from storage.faults import translated
from storage.sql_storage import SqlStorage

log = logging.getLogger("khabardar.storage")
_BUSY_TIMEOUT = timedelta(seconds=15)


def open_storage(url: str, *, create: bool = True, busy_timeout: timedelta = _BUSY_TIMEOUT) -> Storage:
    """Open the database of `url` (`sqlite:///FILE` or `postgresql+psycopg://…`), make its tables where allowed, and
    bring them up to date.

    Before the tables of an older version in a file are changed, a verified backup is made beside it. `busy_timeout` is
    how long a call waits for another process's lock. Raises StorageError.
    """
    engine, name = _engine(url, create, busy_timeout)
    try:
        _brought_up_to_date(engine, name, create)
    except StorageError:
        engine.dispose()
        raise
    return SqlStorage(engine, name)


@dataclass(frozen=True, slots=True)
class Migrated:
    """Versions before (None: it was empty) and after, and the backup of before; None: nothing was to be done."""

    before: str | None
    after: str
    backup: Path | None = None


def migrate(url: str, *, busy_timeout: timedelta = _BUSY_TIMEOUT) -> Migrated:
    """Bring the tables of a database that is there up to date, with a backup first. Raises StorageError."""
    engine, name = _engine(url, False, busy_timeout)
    try:
        return _brought_up_to_date(engine, name, create=False)
    finally:
        engine.dispose()


def copy_database(
    source: str, target: str, on_table: Callable[[str, int], None] = lambda name, rows: None
) -> dict[str, int]:
    """All rows of one database into another, empty one, each compared; rows by table. Raises StorageError."""
    old, old_name = _engine(source, False, _BUSY_TIMEOUT)
    try:
        with translated(old_name):
            new, new_name = _engine(target, True, _BUSY_TIMEOUT)
            try:
                dialect.make_ready(new)
                with translated(new_name):
                    return copy_rows(old, new, on_table)
            finally:
                new.dispose()
    finally:
        old.dispose()


def _engine(url: str, create: bool, busy_timeout: timedelta) -> tuple[Engine, Path | str]:
    """An engine, and what names its database in messages."""
    parsed = _parsed(url)
    path = dialect.file_of(parsed)
    if path is not None:
        _check_file(path, create)
    return dialect.engine_for(parsed, busy_timeout), path or dialect.name_of(parsed)


def _brought_up_to_date(engine: Engine, name: Path | str, create: bool) -> Migrated:
    try:
        with translated(name):
            return _bring_up_to_date(engine, name, create)
    except StorageError as error:
        # What schema.py finds wrong does not know the database's name.
        raise StorageError(str(error) if str(name) in str(error) else f"the database {name}: {error}") from error


def verify_file(path: Path) -> list[str]:
    """All that is wrong in a database or a backup, in words; it is not changed, whatever its version.

    Raises StorageError where there is no such file.
    """
    if not path.is_file():
        raise StorageError(f"there is no database {path}")
    parsed = make_url(f"sqlite:///file:{quote(str(path.absolute()))}?mode=ro&uri=true")
    engine = dialect.engine_for(parsed, _BUSY_TIMEOUT)
    try:
        with translated(path), engine.begin() as conn:
            version = schema.version_of(conn)
            return upkeep.faults_of(conn, rows=version == schema.HEAD)
    except StorageError as error:
        return [str(error).removeprefix(f"the database {path} ")]
    finally:
        engine.dispose()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{url!r} is not a database url; write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        ) from error
    if parsed.drivername in ("postgresql", "postgresql+psycopg") and parsed.database:
        return parsed.set(drivername="postgresql+psycopg")
    if not dialect.is_sqlite(parsed) or dialect.file_of(parsed) is None:
        raise StorageError(
            f"{dialect.name_of(parsed)!r} is not a database that works here; "
            "write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        )
    return parsed


def _check_file(path: Path, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise StorageError(f"there is no database {path}; `khabardar init` makes one")
    if not path.absolute().parent.is_dir():
        raise StorageError(f"the database {path} can't be made: there is no folder {path.absolute().parent}")


def _bring_up_to_date(engine: Engine, name: Path | str, create: bool) -> Migrated:
    with engine.begin() as conn:
        version = schema.version_of(conn)
    schema.refuse_newer(version)
    if version is None and not create:
        raise StorageError("it is empty; `khabardar init` makes its tables")
    dialect.make_ready(engine)
    if version == schema.HEAD:
        return Migrated(version, version)
    with engine.execution_options(**dialect.WRITES).begin() as conn:
        # Another process may have done it while this one waited for the lock.
        version = schema.version_of(conn)
        if version == schema.HEAD:
            return Migrated(version, version)
        # Nobody else can write now, and the copy reads what was committed.
        backup = _backed_up(engine, name, version) if version is not None and isinstance(name, Path) else None
        schema.upgrade(conn)
    if backup is not None:
        log.warning(
            "%s was brought from version %s to %s; the backup of before: %s", name, version, schema.HEAD, backup
        )
    return Migrated(version, schema.HEAD, backup)


def _backed_up(engine: Engine, path: Path, version: str) -> Path:
    for number in count(1):
        backup = path.with_name(f"{path.name}.version-{version}" + (f".{number}" if number > 1 else ""))
        if not backup.exists():
            back_up(engine, path, backup)
            return backup
    raise AssertionError("unreachable")
