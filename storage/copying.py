"""All rows from one database into another, empty one, of whatever kind, each read back and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Row,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)

from khabardar.errors import StorageError
from storage import dialect, schema
from storage.tables import metadata

_BATCH = 500


def copy_rows(
    source: Engine, target: Engine, on_table: Callable[[str, int], None] = lambda name, rows: None
) -> dict[str, int]:
    """Copy everything as it is at one moment; rows by table. All of it arrives, or nothing.

    Raises StorageError where the target holds tables already, where the source is of another version, or where a row
    that was read back is not the row that was written.
    """
    with source.begin() as old, target.execution_options(**dialect.WRITES).begin() as new:
        version = schema.version_of(old)
        if version != schema.HEAD:
            raise StorageError(
                f"what is copied is of version {version}, not {schema.HEAD}; `khabardar db migrate` first"
            )
        if schema.version_of(new) is not None:
            raise StorageError("the target holds tables already; copy into an empty database")
        schema.upgrade(new)
        for table in reversed(metadata.sorted_tables):
            new.execute(delete(table))  # what migrations put in stands in the source too
        counts = {}
        for table in metadata.sorted_tables:
            counts[table.name] = _copy(old, new, table)
            on_table(table.name, counts[table.name])
        for table in metadata.sorted_tables:
            _compare(old, new, table, counts[table.name])
        _set_counters(new)
    return counts


def _copy(old: Connection, new: Connection, table: Table) -> int:
    """Rows that point to rows of their own table get these pointers once all are there."""
    inward = _inward(table)
    count = 0
    for batch in _batches(old, table):
        rows = [dict(row._mapping) for row in batch]
        new.execute(insert(table), [row | dict.fromkeys(inward) for row in rows])
        count += len(rows)
    if inward:
        for batch in _batches(old, table):
            _point(new, table, inward, [dict(row._mapping) for row in batch])
    return count


def _point(new: Connection, table: Table, inward: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    pointing = [row for row in rows if any(row[name] is not None for name in inward)]
    if not pointing:
        return
    statement = (
        update(table)
        .where(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))
        .values({name: bindparam(f"to_{name}") for name in inward})
    )
    keys = [column.name for column in table.primary_key]
    new.execute(
        statement,
        [{f"key_{k}": row[k] for k in keys} | {f"to_{name}": row[name] for name in inward} for row in pointing],
    )


def _inward(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _batches(conn: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """All rows in the order of their key; a key of the last one leads on, so that no cursor holds the connection."""
    keys = list(table.primary_key)
    last: Sequence[Any] | None = None
    while True:
        query = select(table).order_by(*keys).limit(_BATCH)
        batch = conn.execute(query if last is None else query.where(_after(keys, last))).all()
        if not batch:
            return
        yield batch
        last = [batch[-1]._mapping[key.name] for key in keys]


def _after(keys: Sequence[Column[Any]], last: Sequence[Any]) -> Any:
    return keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*last)


def _compare(old: Connection, new: Connection, table: Table, count: int) -> None:
    """Row by row, looked up by key, since two databases may order text differently."""
    keys = list(table.primary_key)
    for batch in _batches(old, table):
        wanted = {tuple(row._mapping[key.name] for key in keys): row for row in batch}
        found = {
            tuple(row._mapping[key.name] for key in keys): row
            for row in new.execute(select(table).where(_one_of(keys, list(wanted))))
        }
        for key, row in wanted.items():
            if key not in found or tuple(found[key]) != tuple(row):
                raise StorageError(f"the row {key} of {table.name} did not arrive as it was; nothing was copied")
    arrived = new.scalar(select(func.count()).select_from(table))
    if arrived != count:
        raise StorageError(f"{arrived} rows of {table.name} arrived of {count}; nothing was copied")


def _one_of(keys: Sequence[Column[Any]], values: Sequence[tuple[Any, ...]]) -> Any:
    return keys[0].in_([value[0] for value in values]) if len(keys) == 1 else tuple_(*keys).in_(values)


def _set_counters(new: Connection) -> None:
    """PostgreSQL counts numbers apart from the rows: they go on after the highest that was copied."""
    if new.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key:
            sequence = new.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": table.name, "c": column.name})
            if sequence is not None and (highest := new.scalar(select(func.max(column)))) is not None:
                new.execute(text("SELECT setval(:s, :n)"), {"s": sequence, "n": highest})
