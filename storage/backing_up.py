"""A copy of the database in a new file, read back before it is called a backup."""

from __future__ import annotations

import shutil
from pathlib import Path

from sqlalchemy import Engine

from khabardar.errors import StorageError
from storage import dialect, schema, upkeep
from storage.faults import translated

_SPARE = 16 * 2**20  # bytes that a backup leaves free on its disk, for the database itself


def back_up(engine: Engine, database: Path, path: Path) -> None:
    """Copy while others read and write; the copy appears under its name only when it is whole and on the disk."""
    if path.exists():
        raise StorageError(f"{path} exists already; name another file for the backup")
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with translated(database), engine.begin() as conn:
        version, before, size = schema.version_of(conn), upkeep.kept_counts(conn), dialect.size_of(conn)
    _check_space(path, size)
    try:
        with translated(part):
            dialect.copy_to(engine, part)
        upkeep.verify_copy(part, version, before)
        upkeep.flush(part)
        part.rename(path)
    except (StorageError, OSError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"the backup {path} can't be written: {error.strerror}") from error


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
