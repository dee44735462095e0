"""From an url to a storage that is ready: there, ours, of the code's version."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from khabardar.errors import StorageError
from khabardar.interfaces import Storage
from storage import dialect, schema
from storage.faults import translated
from storage.sql_storage import SqlStorage

_BUSY_TIMEOUT = timedelta(seconds=15)


def open_storage(url: str, *, create: bool = True, busy_timeout: timedelta = _BUSY_TIMEOUT) -> Storage:
    """Open the database of `url` (`sqlite:///FILE`), make it where allowed, and bring its tables up to date.

    `busy_timeout` is how long a call waits for another process's lock. Raises StorageError.
    """
    parsed = _parsed(url)
    path = Path(str(parsed.database))
    _check_file(path, create)
    engine = dialect.engine_for(parsed, busy_timeout)
    try:
        with translated(path):
            _bring_up_to_date(engine, create)
    except StorageError as error:
        engine.dispose()
        # What schema.py finds wrong does not know the file's name.
        raise StorageError(str(error) if str(path) in str(error) else f"the database {path}: {error}") from error
    return SqlStorage(engine, path)


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


def _bring_up_to_date(engine: Engine, create: bool) -> None:
    with engine.begin() as conn:
        version = schema.version_of(conn)
    schema.refuse_newer(version)
    if version is None and not create:
        raise StorageError("it is empty; `khabardar init` makes its tables")
    dialect.write_ahead(engine)
    if version == schema.HEAD:
        return
    with engine.execution_options(**dialect.WRITES).begin() as conn:
        # Another process may have done it while this one waited for the lock.
        if schema.version_of(conn) != schema.HEAD:
            schema.upgrade(conn)
