"""CSV, read back with Python's own reader."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from export_rows import exported
from hypothesis import given
from hypothesis import strategies as st

from export import ExportedIncident, ExportOptions, SourceRef, export
from export.columns import COLUMNS
from khabardar.records import Toll

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


def csv_text(*rows: ExportedIncident, bom: bool = False, hxl: bool = False) -> str:
    out = io.BytesIO()
    export("csv", rows, out, ExportOptions(bom=bom, hxl=hxl))
    return out.getvalue().decode("utf-8")


def read_back(*rows: ExportedIncident) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(*rows), newline=""), strict=True))


def the_row(**changes: Any) -> dict[str, str]:
    [row] = read_back(exported(**changes))
    return row


def test_header_names_every_column_even_without_rows() -> None:
    assert csv_text() == ",".join(column.name for column in COLUMNS) + "\r\n"


def test_lines_end_with_cr_lf() -> None:
    text = csv_text(exported(), exported())
    assert text.count("\r\n") == text.count("\n") == 3


def test_byte_order_mark_only_on_request() -> None:
    assert csv_text(exported(), bom=True) == "\ufeff" + csv_text(exported())


def test_hxl_tags_are_the_second_row_on_request() -> None:
    header, tags, row = csv.reader(io.StringIO(csv_text(exported(), hxl=True), newline=""), strict=True)
    assert len(header) == len(tags) == len(row)
    assert dict(zip(header, tags, strict=True))["killed_total"] == "#affected+killed"
    assert all(tag.startswith("#") for tag in tags)


def test_every_cell_of_a_full_row() -> None:
    row = the_row()
    assert row["incident_id"] == "KB-4FZ7Q2M"
    assert row["first_seen"] == "2026-02-03T05:10:00+00:00"
    assert (row["date_start"], row["date_end"]) == ("2026-02-02", "2026-02-03")
    assert row["tags"] == "ambush; train"
    assert row["targets"] == "Military; Transportation"
    assert (row["killed_total"], row["killed_low"], row["killed_high"]) == ("7", "7", "9")
    assert row["confidence"] == "0.817"


@pytest.mark.parametrize(
    "place",
    ['Killi "Nau" Abad', "Sui, near the plant", "two\nlines", "two\r\nlines", "کوئٹہ", "N'Djamena", "São Félix", "’"],
)
def test_awkward_text_comes_back_unchanged(place: str) -> None:
    assert the_row(place=place)["place"] == place


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert the_row(place=f"{start}cmd|' /C calc'!A0")["place"] == f"'{start}cmd|' /C calc'!A0"


def test_formula_in_an_outlets_name_is_neutralised() -> None:
    row = the_row(sources=(SourceRef("=HYPERLINK(1)", "https://a.example"),))
    assert row["sources"] == "'=HYPERLINK(1) <https://a.example>"


def test_negative_coordinates_stay_numbers() -> None:
    row = the_row(latitude=-12.3, longitude=-0.05)
    assert (row["latitude"], row["longitude"]) == ("-12.3", "-0.05")


def test_nothing_said_is_empty_and_none_killed_is_0() -> None:
    row = the_row(killed=Toll(unspecified=0), killed_low=0, killed_high=0, injured=Toll(), abducted=None)
    assert (row["killed_total"], row["killed_unspecified"], row["killed_low"]) == ("0", "0", "0")
    assert (row["killed_civilians"], row["injured_total"], row["abducted"]) == ("", "", "")


# Storage never holds half of a surrogate pair (storage.columns.Words), and UTF-8 has no bytes for it.
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(place=texts.filter(bool), outlet=texts, killed=st.none() | st.integers(min_value=0))
def test_any_text_and_any_count_come_back(place: str, outlet: str, killed: int | None) -> None:
    row = the_row(
        place=place, killed=Toll(civilians=killed), sources=(SourceRef(outlet, "https://a.example"),), parent_id="KB-A"
    )
    assert row["place"].removeprefix("'" if place[0] in FORMULA_STARTS else "") == place
    assert row["sources"].endswith(f"{outlet} <https://a.example>")
    assert row["killed_civilians"] == ("" if killed is None else str(killed))
    assert row["parent_id"] == "KB-A"
