"""All that is particular to PostgreSQL: its driver, the lock that makes writers wait for one another, sizes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

from khabardar.errors import StorageError

_WRITES = "khabardar_writes"
WRITES = {_WRITES: True}
# Any number that no other program on this database uses for its advisory locks; here `khabr` and a letter.
WRITER_LOCK = 0x6B6861627257
_CONNECT_SECONDS = 10


def engine_for(url: URL, busy_timeout: timedelta) -> Engine:
    """An engine whose writers wait `busy_timeout` for one another, and whose connections outlive a server's restart.

    Raises StorageError where the driver is not installed.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise StorageError("PostgreSQL needs its driver: pip install 'khabardar[postgres]'") from error
    milliseconds = max(1, round(busy_timeout.total_seconds() * 1000))
    options = f"-c lock_timeout={milliseconds} -c timezone=UTC -c application_name=khabardar"
    engine = create_engine(
        url,
        pool_pre_ping=True,  # after a restart of the server the next call goes through
        isolation_level="REPEATABLE READ",  # a reader sees one moment, as in SQLite
        connect_args={"options": options, "connect_timeout": _CONNECT_SECONDS},
    )
    event.listen(engine, "begin", _begin)
    return engine


def engine_at(url: str, busy_timeout: timedelta) -> tuple[Engine, str]:
    """The same for what is asked beside `Storage`, with what names the database in messages."""
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    return engine_for(parsed, busy_timeout), name_of(parsed)


def name_of(url: URL) -> str:
    """What names the database in messages: its url without the password."""
    return url.render_as_string(hide_password=True)


def upkeep_facts(conn: Connection, check: bool) -> dict[str, Any]:
    """Size in bytes; the server looks after the pages itself, so only what points to what can be wrong."""
    faults = structural_faults(conn) if check else ["not checked"]
    return {"bytes": size_of(conn), "journal": "wal", "integrity": "; ".join(faults) or "ok"}


def size_of(conn: Connection) -> int:
    """Bytes of the whole database on the server's disk."""
    return int(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def structural_faults(conn: Connection) -> list[str]:
    """Foreign keys that the server was told not to check, and indexes that it marks as broken."""
    keys = conn.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"))
    indexes = conn.execute(text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"))
    return [f"the foreign key {row[0]} was never checked" for row in keys] + [
        f"the index {row[0]} is not valid; REINDEX it" for row in indexes
    ]


def optimise(conn: Connection) -> None:
    """The planner's statistics; autovacuum does the rest."""
    conn.execute(text("ANALYZE"))


def _begin(conn: Connection) -> None:
    """Writers come one after the other, so that whoever follows the changes by their time and number misses none."""
    if conn.get_execution_options().get(_WRITES):
        # A snapshot that was taken before the lock was got would not see what its last holder wrote.
        conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
