"""Comma-separated values after RFC 4180, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from export.columns import COLUMNS, Cell
from export.exporter import Exporter, ExportOptions, as_text
from export.rows import ExportedIncident

# A spreadsheet runs a cell that begins so; news text is not ours to run (OWASP, "CSV injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# The name of a column, and its cell of one row.
NamedCell = tuple[str, Callable[[ExportedIncident], Cell]]


def table_writer(cells: Sequence[NamedCell], hxl: Sequence[str] = ()) -> Exporter:
    """An exporter of these columns: a header, HXL tags if wished for, then a line a row, ended by CR LF.

    An unknown value is an empty cell, never 0.
    """

    def write(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
        with as_text(out) as text:
            if options.bom:
                text.write("\ufeff")
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow([name for name, _ in cells])
            if options.hxl and hxl:
                writer.writerow(hxl)
            written = 0
            for row in rows:
                writer.writerow([cell_text(cell(row)) for _, cell in cells])
                written += 1
        return written

    return write


def cell_text(value: Cell) -> str:
    """Text that could be taken for a formula gets a leading apostrophe; numbers such as -12.3 stay as they are."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value)


write_csv = table_writer([(column.name, column.value) for column in COLUMNS], [column.hxl for column in COLUMNS])
