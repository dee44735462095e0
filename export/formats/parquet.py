"""Parquet by pyarrow: typed columns, lists as lists, written in groups of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from export.columns import COLUMNS, Column, ColumnType
from export.exporter import ExportOptions
from export.extras import needed
from export.gathering import batches
from export.rows import ExportedIncident

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_A_BATCH = 1_000  # as Python objects in memory
_BATCHES_A_GROUP = 20  # as Arrow's, of which readers want large groups


def write_parquet(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """The columns of the table; the schema holds their meanings as field metadata."""
    pa, pq = needed("parquet", "pyarrow", "pyarrow.parquet")
    schema = pa.schema([_field(pa, column) for column in COLUMNS])
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        group: list[Any] = []
        for batch in batches(rows, _ROWS_A_BATCH):
            group.append(pa.record_batch(_arrays(pa, schema, batch), schema=schema))
            written += len(batch)
            if len(group) == _BATCHES_A_GROUP:
                writer.write_table(pa.Table.from_batches(group, schema))
                group = []
        writer.write_table(pa.Table.from_batches(group, schema))
    return written


def _arrays(pa: Any, schema: pa.Schema, rows: Sequence[ExportedIncident]) -> list[Any]:
    return [pa.array([_value(column, row) for row in rows], type=schema.field(column.name).type) for column in COLUMNS]


def _field(pa: Any, column: Column) -> pa.Field:
    types = {
        ColumnType.TEXT: pa.string(),
        ColumnType.INTEGER: pa.int32(),
        ColumnType.DECIMAL: pa.float64(),
        ColumnType.DATE: pa.date32(),
        ColumnType.TIME: pa.timestamp("us", tz="UTC"),
        ColumnType.LIST: pa.list_(pa.string()),
    }
    about = {"meaning": column.meaning, "unit": column.unit or "", "empty": column.empty}
    return pa.field(column.name, types[column.type], nullable=column.empty != "never empty", metadata=about)


_PARSED: dict[ColumnType, Callable[[str], Any]] = {
    ColumnType.DATE: date.fromisoformat,
    ColumnType.TIME: datetime.fromisoformat,
}


def _value(column: Column, row: ExportedIncident) -> Any:
    value = column.plain(row)
    parse = _PARSED.get(column.type)
    return parse(value) if parse and isinstance(value, str) else value
