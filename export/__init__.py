"""Tells incidents to other programs: one documented wide row, and formats that derive from it.

A new format is one module under `export/formats/` with an `Exporter`, and one entry in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from export.exporter import Exporter, ExportOptions
from export.formats.csv import write_csv
from export.formats.jsonl import write_jsonl
from export.rows import ExportedIncident, SourceRef
from khabardar.errors import UsageError

__all__ = ["FORMATS", "ExportOptions", "ExportedIncident", "Exporter", "SourceRef", "export"]

_PLAIN = ExportOptions()

FORMATS: dict[str, Exporter] = {"csv": write_csv, "jsonl": write_jsonl}


def export(format_name: str, rows: Iterable[ExportedIncident], out: TextIO, options: ExportOptions = _PLAIN) -> int:
    """Write the rows to `out` as they come; returns their number. Raises UsageError where there is no such format.

    A file must be opened with `encoding="utf-8", newline=""`: each format writes the line ends that it prescribes.
    """
    if format_name not in FORMATS:
        raise UsageError(f"there is no export format {format_name!r}; choose one of: {', '.join(sorted(FORMATS))}")
    return FORMATS[format_name](rows, out, options)
