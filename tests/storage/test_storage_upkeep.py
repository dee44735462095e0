"""Articles set aside, duties remembered, faults found, backups verified."""

import logging
from dataclasses import replace

import pytest
from sqlalchemy import create_engine
from storage_samples import LATER, NOW, article, cluster, keep, report, resolution

from khabardar.errors import NotFound, StorageError
from khabardar.interfaces import DutyRun
from khabardar.vocabulary import ArticleState
from storage import migrate, open_storage, verify_file


def state(storage, number=1):
    (row,) = [row for row in storage.articles() if row.id == article(number).id]
    return row.state, row.failure


def test_an_article_is_set_aside_at_its_last_try_with_the_reason(storage):
    storage.save_article(article(1))
    assert not storage.count_read_try(article(1).id, "signal 9", 3)
    assert not storage.count_read_try(article(1).id, "signal 9", 3)
    assert state(storage) == (ArticleState.FETCHED, None)
    assert storage.count_read_try(article(1).id, "signal 9", 3)
    assert state(storage) == (ArticleState.QUARANTINED, "signal 9")
    assert storage.unread_articles(10) == []
    assert not storage.count_read_try(article(1).id, "late news", 3)


def test_one_that_was_read_meanwhile_stays_read(storage):
    keep(storage, 1, report())
    assert not storage.count_read_try(article(1).id, "signal 9", 1)
    assert state(storage) == (ArticleState.DONE, None)


def test_released_it_has_all_its_tries_again(storage):
    storage.save_article(article(1))
    storage.count_read_try(article(1).id, "signal 9", 1)
    assert storage.release(article(1).id[:6]) == [article(1).id]
    assert not storage.count_read_try(article(1).id, "signal 9", 2)
    with pytest.raises(NotFound, match="no quarantined article"):
        storage.release(article(1).id)
    assert storage.release(None) == []


def test_a_rewritten_page_gives_a_quarantined_article_another_chance(storage):
    storage.save_article(article(1))
    storage.count_read_try(article(1).id, "signal 9", 1)
    assert storage.revise_article(article(1, text="The outlet wrote something else."))
    assert [one.id for one in storage.unread_articles(10)] == [article(1).id]


def test_duties_are_remembered_by_name(storage):
    begun = DutyRun("backup", NOW, None, "it broke off")
    storage.save_duty_run(begun)
    storage.save_duty_run(replace(begun, finished_at=LATER, fault=None, detail="somewhere"))
    assert storage.duty_runs() == {"backup": DutyRun("backup", NOW, LATER, None, "somewhere")}


def test_a_sound_database_has_no_fault_and_says_its_size(storage):
    (stored,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(stored.id)), NOW)
    storage.optimise()
    assert storage.verify() == []
    stats = storage.stats()
    assert (stats["rows"]["articles"], stats["rows"]["incidents"], stats["bytes"] > 0) == (1, 1, True)


def test_what_no_row_may_say_is_a_fault(storage, database_url):
    (stored,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(stored.id)), NOW)
    with create_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE reports SET incident_id = NULL")
        connection.exec_driver_sql("UPDATE incidents SET status = 'merged'")
    assert storage.verify() == [
        "1 reports have neither a row nor wait for one",
        "1 merged rows don't say into which",
    ]


def test_a_damaged_file_is_told_with_the_way_out_and_never_opened_for_writing(tmp_path):
    path = tmp_path / "k.db"
    storage = open_storage(f"sqlite:///{path}")
    for number in range(1, 30):
        keep(storage, number, report(), text="Gunmen attacked a post in Mand. " * 50)
    storage.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:20_480] + b"\xff" * 40_960 + whole[61_440:])
    assert verify_file(path) != []
    damaged = path.read_bytes()

    def read_all():
        opened = open_storage(f"sqlite:///{path}")
        return [opened.article(one.id) for one in opened.articles()]

    with pytest.raises(StorageError, match="is damaged; restore a backup"):
        read_all()
    assert path.read_bytes() == damaged


def test_a_backup_can_be_verified_without_being_changed(storage, tmp_path):
    keep(storage, 1, report())
    copy = tmp_path / "copy.db"
    storage.backup(copy)
    before = copy.read_bytes()
    assert verify_file(copy) == []
    assert copy.read_bytes() == before
    copy.write_bytes(before[: len(before) // 2])
    assert verify_file(copy) != []
    with pytest.raises(StorageError, match="there is no database"):
        verify_file(tmp_path / "none.db")


def test_a_backup_for_which_there_is_no_space_is_refused_before_it_begins(storage, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 1000})())
    with pytest.raises(StorageError, match=r"would need [0-9]+ MiB, and 0 MiB are free"):
        storage.backup(tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


def test_an_older_database_is_backed_up_before_it_is_migrated(tmp_path, caplog):
    url = _at_version(tmp_path / "k.db", "0004")
    with caplog.at_level(logging.WARNING, "khabardar.storage"):
        done = migrate(url)
    assert done.before == "0004"
    assert verify_file(done.backup) == []
    assert done.backup.name == "k.db.version-0004"
    assert str(done.backup) in caplog.text
    assert migrate(url).backup is None


def _at_version(path, version):
    from alembic import command
    from alembic.config import Config

    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", "storage:migrations")
        config.attributes["connection"] = conn
        command.upgrade(config, version)
    engine.dispose()
    return f"sqlite:///{path}"
