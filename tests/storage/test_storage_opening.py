import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from storage_samples import source

from khabardar.errors import StorageError
from storage import open_storage, schema


def _url(path):
    return f"sqlite:///{path}"


def test_what_was_stored_is_there_when_it_is_opened_again(database_url):
    first = open_storage(database_url)
    first.sync_sources([source("dawn")])
    first.close()
    again = open_storage(database_url, create=False)
    assert again.sources() == [source("dawn")]
    again.close()


def test_a_missing_database_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(StorageError, match=r"news\.db; `khabardar init`"):
        open_storage(_url(tmp_path / "news.db"), create=False)
    assert not (tmp_path / "news.db").exists()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageError, match=r"no folder .*nowhere"):
        open_storage(_url(tmp_path / "nowhere" / "news.db"))


def test_an_empty_file_becomes_a_database_only_where_that_is_wanted(tmp_path):
    (tmp_path / "news.db").touch()
    with pytest.raises(StorageError, match="is empty; `khabardar init`"):
        open_storage(_url(tmp_path / "news.db"), create=False)
    open_storage(_url(tmp_path / "news.db")).close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database " * 100)
    with pytest.raises(StorageError, match=r"notes\.txt is not a database"):
        open_storage(_url(tmp_path / "notes.txt"))
    assert (tmp_path / "notes.txt").read_text() == "not a database " * 100


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(StorageError, match="can't be opened"):
        open_storage(_url(tmp_path))


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    with pytest.raises(StorageError, match=r"other\.db.*another program \(recipes\)"):
        open_storage(_url(path))
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_newer_database_is_refused_with_both_versions(database_url):
    open_storage(database_url).close()
    engine = create_engine(database_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StorageError, match=f"version 9999, .* up to {schema.HEAD}; upgrade"):
        open_storage(database_url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "khabardar.db"])
def test_a_url_that_does_not_work_here_is_refused(url):
    with pytest.raises(StorageError, match="sqlite:///FILE"):
        open_storage(url)


def test_a_copy_in_another_journal_mode_is_set_right(tmp_path):
    path = tmp_path / "news.db"
    open_storage(_url(path)).close()
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA journal_mode = DELETE")
    other.close()
    opened = open_storage(_url(path))
    assert opened.facts()["journal"] == "wal"
    opened.close()


def test_opening_a_locked_new_file_says_so(tmp_path):
    path = tmp_path / "news.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError, match="is locked"):
        open_storage(_url(path), busy_timeout=timedelta(milliseconds=20))
    other.close()
    open_storage(_url(path)).close()
