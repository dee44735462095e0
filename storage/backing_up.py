"""A copy of the database in a new file, read back before it is called a backup."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, make_url

from khabardar.errors import StorageError
from storage import dialect, schema, sqlite, upkeep
from storage.copying import copy_rows
from storage.faults import translated

_PATIENCE = timedelta(seconds=15)  # with locks on the new file, which nobody else knows
_SPARE = 16 * 2**20  # bytes that a backup leaves free on its disk, for the database itself


def back_up(engine: Engine, database: Path | str, path: Path) -> None:
    """Copy while others read and write; the copy appears under its name only when it is whole and on the disk.

    Of PostgreSQL too it is a SQLite file, which `khabardar` opens like any other: `db copy` brings it back.
    """
    if path.exists():
        raise StorageError(f"{path} exists already; name another file for the backup")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with translated(database), engine.begin() as conn:
        version, before, size = schema.version_of(conn), upkeep.kept_counts(conn), dialect.size_of(conn)
    _check_space(path, size)
    try:
        with translated(part):
            _copy(engine, part)
        upkeep.verify_copy(part, version, before)
        upkeep.flush(part)
        part.rename(path)
    except (StorageError, OSError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"the backup {path} can't be written: {error.strerror}") from error


def _copy(engine: Engine, part: Path) -> None:
    if engine.dialect.name == "sqlite":
        sqlite.copy_to(engine, part)
        return
    target = dialect.engine_for(make_url(f"sqlite:///{part}"), _PATIENCE)
    try:
        copy_rows(engine, target)
        sqlite.leave_one_file(target)
    finally:
        target.dispose()


def _check_space(path: Path, size: int) -> None:
    try:
        free = shutil.disk_usage(path.absolute().parent).free
    except OSError as error:
        raise StorageError(f"the backup {path} can't be written: {error.strerror}: {path.absolute().parent}") from error
    if free < size + _SPARE:
        raise StorageError(
            f"the backup {path} would need {size // 2**20 + 1} MiB, and {free // 2**20} MiB are free there; "
            "free some space, or name another folder"
        )
