"""The lock of whoever works on a PostgreSQL database: held by a session, dropped by the server when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from khabardar.errors import StorageError
from storage import postgresql
from storage.faults import translated

_WORKER_LOCK = postgresql.WRITER_LOCK + 1
_HOLDER = text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = :high AND l.objid = :low "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_TRY = text("SELECT pg_try_advisory_lock(:key)")
_PATIENCE = timedelta(seconds=15)
# A leader that hangs, or whose machine lost its power, asks no more; the server then ends its session, and the lock.
_LEADER_SESSION = (
    "SET idle_session_timeout = '5s'",
    "SET tcp_keepalives_idle = 2",
    "SET tcp_keepalives_interval = 1",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = '5s'",
)


@contextmanager
def advisory_lock(url: str, name: str) -> Iterator[str | None]:
    """Hold the lock for the body of the `with`, under this name; or get the name of who has it."""
    with _session(url) as conn:
        conn.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name[:63]})
        if conn.scalar(_TRY, {"key": _WORKER_LOCK}):
            yield None
        else:
            yield _holder(conn) or "another"


class Leadership:
    """The same lock for one of many who would all take it: asked for every second, given up by ceasing to ask.

    Not for several threads.
    """

    def __init__(self, url: str, name: str) -> None:
        self._engine, _ = postgresql.engine_at(url, _PATIENCE)
        self._name = name[:63]
        self._conn: Connection | None = None
        self._ours = False

    def ask(self) -> bool:
        """Whether it is ours now; takes it where it is free. A server that can't be asked has given it to nobody."""
        try:
            if self._conn is None:
                self._conn = self._connected()
            # What is ours already must not be taken twice: each taking would have to be given back.
            if self._ours:
                self._conn.scalar(text("SELECT 1"))
            else:
                self._ours = bool(self._conn.scalar(_TRY, {"key": _WORKER_LOCK}))
        except (SQLAlchemyError, StorageError):
            self.give_up()
        return self._ours

    def give_up(self) -> None:
        """At once anybody's. It may be asked for again."""
        conn, self._conn, self._ours = self._conn, None, False
        if conn is not None:
            with suppress(SQLAlchemyError):
                conn.invalidate()
            with suppress(SQLAlchemyError):
                conn.close()

    def close(self) -> None:
        """For good."""
        self.give_up()
        self._engine.dispose()

    def _connected(self) -> Connection:
        conn = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        for setting in _LEADER_SESSION:
            conn.exec_driver_sql(setting)
        conn.execute(text("SELECT set_config('application_name', :name, false)"), {"name": self._name})
        return conn


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
    engine, name = postgresql.engine_at(url, _PATIENCE)
    try:
        with translated(name):
            conn = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with conn:
            yield conn
    finally:
        engine.dispose()
