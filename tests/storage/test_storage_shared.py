"""What machines that share a PostgreSQL rely on: turns of web hosts, the lead, the job queue's tables, `together`."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from servers.postgres import drop_database, fresh_database
from storage_samples import source

from khabardar.errors import StorageError
from storage import HostTurns, JobQueue, Leadership, WorkerRow, advisory_holder, open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def url():
    made = fresh_database()
    yield made
    drop_database(made)


def test_a_host_is_one_workers_at_a_time_and_rests_after(url):
    with closing(HostTurns(url, "a")) as a, closing(HostTurns(url, "b")) as b:
        assert a.take("paper.example", "1", 60) == 0
        assert 50 < b.take("paper.example", "1", 60) <= 60
        assert b.take("other.example", "1", 60) == 0
        a.end("paper.example", "1", 30)
        assert 20 < b.take("paper.example", "2", 60) <= 30
        a.end("paper.example", "1", 0)
        assert b.take("paper.example", "2", 60) == 0


def test_who_comes_back_late_has_no_say_in_the_turn_of_another(url):
    with closing(HostTurns(url, "a")) as a, closing(HostTurns(url, "b")) as b:
        assert a.take("late.example", "1", 0) == 0  # its lease is over at once
        assert b.take("late.example", "1", 60) == 0
        a.end("late.example", "1", 0)
        assert a.take("late.example", "2", 60) > 50


def test_of_many_who_ask_at_one_moment_one_gets_the_turn(url):
    with closing(HostTurns(url, "many")) as turns, ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda n: turns.take("busy.example", str(n), 60), range(8)))
    assert sorted(wait == 0 for wait in waits) == [False] * 7 + [True]


def test_the_lead_is_one_workers_and_named_until_it_gives_it_up(url):
    with closing(Leadership(url, "worker@a 1 now")) as a, closing(Leadership(url, "worker@b 2 now")) as b:
        assert (a.ask(), b.ask(), a.ask()) == (True, False, True)
        assert advisory_holder(url) == "worker@a 1 now"
        a.give_up()
        while not b.ask():
            pass  # the server notices that the connection has gone
        assert not a.ask()


def test_the_job_queues_tables_are_made_once_by_many_at_once(url):
    with closing(JobQueue(url)) as queue, ThreadPoolExecutor(4) as threads:
        assert queue.state() is None
        list(threads.map(lambda _: queue.make(), range(4)))
        assert queue.live_jobs() == []
        queue.register(WorkerRow(1, "north", 7, "fetch", "1", "rules 1", NOW))
        assert queue.state().workers == ()  # the queue knows of no such worker


def _broken_off(storage):
    with storage.together():
        storage.sync_sources([source("herald")])
        raise StorageError("broken off")


def test_together_is_all_or_nothing_and_sees_its_own_writes(url):
    with closing(open_storage(url)) as storage:
        with storage.together():
            storage.sync_sources([source("dawn")])
            assert [one.id for one in storage.sources()] == ["dawn"]
        with pytest.raises(StorageError, match="broken off"):
            _broken_off(storage)
        assert [one.id for one in storage.sources(["dawn", "herald"])] == ["dawn"]
        assert list(storage.source_states(["dawn", "herald"])) == ["dawn"]
