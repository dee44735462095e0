"""Parquet read back by pyarrow, Excel by openpyxl: types, lists, and nothing that runs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from export_rows import exported

from export import ExportedIncident, SourceRef, export
from export.columns import COLUMNS
from khabardar.records import Toll

pq = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")
openpyxl = pytest.importorskip("openpyxl")
pytest.importorskip("xlsxwriter")


def parquet(*rows: ExportedIncident) -> Any:
    out = io.BytesIO()
    assert export("parquet", rows, out) == len(rows)
    return pq.read_table(io.BytesIO(out.getvalue()))


def sheets(*rows: ExportedIncident) -> Any:
    out = io.BytesIO()
    assert export("xlsx", rows, out) == len(rows)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def test_parquet_has_the_columns_with_their_types() -> None:
    table = parquet(exported())
    assert table.column_names == [column.name for column in COLUMNS]
    types = {name: str(table.schema.field(name).type) for name in table.column_names}
    assert types["date_start"] == "date32[day]"
    assert types["first_seen"] == "timestamp[us, tz=UTC]"
    assert types["killed_total"] == "int32"
    assert types["latitude"] == "double"
    assert table.schema.field("tags").type == pa.list_(pa.field("element", pa.string()))
    assert table.schema.field("killed_total").metadata[b"unit"] == b"people"


def test_a_row_comes_back_from_parquet() -> None:
    (row,) = parquet(exported(abducted=None, killed=Toll(civilians=0))).to_pylist()
    assert row["date_start"] == date(2026, 2, 2)
    assert row["first_seen"] == datetime(2026, 2, 3, 5, 10, tzinfo=UTC)
    assert row["tags"] == ["ambush", "train"]
    assert row["sources"][1] == "Hill Wire <https://wire.example/1>"
    assert (row["killed_total"], row["killed_security"], row["abducted"]) == (0, None, None)


def test_more_rows_than_a_group_and_none_at_all() -> None:
    assert parquet(*[exported()] * 20_001).num_rows == 20_001
    assert parquet().num_rows == 0


def test_a_row_comes_back_from_excel() -> None:
    book = sheets(exported(abducted=None))
    header, cells = book["incidents"].iter_rows(values_only=True)
    assert list(header) == [column.name for column in COLUMNS]
    row = dict(zip(header, cells, strict=True))
    assert row["date_start"] == datetime(2026, 2, 2)
    assert row["first_seen"] == datetime(2026, 2, 3, 5, 10)
    assert (row["killed_total"], row["abducted"], row["latitude"]) == (7, None, 29.91)
    assert row["tags"] == "ambush; train"
    assert [cell.value for cell in book["columns"]["A"]][1:] == [column.name for column in COLUMNS]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "https://a.example/", "00012", "1e5", "{=A1}"])
def test_text_stays_text_in_excel(text: str) -> None:
    sheet = sheets(exported(place=text, latitude=-3.0))["incidents"]
    header, cells = sheet.iter_rows()
    by_name = {name.value: cell for name, cell in zip(header, cells, strict=True)}
    assert (by_name["place"].value, by_name["place"].data_type) == (text, "s")
    assert (by_name["latitude"].value, by_name["latitude"].data_type) == (-3.0, "n")
    assert by_name["place"].hyperlink is None


def test_more_text_than_a_cell_of_excel_holds_is_cut() -> None:
    sheet = sheets(
        exported(sources=tuple(SourceRef(f"Outlet {n}", "https://a.example/" + "x" * 200) for n in range(300)))
    )
    header, cells = sheet["incidents"].iter_rows(values_only=True)
    assert len(dict(zip(header, cells, strict=True))["sources"]) == 32_767
