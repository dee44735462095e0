"""Several machines on one PostgreSQL, by their parts: matching at the same moment, and articles that kill readers."""

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import fleet_matchers
import pytest
from deadly_reading import read_as_told
from review_workers import NOW, article
from servers.postgres import drop_database, fresh_database

from crawler.pool import WorkerPool
from khabardar.config import Config
from khabardar.config.models import SourceConfig, StorageConfig
from khabardar.interfaces import IncidentFilter
from khabardar.records import Article, PollOutcome, Source
from khabardar.vocabulary import ArticleState, PollCondition, SourceKind
from scheduler import cycle
from scheduler.desk import Tally
from scheduler.fleet.hands import Hands
from scheduler.polling import after_poll
from storage import open_storage


@pytest.fixture
def url():
    made = fresh_database()
    yield made
    drop_database(made)


def test_processes_with_reports_of_one_incident_at_the_same_moment_make_one_row(url):
    with closing(open_storage(url)) as storage:
        storage.sync_sources(
            Source(article(n).source_id, "outlet", SourceKind.FEED, "", publisher=f"outlet{n}") for n in (1, 2)
        )
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        program = [sys.executable, fleet_matchers.__file__, url]
        slow, quick = (
            subprocess.Popen([*program, number, seconds], **pipes) for number, seconds in (("1", "1"), ("2", "0"))
        )
        for process in (slow, quick):
            assert process.stdout.readline() == "ready\n"
        for process in (slow, quick):
            process.stdin.write("go\n")
            process.stdin.flush()
            if process is slow:
                assert process.stdout.readline() == "thinks\n"
        for process in (quick, slow):
            process.communicate(timeout=100)
            assert process.returncode == 0
        (row,) = storage.incidents(IncidentFilter())
        # The verdict that came last knew of both: what it says is made of both.
        assert (row.reports, row.publishers, row.facts.killed.total) == (2, 2, 2)
        assert storage.pending_reports(9) == []


class NoTurns:
    """Nobody else asks."""

    @asynccontextmanager
    async def turn(self, host, pause):
        yield


def test_an_article_that_kills_readers_of_one_worker_after_another_is_set_aside(url, monkeypatch):
    monkeypatch.setattr(cycle, "read_article", read_as_told)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))

    async def read_in_a_worker(storage):
        """As a worker that begins; returns how often a reader died."""
        with closing(WorkerPool(1)) as pool:
            hands = Hands(Config(storage=StorageConfig(url=url)), storage, pool, lambda: NOW, NoTurns())
            await hands.read([poison.id, harmless.id])
            return pool.replaced["died"]

    poison, harmless = (
        Article(name * 16, f"https://s.example/{name}", "s", name, NOW, NOW, text)
        for name, text in (("d", "die"), ("e", "a quiet day"))
    )
    with closing(open_storage(url)) as storage:
        storage.sync_sources([Source("s", "S", SourceKind.FEED, "https://s.example/feed", "s")])
        storage.save_article(poison)
        storage.save_article(harmless)
        # The first worker was killed itself, after a reader had died: what it counted is in the database.
        storage.count_read_try(poison.id, "of a worker that is gone", cycle.READ_TRIES)
        assert asyncio.run(read_in_a_worker(storage)) == cycle.READ_TRIES - 1
        rows = {row.id: row for row in storage.articles()}
        assert rows[poison.id].state is ArticleState.QUARANTINED
        assert "died (signal 9)" in rows[poison.id].failure
        assert rows[harmless.id].state is ArticleState.DONE


def test_a_worker_whose_machine_is_off_the_net_lets_no_source_pay(url, monkeypatch):
    sources = [SourceConfig(id=f"s{n}", url=f"https://{n}.example/feed", poll_min="10m") for n in range(4)]
    config = Config(storage=StorageConfig(url=url), sources=tuple(sources))
    conditions = [PollCondition.DNS] * 3 + [PollCondition.OK]

    async def visited(worker, source):
        """Three of four hosts can't be found, as if there were no network; then one answers."""
        outcome = PollOutcome(source.id, conditions[int(source.id[1:])], NOW)
        state = after_poll(source, storage.source_states([source.id])[source.id], outcome, chance=0.5)
        storage.save_source_state(state)
        return Tally([outcome])

    monkeypatch.setattr(cycle.Worker, "fetch", visited)

    async def main():
        with closing(WorkerPool(1)) as pool:
            hands = Hands(config, storage, pool, lambda: NOW, NoTurns())
            for source in sources:
                await hands.fetch(source.id)

    with closing(open_storage(url)) as storage:
        storage.sync_sources(config.source_records())
        asyncio.run(main())
        states = storage.source_states()
    assert [states[f"s{n}"].failures for n in range(4)] == [0, 0, 0, 0]
    assert {states[f"s{n}"].next_poll_at for n in range(3)} == {NOW + timedelta(minutes=10)}
