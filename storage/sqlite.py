"""All that is particular to SQLite: pragmas, locks, sizes, a copy made while others write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

_SHOWN = 10
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


def make_ready(engine: Engine) -> None:
    """Readers go on while one process writes. The file remembers it, but a copy of it may not."""
    with engine.connect().execution_options(**_NO_TRANSACTION) as conn:
        if pragma(conn, "journal_mode") != "wal":
            pragma(conn, "journal_mode = WAL")


def upkeep_facts(conn: Connection, check: bool) -> dict[str, Any]:
    """Size in bytes, journal mode, and `ok` or the first faults that a check of the whole file finds."""
    faults = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA quick_check(5)")] if check else ["not checked"]
    return {"bytes": size_of(conn), "journal": pragma(conn, "journal_mode"), "integrity": "; ".join(faults)}


def size_of(conn: Connection) -> int:
    """Bytes of the database's pages."""
    return int(pragma(conn, "page_count")) * int(pragma(conn, "page_size"))


def free_inside(conn: Connection) -> int:
    """Bytes of the file that nothing is in any more."""
    return int(pragma(conn, "freelist_count")) * int(pragma(conn, "page_size"))


def structural_faults(conn: Connection) -> list[str]:
    """What is wrong in the file itself, and what points to nothing. Reads every page."""
    faults = [str(row[0]) for row in conn.exec_driver_sql(f"PRAGMA integrity_check({_SHOWN})")]
    broken = conn.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_SHOWN)
    pointing = [f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there" for row in broken]
    return [fault for fault in faults if fault != "ok"] + pointing


def optimise(conn: Connection) -> None:
    """The planner's statistics, and the write-ahead file emptied as far as readers allow."""
    conn.exec_driver_sql("PRAGMA optimize = 0x10002")


def copy_to(engine: Engine, path: Path) -> None:
    """A compact copy of the database as it is now; others may read and write meanwhile."""
    with engine.connect().execution_options(**_NO_TRANSACTION) as conn:
        conn.exec_driver_sql("VACUUM INTO ?", (str(path),))


def leave_one_file(engine: Engine) -> None:
    """What is written lies in the file itself, with no -wal and -shm beside it: it can be moved."""
    with engine.connect().execution_options(**_NO_TRANSACTION) as conn:
        pragma(conn, "journal_mode = DELETE")


def pragma(conn: Connection, name: str) -> Any:
    """The one value that a pragma gives."""
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def _prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions late and always as readers; `_begin` does it instead.
    connection.isolation_level = None
    for name in ("foreign_keys = ON", "synchronous = NORMAL"):
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {name}")
        cursor.close()


def _begin(conn: Connection) -> None:
    statement = conn.get_execution_options().get(_BEGIN, "BEGIN")
    if statement:
        conn.exec_driver_sql(statement)
