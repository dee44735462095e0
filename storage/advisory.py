"""The lock of whoever works on a PostgreSQL database: held by a session, dropped by the server when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, make_url, text

from storage import postgresql
from storage.faults import translated

_WORKER_LOCK = postgresql.WRITER_LOCK + 1
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :high AND l.objid = :low "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_PATIENCE = timedelta(seconds=15)


@contextmanager
def advisory_lock(url: str, name: str) -> Iterator[str | None]:
    """Hold the lock for the body of the `with`, under this name; or get the name of who has it."""
    with _session(url) as conn:
        conn.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name[:63]})
        if conn.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _WORKER_LOCK}):
            yield None
        else:
            yield _holder(conn) or "another"


def advisory_holder(url: str) -> str | None:
    """The name of who has the lock; None: nobody. Raises StorageError."""
    with _session(url) as conn:
        return _holder(conn)


def _holder(conn: Connection) -> str | None:
    key = {"high": _WORKER_LOCK >> 32, "low": _WORKER_LOCK & 0xFFFFFFFF}
    name: str | None = conn.scalar(_HOLDER, key)
    return name


@contextmanager
def _session(url: str) -> Iterator[Connection]:
    """A connection outside of any transaction, which ends with the `with`."""
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    engine = postgresql.engine_for(parsed, _PATIENCE)
    try:
        with translated(postgresql.name_of(parsed)):
            conn = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with conn:
            yield conn
    finally:
        engine.dispose()
