"""The metadata for Datasette: every column explained, every ready question answerable."""

from __future__ import annotations

import sqlite3

import pytest

from export.datasette import datasette_metadata
from storage import open_storage

METADATA = datasette_metadata("khabardar")
DATABASE = METADATA["databases"]["khabardar"]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    path = tmp_path_factory.mktemp("datasette") / "khabardar.db"
    open_storage(f"sqlite:///{path}").close()
    opened = sqlite3.connect(path)
    yield opened
    opened.close()


def test_every_column_of_every_table_is_explained(connection) -> None:
    names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
    for table in (name for name in names if not name.startswith("sqlite_") and "_words_" not in name):
        columns = {row[1] for row in connection.execute(f"pragma table_info({table})")}
        described = DATABASE["tables"][table]
        assert columns == set(described.get("columns", columns)), table


def test_what_is_named_exists(connection) -> None:
    for table, described in DATABASE["tables"].items():
        columns = {row[1] for row in connection.execute(f"pragma table_info({table})")}
        named = {described.get(key) for key in ("sort", "sort_desc", "label_column")} | set(described.get("facets", ()))
        assert named - {None} <= columns, table


@pytest.mark.parametrize("name", DATABASE["queries"])
def test_questions_can_be_asked(connection, name: str) -> None:
    connection.execute(DATABASE["queries"][name]["sql"], {"id": "KB-4FZ7Q2M"} if name == "evidence_of" else {})


def test_rows_are_not_pushed_off_the_page() -> None:
    assert METADATA["extra_css_urls"][0].startswith("data:text/css,dl.column-descriptions")
    assert DATABASE["tables"]["evidence"]["hidden"]
    assert "hidden" not in DATABASE["tables"]["incidents"]
