"""Tells incidents to other programs: one documented wide row, and formats that derive from it.

A new format is one module under `export/formats/` (or columns under `export/profiles/`) and one entry in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from export.blurring import Blur, Coarse
from export.exporter import Exporter, ExportOptions, Format
from export.formats.atom import write_atom
from export.formats.csv import table_writer, write_csv
from export.formats.geojson import write_geojson
from export.formats.jsonl import write_jsonl
from export.formats.parquet import write_parquet
from export.formats.xlsx import write_xlsx
from export.gathering import gathered
from export.profiles.acled import ACLED_COLUMNS
from export.profiles.ucdp import UCDP_COLUMNS
from export.rows import ExportedIncident, SourceRef
from khabardar.errors import UsageError

__all__ = [
    "FORMATS",
    "Blur",
    "Coarse",
    "ExportOptions",
    "ExportedIncident",
    "Exporter",
    "Format",
    "SourceRef",
    "export",
    "format_of",
    "gathered",
]

_PLAIN = ExportOptions()
_CSV = "text/csv"
_FORMATS = (
    Format("csv", "Comma-separated values, all columns", "csv", _CSV, write_csv, is_table=True),
    Format("jsonl", "JSON Lines, one object a row", "jsonl", "application/jsonl", write_jsonl),
    Format("geojson", "GeoJSON for maps", "geojson", "application/geo+json", write_geojson),
    Format("acled", "ACLED-like columns and codes, CSV", "csv", _CSV, table_writer(ACLED_COLUMNS)),
    Format("ucdp", "UCDP-GED-like columns and codes, CSV", "csv", _CSV, table_writer(UCDP_COLUMNS)),
    Format(
        "parquet",
        "Parquet, typed columns",
        "parquet",
        "application/vnd.apache.parquet",
        write_parquet,
        is_table=True,
        packages=("pyarrow",),
    ),
    Format(
        "xlsx",
        "Excel workbook",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write_xlsx,
        is_table=True,
        packages=("xlsxwriter",),
    ),
    Format("atom", "Atom feed of what changed lately", "atom", "application/atom+xml", write_atom),
)
FORMATS = {form.name: form for form in _FORMATS}


def format_of(name: str) -> Format:
    """Raises UsageError, with the choices, where there is no such format."""
    if name not in FORMATS:
        raise UsageError(f"there is no export format {name!r}; choose one of: {', '.join(FORMATS)}")
    return FORMATS[name]


def export(format_name: str, rows: Iterable[ExportedIncident], out: BinaryIO, options: ExportOptions = _PLAIN) -> int:
    """Write the rows to `out` as they come; returns their number. Raises UsageError where there is no such format."""
    return format_of(format_name).write(rows, out, options)
