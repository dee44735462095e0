"""What doctor and monitors are told."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from khabardar.config import Config
from khabardar.config.models import ScheduleConfig, SourceConfig, StorageConfig
from khabardar.interfaces import DutyRun
from khabardar.records import Article, SourceState
from khabardar.vocabulary import PollCondition
from scheduler.health import examine
from scheduler.lock import writer_lock
from storage import open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WELL = SourceState("a", next_poll_at=NOW + HOUR, condition=PollCondition.OK, last_polled_at=NOW, last_success_at=NOW)


@pytest.fixture
def config(tmp_path):
    return Config(
        storage=StorageConfig(url=f"sqlite:///{tmp_path / 'k.db'}"),
        schedule=ScheduleConfig(poll_max=HOUR),
        sources=tuple(SourceConfig(id=name, url=f"https://{name}.example/feed") for name in "ab"),
    )


@pytest.fixture
def storage(config):
    with closing(open_storage(config.storage.url)) as opened:
        opened.sync_sources(config.source_records())
        opened.save_source_state(WELL)
        opened.save_source_state(replace(WELL, source_id="b"))
        number = opened.start_cycle(NOW)
        opened.finish_cycle(replace(opened.last_cycles(1)[0], id=number, finished_at=NOW))
        yield opened


def test_all_is_well(config, storage):
    health = examine(config, storage, NOW)
    assert (health.faults, health.current_sources, health.lag_seconds) == ((), 2, 0)
    assert health.as_dict()["process"] is None


def test_some_sources_that_fail_are_told_apart_from_all_else(config, storage):
    failing = replace(WELL, condition=PollCondition.TIMEOUT, detail="no answer", failures=3)
    storage.save_source_state(failing)
    health = examine(config, storage, NOW)
    assert health.faults == ("1 of 2 sources are not current",)
    assert health.only_sources
    storage.save_source_state(replace(failing, source_id="b"))
    assert not examine(config, storage, NOW).only_sources


def test_lag_is_that_of_the_source_which_waits_longest(config, storage):
    health = examine(config, storage, NOW + 3 * HOUR)
    assert health.lag_seconds == 2 * 3600
    assert "a source has been due for 2h: is the daemon, or cron, at work?" in health.faults


def test_a_cycle_that_does_not_end_and_one_that_broke_off(config, storage):
    storage.start_cycle(NOW)
    assert any("did not finish" in fault for fault in examine(config, storage, NOW).faults)
    with writer_lock(config.storage.url, "daemon", NOW):
        assert examine(config, storage, NOW).faults == ()
        late = examine(config, storage, NOW + 2 * HOUR)
        assert any("is its process stuck?" in fault for fault in late.faults)
        assert late.process["command"] == "daemon"
        assert late.process["resident_bytes"] > 0


def test_articles_set_aside_are_told_with_the_command_that_shows_them(config, storage):
    storage.save_article(Article("1" * 16, "https://a.example/1", "a", "T", NOW, NOW, "text"))
    storage.count_read_try("1" * 16, "signal 9", 1)
    health = examine(config, storage, NOW)
    assert health.articles["quarantined"] == 1
    assert any("articles list --state quarantined" in fault for fault in health.faults)


def test_upkeep_that_failed_or_is_overdue(config, storage):
    storage.save_duty_run(DutyRun("backup", NOW - timedelta(days=3), NOW - timedelta(days=3), None, "somewhere"))
    storage.save_duty_run(DutyRun("integrity", NOW, NOW, "the database is damaged"))
    faults = examine(config, storage, NOW).faults
    assert any(fault.startswith("backup is overdue: it was last done 2026-03-11") for fault in faults)
    assert any(fault.startswith("integrity failed (2026-03-14T09:00:00+00:00): the database is") for fault in faults)


def test_a_clock_that_is_wrong(config, storage):
    assert any("it is not set" in fault for fault in examine(config, storage, datetime(1970, 1, 1, tzinfo=UTC)).faults)
    assert any("in the future" in fault for fault in examine(config, storage, NOW - timedelta(days=9)).faults)


def test_a_quick_look_leaves_the_pages_alone(config, storage):
    health = examine(config, storage, NOW, check=False)
    assert health.database["integrity"] == "not checked"
    assert health.faults == ()
