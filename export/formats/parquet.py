"""Parquet by pyarrow: typed columns, lists as lists, written in groups of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from export.columns import COLUMNS, Column, ColumnType
from export.exporter import ExportOptions
from export.extras import needed
from export.rows import ExportedIncident

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_A_GROUP = 20_000  # about 20 MB in memory


def write_parquet(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """The columns of the table; the schema holds their meanings as field metadata."""
    pa, pq = needed("parquet", "pyarrow", "pyarrow.parquet")
    schema = pa.schema([_field(pa, column) for column in COLUMNS])
    written = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        for row in rows:
            group.append({column.name: _value(column, row) for column in COLUMNS})
            if len(group) == _ROWS_A_GROUP:
                written += _write_group(pa, writer, group, schema)
                group = []
        written += _write_group(pa, writer, group, schema)
    return written


def _write_group(pa: Any, writer: Any, group: list[dict[str, Any]], schema: pa.Schema) -> int:
    writer.write_table(pa.Table.from_pylist(group, schema=schema))
    return len(group)


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
