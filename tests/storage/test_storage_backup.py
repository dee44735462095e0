import pytest
from sqlalchemy import delete
from storage_samples import NOW, keep, link, report

from khabardar.errors import StorageError
from storage import open_storage
from storage.tables import cycles


def test_a_backup_has_all_and_opens_like_any_database(storage, tmp_path):
    (one,) = keep(storage, 1, report())
    storage.backup(tmp_path / "copy.db")
    storage.queue_links([link(2)], NOW)
    copy = open_storage(f"sqlite:///{tmp_path / 'copy.db'}", create=False)
    assert copy.reports_of_article(one.article_id) == [one]
    assert copy.queued_links("dawn") == []
    assert copy.facts()["integrity"] == "ok"
    copy.close()


def test_a_backup_is_taken_while_another_writes(storage, database_url, tmp_path):
    storage.start_cycle(NOW)
    other = open_storage(database_url)
    with other._writing() as connection:
        connection.execute(delete(cycles))
        storage.backup(tmp_path / "copy.db")
    other.close()
    assert (tmp_path / "copy.db").exists()


def test_a_backup_overwrites_nothing(storage, tmp_path):
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StorageError, match=r"copy\.db exists already"):
        storage.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_backup_into_a_missing_folder_says_so(storage, tmp_path):
    with pytest.raises(StorageError, match="can't be written: No such file or directory"):
        storage.backup(tmp_path / "nowhere" / "copy.db")


def test_the_rest_of_a_broken_backup_is_in_nobody_s_way(storage, tmp_path):
    (tmp_path / "copy.db.part").write_text("half")
    storage.backup(tmp_path / "copy.db")
    assert [path.name for path in tmp_path.glob("copy.db*")] == ["copy.db"]
