"""What a format is: a function that writes rows to a text stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TextIO

from export.rows import ExportedIncident


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Wishes of the caller; a format heeds those that mean something to it."""

    bom: bool = False  # csv: begin with a byte order mark, by which Excel knows UTF-8


class Exporter(Protocol):
    """Writes each row as it comes, so that memory does not grow with their number; returns how many it wrote."""

    def __call__(self, rows: Iterable[ExportedIncident], out: TextIO, options: ExportOptions) -> int: ...
