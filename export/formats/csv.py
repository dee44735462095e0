"""Comma-separated values after RFC 4180, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from export.columns import COLUMNS, Cell
from export.exporter import ExportOptions
from export.rows import ExportedIncident

# A spreadsheet runs a cell that begins so; news text is not ours to run (OWASP, "CSV injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(rows: Iterable[ExportedIncident], out: TextIO, options: ExportOptions) -> int:
    """A header, then a line a row, ended by CR LF; an unknown value is an empty cell, never 0."""
    if options.bom:
        out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    written = 0
    for row in rows:
        writer.writerow([cell_text(column.value(row)) for column in COLUMNS])
        written += 1
    return written


def cell_text(value: Cell) -> str:
    """Text that could be taken for a formula gets a leading apostrophe; numbers such as -12.3 stay as they are."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    return str(value)
