"""A whole database from one kind to the other and back, row by row."""

from __future__ import annotations

import pytest
from servers.postgres import drop_database, empty_database
from sqlalchemy import create_engine, select
from storage_samples import NOW, cluster, keep, report, resolution

from khabardar.errors import StorageError
from khabardar.interfaces import IncidentFilter
from storage import copy_database, open_storage
from storage.tables import metadata


@pytest.fixture
def server_url():
    url = empty_database()
    yield url
    drop_database(url)


@pytest.fixture
def filled(tmp_path):
    """A SQLite database with a row that was merged into a later one, which points forward in its own table."""
    url = f"sqlite:///{tmp_path / 'k.db'}"
    storage = open_storage(url)
    stored = [keep(storage, number, report())[0] for number in range(1, 4)]
    storage.apply(resolution(*(cluster(one.id) for one in stored)), NOW)
    rows = sorted(storage.incidents(IncidentFilter()), key=lambda row: row.id)
    with create_engine(url).begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE incidents SET status = 'merged', merged_into = '{rows[-1].id}' WHERE id = '{rows[0].id}'"
        )
    storage.close()
    return url


def all_rows(url: str) -> dict[str, set[tuple[object, ...]]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            name: {repr(tuple(row)) for row in connection.execute(select(t))} for name, t in metadata.tables.items()
        }
    engine.dispose()
    return found


def test_there_and_back_again_is_the_same_row_by_row(filled, server_url, tmp_path) -> None:
    counts = copy_database(filled, server_url)
    assert counts["incidents"] == 3
    copy_database(server_url, f"sqlite:///{tmp_path / 'back.db'}")
    assert all_rows(server_url) == all_rows(filled) == all_rows(f"sqlite:///{tmp_path / 'back.db'}")


def test_numbers_go_on_after_the_last_one_that_was_copied(filled, server_url) -> None:
    copy_database(filled, server_url)
    storage = open_storage(server_url)
    (new,) = keep(storage, 9, report())
    assert new.id == 4
    assert storage.verify() == []
    storage.close()


def test_nothing_is_copied_over_what_is_there(filled, tmp_path) -> None:
    with pytest.raises(StorageError, match="the target holds tables already"):
        copy_database(filled, filled)
    with pytest.raises(StorageError, match="there is no database"):
        copy_database(f"sqlite:///{tmp_path / 'none.db'}", f"sqlite:///{tmp_path / 'other.db'}")


def test_a_row_that_does_not_arrive_as_it_was_undoes_the_copy(filled, server_url, monkeypatch) -> None:
    from storage import copying

    arrived = copying._copy

    def losing(old, new, table):
        count = arrived(old, new, table)
        if table.name == "reports":
            new.exec_driver_sql("UPDATE reports SET confidence = 0.123 WHERE id = 2")
        return count

    monkeypatch.setattr(copying, "_copy", losing)
    with pytest.raises(StorageError, match=r"the row \(2,\) of reports did not arrive as it was"):
        copy_database(filled, server_url)
    with create_engine(server_url).connect() as connection:
        assert connection.dialect.get_table_names(connection) == []
