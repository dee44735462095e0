"""From an url to a storage that is ready: there, ours, of the code's version."""

from __future__ import annotations

import logging
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
from storage.faults import translated
from storage.sql_storage import SqlStorage

log = logging.getLogger("khabardar.storage")
_BUSY_TIMEOUT = timedelta(seconds=15)


def open_storage(url: str, *, create: bool = True, busy_timeout: timedelta = _BUSY_TIMEOUT) -> Storage:
    """Open the database of `url` (`sqlite:///FILE`), make it where allowed, and bring its tables up to date.

    Before the tables of an older version are changed, a verified backup is made beside the file.
    `busy_timeout` is how long a call waits for another process's lock. Raises StorageError.
    """
    parsed = _parsed(url)
    path = Path(str(parsed.database))
    _check_file(path, create)
    engine = dialect.engine_for(parsed, busy_timeout)
    try:
        with translated(path):
            _bring_up_to_date(engine, path, create)
    except StorageError as error:
        engine.dispose()
        # What schema.py finds wrong does not know the file's name.
        raise StorageError(str(error) if str(path) in str(error) else f"the database {path}: {error}") from error
    return SqlStorage(engine, path)


@dataclass(frozen=True, slots=True)
class Migrated:
    """Versions before (None: it was empty) and after, and the backup of before; None: nothing was to be done."""

    before: str | None
    after: str
    backup: Path | None = None


def migrate(url: str, *, busy_timeout: timedelta = _BUSY_TIMEOUT) -> Migrated:
    """Bring the tables of a database that is there up to date, with a backup first. Raises StorageError."""
    parsed = _parsed(url)
    path = Path(str(parsed.database))
    _check_file(path, create=False)
    engine = dialect.engine_for(parsed, busy_timeout)
    try:
        with translated(path):
            return _bring_up_to_date(engine, path, create=False)
    except StorageError as error:
        raise StorageError(str(error) if str(path) in str(error) else f"the database {path}: {error}") from error
    finally:
        engine.dispose()


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
        raise StorageError(f"{url!r} is not a database url; write sqlite:///FILE") from error
    if parsed.get_backend_name() != "sqlite" or dialect.file_of(parsed) is None:
        raise StorageError(f"{url!r} is not a database that works here; write sqlite:///FILE")
    return parsed


def _check_file(path: Path, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise StorageError(f"there is no database {path}; `khabardar init` makes one")
    if not path.absolute().parent.is_dir():
        raise StorageError(f"the database {path} can't be made: there is no folder {path.absolute().parent}")


def _bring_up_to_date(engine: Engine, path: Path, create: bool) -> Migrated:
    with engine.begin() as conn:
        version = schema.version_of(conn)
    schema.refuse_newer(version)
    if version is None and not create:
        raise StorageError("it is empty; `khabardar init` makes its tables")
    dialect.write_ahead(engine)
    if version == schema.HEAD:
        return Migrated(version, version)
    with engine.execution_options(**dialect.WRITES).begin() as conn:
        # Another process may have done it while this one waited for the lock.
        version = schema.version_of(conn)
        if version == schema.HEAD:
            return Migrated(version, version)
        # Nobody else can write now, and the copy reads what was committed.
        backup = None if version is None else _backed_up(engine, path, version)
        schema.upgrade(conn)
    if backup is not None:
        log.warning(
            "%s was brought from version %s to %s; the backup of before: %s", path, version, schema.HEAD, backup
        )
    return Migrated(version, schema.HEAD, backup)


def _backed_up(engine: Engine, path: Path, version: str) -> Path:
    for number in count(1):
        backup = path.with_name(f"{path.name}.version-{version}" + (f".{number}" if number > 1 else ""))
        if not backup.exists():
            back_up(engine, path, backup)
            return backup
    raise AssertionError("unreachable")
