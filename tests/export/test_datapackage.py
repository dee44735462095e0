"""The data package beside bulk exports, by the rules of frictionless itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from export_rows import exported

from export import FORMATS, ExportedIncident, export
from export.datapackage import Exported, note_in_package
from khabardar.records import Toll
from khabardar.vocabulary import IncidentStatus

frictionless = pytest.importorskip("frictionless")

NOW = datetime(2026, 2, 9, 12, tzinfo=UTC)
ROWS = [
    exported(abducted=1, parent_id="KB-AAAAAAA"),
    exported(id="KB-BBBBBBB", killed=Toll(), killed_low=None, killed_high=None, tags=frozenset(), latitude=None),
    exported(id="KB-CCCCCCC", status=IncidentStatus.MERGED, merged_into="KB-4FZ7Q2M", place="-3, near the =bridge"),
]


def write(folder: Path, name: str, rows: list[ExportedIncident] = ROWS) -> Path:
    form = FORMATS[name]
    path = folder / f"incidents-{name}.{form.suffix}"
    with path.open("wb") as out:
        number = export(name, rows, out)
    coverage = "At this export 3 of 4 sources were current."
    return note_in_package(Exported(path, form, number, {"killed": "3"}, (), coverage, NOW))


def problems(package: Path) -> list[object]:
    report = frictionless.validate(str(package))
    return report.flatten(["type", "fieldName", "rowNumber", "note"])


def test_frictionless_finds_nothing_wrong(tmp_path) -> None:
    package = write(tmp_path, "csv")
    assert problems(package) == []
    rows = frictionless.Package(str(package)).get_resource("incidents-csv").read_rows()
    assert [row["incident_id"] for row in rows] == ["KB-4FZ7Q2M", "KB-BBBBBBB", "KB-CCCCCCC"]
    assert (rows[0]["killed_total"], rows[1]["killed_total"], rows[1]["latitude"]) == (7, None, None)
    assert rows[0]["date_start"].isoformat() == "2026-02-02"
    assert rows[0]["first_seen"] == datetime(2026, 2, 3, 5, 10, tzinfo=UTC)


def test_frictionless_would_find_a_wrong_word_and_a_changed_file(tmp_path) -> None:
    package = write(tmp_path, "csv")
    file = tmp_path / "incidents-csv.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",merged,", ",lost,"), encoding="utf-8")
    assert {problem[0] for problem in problems(package)} & {"constraint-error", "hash-count", "byte-count"}


def test_several_formats_share_a_package(tmp_path) -> None:
    for name in ("csv", "geojson", "jsonl", "ucdp", "acled", "csv"):
        package = write(tmp_path, name)
    described = json.loads(package.read_text(encoding="utf-8"))
    assert [entry["name"] for entry in described["resources"]] == [
        "incidents-geojson",
        "incidents-jsonl",
        "incidents-ucdp",
        "incidents-acled",
        "incidents-csv",
    ]
    assert described["created"] == "2026-02-09T12:00:00+00:00"
    assert "3 of 4 sources were current" in described["description"]
    assert problems(package) == []
    (csv,) = (entry for entry in described["resources"] if entry["name"] == "incidents-csv")
    assert (csv["row_count"], csv["filter"], csv["mediatype"]) == (3, {"killed": "3"}, "text/csv")
    assert csv["bytes"] == (tmp_path / "incidents-csv.csv").stat().st_size


def test_a_package_that_is_none_and_files_that_are_gone_are_let_go(tmp_path) -> None:
    (tmp_path / "datapackage.json").write_text("[not json", encoding="utf-8")
    write(tmp_path, "csv")
    (tmp_path / "incidents-csv.csv").unlink()
    described = json.loads(write(tmp_path, "jsonl").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in described["resources"]] == ["incidents-jsonl"]
