"""What one column of the wide row is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from export.rows import ExportedIncident

Cell = str | int | float | None

LIST_SEPARATOR = "; "


class ColumnType(StrEnum):
    """`list` is text whose items are parted by `; `."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """A column with all that its reader needs to know. `empty`: what it means where the cell is empty."""

    name: str
    type: ColumnType
    meaning: str
    value: Callable[[ExportedIncident], Cell]
    example: str
    unit: str | None = None
    allowed: tuple[str, ...] = ()  # () : anything of the type
    empty: str = "never empty"
    hxl: str = ""  # the tag of the Humanitarian Exchange Language, where it has a word for it
    items: Callable[[ExportedIncident], tuple[str, ...]] | None = None  # of a list: its items

    def plain(self, row: ExportedIncident) -> Cell | list[str]:
        """The cell for formats that have lists."""
        return list(self.items(row)) if self.items else self.value(row)
