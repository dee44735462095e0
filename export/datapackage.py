"""A data package (frictionlessdata.io, version 1) beside bulk exports: what lies here, and what is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from export.columns import COLUMNS, Column, ColumnType
from export.exporter import Format
from khabardar import __version__

FILE_NAME = "datapackage.json"
_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.DECIMAL: "number",
    ColumnType.DATE: "date",
    ColumnType.TIME: "datetime",
    ColumnType.LIST: "string",
}
_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written. `coverage`: how much of the sources stood behind it, in words."""

    path: Path
    format: Format
    rows: int
    filter: Mapping[str, str]
    left_out: tuple[str, ...]
    coverage: str
    at: datetime


def note_in_package(exported: Exported) -> Path:
    """Write or renew the package of the file's folder: this file's resource anew, those of other files as they were."""
    path = exported.path.with_name(FILE_NAME)
    others = [entry for entry in _resources_of(path) if entry.get("path") != exported.path.name]
    kept = [entry for entry in others if path.with_name(str(entry.get("path"))).exists()]
    package = {
        "profile": "data-package",
        "name": "khabardar-incidents",
        "title": "Security incidents, read by machine from news reports",
        "description": (
            "One row is one incident. Rows are machine-made; `status` says which of them a person has reviewed. "
            f"{exported.coverage}"
        ),
        "created": exported.at.isoformat(timespec="seconds"),
        "khabardar_version": __version__,
        "resources": [*kept, _resource(exported)],
    }
    part = path.with_name(f"{FILE_NAME}.part")
    part.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.rename(path)
    return path


def _resources_of(path: Path) -> list[dict[str, Any]]:
    """Those of a package that lies there already; one that can't be read is written anew."""
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    resources = package.get("resources") if isinstance(package, dict) else None
    return [entry for entry in resources if isinstance(entry, dict)] if isinstance(resources, list) else []


def _resource(exported: Exported) -> dict[str, Any]:
    form = exported.format
    resource = {
        "name": f"incidents-{form.name}",
        "path": exported.path.name,
        "title": form.summary,
        "format": form.suffix,
        "mediatype": form.media_type,
        "bytes": exported.path.stat().st_size,
        "hash": f"sha256:{_sha256(exported.path)}",
        "row_count": exported.rows,
        "filter": dict(exported.filter),
        "left_out": list(exported.left_out),
        "exported_at": exported.at.isoformat(timespec="seconds"),
    }
    if form.suffix == "csv":
        profile = "tabular-data-resource" if form.is_table else "data-resource"
        resource |= {"profile": profile, "type": "table", "encoding": "utf-8", "rows": exported.rows}
    else:
        # A validator checks its size and hash: what is inside, readers of the format know better.
        resource |= {"profile": "data-resource", "type": "file"}
    return resource | ({"schema": table_schema()} if form.is_table else {})


def table_schema() -> dict[str, Any]:
    """The columns as a Table Schema."""
    return {
        "fields": [_field(column) for column in COLUMNS],
        "missingValues": [""],
        "primaryKey": "incident_id",
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": f"{column.meaning}. Empty: {column.empty}.",
        "example": column.example,
    }
    if column.type is ColumnType.TIME:
        field["format"] = "any"  # ISO 8601 with the zone as +00:00, which the default format does not know
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": column.empty == "never empty"}
    if column.allowed and column.type is not ColumnType.LIST:
        constraints["enum"] = list(column.allowed)
    return field | {"constraints": constraints}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_AT_ONCE):
            digest.update(chunk)
    return digest.hexdigest()
