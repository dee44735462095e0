"""The two kinds of database behind one set of words; `sqlite.py` and `postgresql.py` have what is particular."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import URL, Column, Connection, Engine, Row, Select, Table, insert, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage import postgresql, sqlite

T = TypeVar("T")
_PORTION = 10_000
WRITES = {**sqlite.WRITES, **postgresql.WRITES}  # execution options of a connection that is going to write


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of this machine."""
    return url.get_backend_name() == "sqlite"


def file_of(url: URL) -> Path | None:
    """The database's file; None where it has none to look at."""
    return sqlite.file_of(url) if is_sqlite(url) else None


def name_of(url: URL) -> str:
    """What names the database in messages; never a password."""
    return str(url.database) if is_sqlite(url) else postgresql.name_of(url)


def engine_for(url: URL, busy_timeout: timedelta) -> Engine:
    """An engine whose writers wait `busy_timeout` for one another."""
    return sqlite.engine_for(url, busy_timeout) if is_sqlite(url) else postgresql.engine_for(url, busy_timeout)


def make_ready(engine: Engine) -> None:
    """What has to be set before the first use."""
    if engine.dialect.name == "sqlite":
        sqlite.make_ready(engine)


def upsert(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert; where the primary key is known, replace all other columns that `rows` have."""
    statement = (sqlite_insert if conn.dialect.name == "sqlite" else postgresql_insert)(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def insert_all(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *returning: Column[Any]
) -> Sequence[Row[Any]]:
    """Rows with the same cells each; returns these columns of them, in any order. On a server it is one statement."""
    if not rows:
        return ()
    if conn.dialect.name != "sqlite":
        return postgresql.insert_all(conn, table, rows, *returning)
    if returning:
        return conn.execute(insert(table).returning(*returning), rows).all()
    conn.execute(insert(table), rows)
    return ()


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Of so many that SQLite takes them in one statement: some builds take 32,766 values."""
    return (values[start : start + _PORTION] for start in range(0, len(values), _PORTION))


def rows_with(
    conn: Connection, key: Column[Any], values: Collection[Any] | Select[Any], *wanted: Column[Any]
) -> Select[Any]:
    """These columns of the rows whose `key`, the first of an index, is one of the values, or of what a query gives."""
    if conn.dialect.name == "sqlite":
        # A query stays a query: the driver remembers its last 128 statements, each as long as its list of values.
        return select(*wanted).where(key.in_(values))
    return postgresql.rows_with(key, conn.scalars(values).all() if isinstance(values, Select) else values, *wanted)


def upkeep_facts(conn: Connection, check: bool) -> dict[str, Any]:
    """Size in bytes, journal mode, and `ok` or what is wrong."""
    found: dict[str, Any] = _of(conn).upkeep_facts(conn, check)
    return found


def size_of(conn: Connection) -> int:
    """Bytes on the disk."""
    return int(_of(conn).size_of(conn))


def free_inside(conn: Connection) -> int:
    """Bytes that nothing is in any more, as far as the database tells."""
    return sqlite.free_inside(conn) if conn.dialect.name == "sqlite" else 0


def structural_faults(conn: Connection) -> list[str]:
    """What is wrong beneath the rows, in words."""
    found: list[str] = _of(conn).structural_faults(conn)
    return found


def optimise(conn: Connection) -> None:
    """Keep look-ups fast."""
    _of(conn).optimise(conn)


def _of(conn: Connection) -> ModuleType:
    return sqlite if conn.dialect.name == "sqlite" else postgresql
