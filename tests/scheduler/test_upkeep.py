"""Duties of upkeep: done when due, remembered, their faults told, the oldest backups dropped."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from khabardar.config import Config
from khabardar.config.jobs import JobConfig, JobsConfig, UpkeepConfig
from khabardar.config.models import StorageConfig
from scheduler.progress import Progress
from scheduler.upkeep import DUTIES, Upkeep
from storage import open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOW


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def upkeep_with(tmp_path, clock):
    opened = []

    def make(**sections):
        config = Config(storage=StorageConfig(url=f"sqlite:///{tmp_path / 'k.db'}"), **sections)
        opened.append(open_storage(config.storage.url))
        return Upkeep(config, opened[-1], lambda: clock.now, Progress())

    yield make
    for storage in opened:
        storage.close()


def done(upkeep):
    return [run.name for run in asyncio.run(upkeep.do_due())]


def test_all_are_due_at_first_then_each_at_its_time(upkeep_with, clock):
    upkeep = upkeep_with()
    assert done(upkeep) == list(DUTIES)
    assert done(upkeep) == []
    clock.now += timedelta(hours=1)
    assert done(upkeep) == ["statistics"]
    clock.now = datetime(2026, 3, 15, 3, 31, tzinfo=UTC)
    assert done(upkeep) == ["backup", "statistics"]
    clock.now += timedelta(days=30)  # the machine was off: once for all that was missed
    assert done(upkeep) == list(DUTIES)
    assert done(upkeep) == []


def test_what_is_switched_off_is_not_done(upkeep_with):
    off = JobConfig()
    assert done(upkeep_with(jobs=JobsConfig(backup=off, integrity=off))) == ["retention", "statistics"]


def test_only_so_many_backups_are_kept_and_no_other_file_is_touched(upkeep_with, clock, tmp_path):
    upkeep = upkeep_with(upkeep=UpkeepConfig(keep_backups=2))
    folder = tmp_path / "backups"
    folder.mkdir()
    others = ["k-before-the-upgrade.db", "other-20260101T000000Z.db", "k-20260101T000000Z-by-hand.db"]
    for name in others:
        (folder / name).touch()
    for _ in range(4):
        asyncio.run(upkeep.do("backup"))
        clock.now += timedelta(days=1)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*others, "k-20260316T090000Z.db", "k-20260317T090000Z.db"]
    )


def test_a_fault_is_remembered_and_the_duty_is_tried_again_when_it_is_due_next(upkeep_with, clock, tmp_path):
    (tmp_path / "backups").write_text("a file where the folder should be")
    upkeep = upkeep_with()
    run = asyncio.run(upkeep.do("backup"))
    assert "can't be made" in run.fault
    assert upkeep.storage.duty_runs()["backup"].fault == run.fault
    (tmp_path / "backups").unlink()
    clock.now += timedelta(days=1)
    assert "backup" in done(upkeep)
    assert upkeep.storage.duty_runs()["backup"].fault is None


def test_one_that_broke_off_shows_until_it_is_done_again(upkeep_with, monkeypatch):
    upkeep = upkeep_with()

    def power_cut(path):
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep.storage, "backup", power_cut)
    with pytest.raises(KeyboardInterrupt):
        upkeep._do("backup")
    assert upkeep.storage.duty_runs()["backup"].fault == "it broke off"


def test_a_damaged_database_is_told(upkeep_with, tmp_path):
    upkeep = upkeep_with()
    with closing(sqlite3.connect(tmp_path / "k.db")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO signature_bands (band, article_seq) VALUES (x'00', 77)")
        connection.commit()
    run = asyncio.run(upkeep.do("integrity"))
    assert "points to a row of articles that is not there" in run.fault
    assert "restore a backup" in run.fault
