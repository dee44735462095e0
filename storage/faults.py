"""What a database says when it can't, as a StorageError that names the thing and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from khabardar.errors import StorageError
from storage.holders import holders_of

# Words of the driver's message -> what to tell; the first that fits.
_TOLD = (
    ("locked", "is locked{holders}; let that finish and try again"),
    ("readonly", "can't be written: check who owns the file and its folder, and whether the disk is mounted read-only"),
    ("is full", "can't grow: the disk is full; free some space and try again"),
    (
        "disk i/o error",
        "can't be read or written: the disk reports an error; check its space and its health",
    ),
    ("not a database", "is not a database; give another file in `storage.url`"),
    ("malformed", "is damaged; restore a backup, or save what can be read with `sqlite3 FILE .recover`"),
    ("unable to open", "can't be opened: check that the folder exists and may be written"),
)


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turns the driver's errors into StorageError; all others pass."""
    try:
        yield
    except DBAPIError as error:
        raise StorageError(f"the database {database} {_explained(str(error.orig), database)}") from error
    except NoConnectionLeft as error:
        raise StorageError(f"the database {database} is asked by too many threads at once; try again") from error


def _explained(message: str, database: Path) -> str:
    for words, told in _TOLD:
        if words in message.lower():
            return told.format(holders=_held_by(database))
    return f"refused: {message}"


def _held_by(database: Path) -> str:
    holders = holders_of(database)
    return f" by {' and '.join(holders)}" if holders else " by another process"
