"""What a database says when it can't, as a StorageError that names the thing and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DataError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from khabardar.errors import StorageError, Unstorable
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
    ("no such module: fts5", "needs an SQLite with FTS5, which this Python's lacks: use another build of Python"),
    ("unable to open", "can't be opened: check that the folder exists and may be written"),
)

# The same for PostgreSQL, whose own words are good but long.
_TOLD_BY_SERVER = (
    ("lock timeout", "is locked by another worker; let that finish and try again"),
    ("deadlock", "is locked by another worker; try again"),
    ("could not resolve", "can't be found: check the host in `storage.url` ({message})"),
    ("connection refused", "does not answer: is the server up, and are host and port right? ({message})"),
    ("password authentication failed", "refuses the user or the password in `storage.url`"),
    ("does not exist", "is not there or lacks something: {message}"),
    ("permission denied", "does not let this user: {message}"),
    ("no space left", "can't grow: the server's disk is full ({message})"),
    ("too many clients", "has too many connections; lower --concurrency or raise max_connections"),
    ("terminating connection", "was shut down or restarted; try again"),
    ("server closed the connection", "was shut down or restarted; try again"),
    ("the database system is", "is starting up or shutting down; try again"),
)


@contextmanager
def translated(database: Path | str) -> Iterator[None]:
    """Turns the driver's errors into StorageError; all others pass."""
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise Unstorable(f"the database {database} {_explained(str(error.orig), database)}") from error
    except DBAPIError as error:
        raise StorageError(f"the database {database} {_explained(str(error.orig), database)}") from error
    except DisconnectionError as error:
        raise StorageError(f"the database {database} is gone: {error}") from error
    except NoConnectionLeft as error:
        raise StorageError(f"the database {database} is asked by too many threads at once; try again") from error


def _explained(message: str, database: Path | str) -> str:
    for words, told in _TOLD if isinstance(database, Path) else _TOLD_BY_SERVER:
        if words in message.lower():
            return told.format(holders=_held_by(database), message=" ".join(message.split()))
    return f"refused: {message}"


def _held_by(database: Path | str) -> str:
    holders = holders_of(database) if isinstance(database, Path) else []
    return f" by {' and '.join(holders)}" if holders else " by another process"
