"""All that is particular to one kind of database. SQLite so far: pragmas, locks, sizes, upserts, backup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

# Execution options, by what a connection is going to do. A writer takes the lock at once: a reader that becomes a
# writer later fails without waiting if another process wrote meanwhile.
_BEGIN = "khabardar_begin"
WRITES = {_BEGIN: "BEGIN IMMEDIATE"}
_NO_TRANSACTION = {_BEGIN: None}


def engine_for(url: URL, busy_timeout: timedelta) -> Engine:
    """An engine whose connections wait `busy_timeout` for locks and check foreign keys."""
    engine = create_engine(url, connect_args={"timeout": busy_timeout.total_seconds()})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def file_of(url: URL) -> Path | None:
    """The database's file; None where it has none to look at."""
    in_memory = not url.database or url.database == ":memory:"
    return None if in_memory else Path(str(url.database))


def write_ahead(engine: Engine) -> None:
    """Readers go on while one process writes. The file remembers it, but a copy of it may not."""
    with engine.connect().execution_options(**_NO_TRANSACTION) as conn:
        if _pragma(conn, "journal_mode") != "wal":
            _pragma(conn, "journal_mode = WAL")


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert; where the primary key is known, replace all other columns that `rows` have."""
    statement = sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def upkeep_facts(conn: Connection, check: bool) -> dict[str, Any]:
    """Size in bytes, journal mode, and `ok` or the first faults that a check of the whole file finds."""
    faults = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA quick_check(5)")] if check else ["not checked"]
    return {"bytes": size_of(conn), "journal": _pragma(conn, "journal_mode"), "integrity": "; ".join(faults)}


def size_of(conn: Connection) -> int:
    """Bytes of the database's pages."""
    return int(_pragma(conn, "page_count")) * int(_pragma(conn, "page_size"))


def copy_to(engine: Engine, path: Path) -> None:
    """A compact copy of the database as it is now; others may read and write meanwhile."""
    with engine.connect().execution_options(**_NO_TRANSACTION) as conn:
        conn.exec_driver_sql("VACUUM INTO ?", (str(path),))


def _pragma(conn: Connection, name: str) -> Any:
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late and always as readers; `_begin` does it instead.
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL"):
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin(conn: Connection) -> None:
    statement = conn.get_execution_options().get(_BEGIN, "BEGIN")
    if statement:
        conn.exec_driver_sql(statement)
