"""What a format is: a function that writes rows to a stream of bytes, and what the world calls its files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from export.rows import ExportedIncident


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Wishes of the caller; a format heeds those that mean something to it."""

    bom: bool = False  # csv, acled, ucdp: begin with a byte order mark, by which Excel knows UTF-8
    hxl: bool = False  # csv: HXL tags as the second row
    address: str | None = None  # atom: where the feed itself is to be had
    page: str | None = None  # atom: the page of a row is found at this and its id


# Writes each row as it comes, so that memory does not grow with their number; returns how many it wrote.
Exporter = Callable[[Iterable[ExportedIncident], BinaryIO, ExportOptions], int]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write rows. `is_table`: the file has the columns of docs/columns.md. `packages`: what it imports
    beyond what every installation has; its name is the extra that brings them.
    """

    name: str
    summary: str
    suffix: str
    media_type: str
    write: Exporter
    is_table: bool = False
    packages: tuple[str, ...] = ()


@contextmanager
def as_text(out: BinaryIO) -> Iterator[TextIO]:
    """The stream for text in UTF-8, line ends as they are written; `out` stays open."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        yield text
    finally:
        text.detach()
