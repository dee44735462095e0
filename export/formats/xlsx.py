"""An Excel workbook by XlsxWriter, row by row: memory does not grow with their number.

Text is written as text: nothing that a cell holds becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, BinaryIO

from export.columns import COLUMNS, Cell, ColumnType
from export.exporter import ExportOptions
from export.extras import needed
from export.rows import ExportedIncident

_ROWS_A_SHEET = 1_048_575  # Excel's limit, without the header
_CHARACTERS_A_CELL = 32_767  # Excel's limit
_WIDTHS = {ColumnType.DATE: 11, ColumnType.TIME: 17, ColumnType.INTEGER: 9, ColumnType.DECIMAL: 10}
_TEXT_WIDTH = 20
_MEANINGS = "columns"


def write_xlsx(rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions) -> int:
    """Sheets `incidents`, `incidents 2` and so on where one is full, and `columns`, which explains them."""
    (xlsxwriter,) = needed("xlsx", "xlsxwriter")
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, settings) as book:
        written = _Sheets(book).write(rows)
        _explain(book)
    return written


class _Sheets:
    """The sheets of rows; a new one begins where one is full."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._number = 0
        self._bold = book.add_format({"bold": True})
        self._styles = {
            ColumnType.DATE: book.add_format({"num_format": "yyyy-mm-dd"}),
            ColumnType.TIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }

    def write(self, rows: Iterable[ExportedIncident]) -> int:
        sheet, line = self._begin(), 0
        written = 0
        for row in rows:
            if line == _ROWS_A_SHEET:
                sheet, line = self._begin(), 0
            line += 1
            for at, column in enumerate(COLUMNS):
                self._put(sheet, line, at, column.type, column.value(row))
            written += 1
        return written

    def _begin(self) -> Any:
        self._number += 1
        sheet = self._book.add_worksheet("incidents" if self._number == 1 else f"incidents {self._number}")
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(COLUMNS):
            sheet.set_column(at, at, _WIDTHS.get(column.type, _TEXT_WIDTH))
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.name, self._bold)
        return sheet

    def _put(self, sheet: Any, line: int, at: int, kind: ColumnType, value: Cell) -> None:
        if value is None:
            return
        if kind is ColumnType.DATE:
            sheet.write_datetime(line, at, date.fromisoformat(str(value)), self._styles[kind])
        elif kind is ColumnType.TIME:
            sheet.write_datetime(line, at, datetime.fromisoformat(str(value)), self._styles[kind])
        elif isinstance(value, str):
            sheet.write_string(line, at, value[:_CHARACTERS_A_CELL])
        else:
            sheet.write_number(line, at, value)


def _explain(book: Any) -> None:
    sheet = book.add_worksheet(_MEANINGS)
    lines = [("column", "type", "unit", "meaning", "empty means", "allowed values")]
    lines += [(c.name, c.type.value, c.unit or "", c.meaning, c.empty, "; ".join(c.allowed)) for c in COLUMNS]
    for line, cells in enumerate(lines):
        for at, cell in enumerate(cells):
            sheet.write_string(line, at, cell)
