"""The one wide documented row that every format derives from; `python -m export.columns` prints its page."""

from export.columns.column import Cell, Column, ColumnType
from export.columns.table import COLUMNS

__all__ = ["COLUMNS", "Cell", "Column", "ColumnType"]
