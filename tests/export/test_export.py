"""The export front door, the columns and their page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from export_rows import exported

from export import FORMATS, ExportedIncident, SourceRef, export
from export.columns import COLUMNS, ColumnType
from export.columns.page import columns_page
from khabardar.errors import UsageError
from khabardar.records import Toll

DOCS_PAGE = Path(__file__).parents[2] / "docs" / "columns.md"
PYTHON_TYPES = {ColumnType.INTEGER: int, ColumnType.DECIMAL: float}


def cells(row: ExportedIncident) -> dict[str, object]:
    return {column.name: column.value(row) for column in COLUMNS}


def test_docs_page_is_current() -> None:
    assert DOCS_PAGE.read_text(encoding="utf-8") == columns_page(), "python -m export.columns > docs/columns.md"


def test_column_names_are_unique() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_column_gives_the_type_and_the_words_that_its_page_promises(column) -> None:
    value = column.value(exported(abducted=2, freed=0, arrested=1, parent_id="KB-AAAAAAA", merged_into="KB-BBBBBBB"))
    assert isinstance(value, PYTHON_TYPES.get(column.type, str))
    items = str(value).split("; ") if column.type is ColumnType.LIST else [str(value)]
    assert not column.allowed or set(items) <= set(column.allowed)
    assert not column.allowed or not column.example or set(column.example.split("; ")) <= set(column.allowed)


def test_columns_that_may_be_empty_say_what_that_means() -> None:
    bare = cells(
        exported(
            place=None, admin2=None, admin1=None, country=None, latitude=None, longitude=None, tags=frozenset(),
            perpetrator=None, perpetrator_type=None, claimed_by=None, targets=(), killed=Toll(), killed_low=None,
            killed_high=None, injured=Toll(), sources=(),
        )
    )  # fmt: skip
    for column in COLUMNS:
        assert (bare[column.name] is None) == (column.empty != "never empty"), column.name


def test_toll_total_is_the_sum_and_an_unsaid_group_stays_empty() -> None:
    row = cells(exported(killed=Toll(civilians=3, security=0), injured=Toll()))
    assert (row["killed_total"], row["killed_security"], row["killed_militants"]) == (3, 0, None)
    assert row["injured_total"] is None


def test_sources_name_outlet_and_address() -> None:
    row = cells(
        exported(sources=(SourceRef("Hill Wire", "https://wire.example/1"), SourceRef("B", "https://b.example")))
    )
    assert row["sources"] == "Hill Wire <https://wire.example/1>; B <https://b.example>"


def test_unknown_format_is_refused_with_the_choices() -> None:
    with pytest.raises(UsageError, match=r"'xls'.*csv, jsonl"):
        export("xls", [], io.BytesIO())


@pytest.mark.parametrize("format_name", ["acled", "csv", "geojson", "jsonl", "ucdp"])
def test_rows_are_written_as_they_come(format_name: str) -> None:
    out, sizes = io.BytesIO(), []

    def rows():
        for _ in range(3):
            sizes.append(out.tell())
            yield exported()

    assert export(format_name, rows(), out) == 3
    assert sizes[0] < sizes[1] < sizes[2] < out.tell()


@pytest.mark.parametrize("format_name", sorted(FORMATS))
def test_a_stream_stays_open_and_no_rows_are_a_whole_file(format_name: str) -> None:
    out = io.BytesIO()
    assert export(format_name, [], out) == 0
    assert not out.closed


def test_every_column_has_an_hxl_tag_of_its_own() -> None:
    tags = [column.hxl for column in COLUMNS]
    assert all(re.fullmatch(r"#[a-z0-9]+(\+[a-z0-9_]+)*", tag) for tag in tags)
    assert len(set(tags)) == len(tags)


def test_every_format_and_option_stands_in_the_docs() -> None:
    page = DOCS_PAGE.with_name("exports.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in FORMATS)
    assert all(option in page for option in ("--bom", "--hxl", "--coarse", "--no-names", "--changed", "--limit"))
