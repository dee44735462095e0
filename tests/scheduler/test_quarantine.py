"""An article on which the reader dies is read again, three times at most over all restarts, then set aside."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deadly_reading import read_as_told

from crawler.pool import WorkerPool
from khabardar.config import Config
from khabardar.config.models import StorageConfig
from khabardar.errors import KhabardarError
from khabardar.identity import article_id
from khabardar.records import Article, Source
from khabardar.vocabulary import ArticleState, SourceKind
from scheduler import cycle
from scheduler.cycle import READ_TRIES, Worker
from storage import open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path, monkeypatch):
    monkeypatch.setattr(cycle, "read_article", read_as_told)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    with closing(open_storage(f"sqlite:///{tmp_path / 'k.db'}")) as opened:
        opened.sync_sources([Source("s", "S", SourceKind.FEED, "https://s.example/feed", "s")])
        yield opened


def article(text):
    url = f"https://s.example/{text.replace(' ', '-').replace('/', '_')}"
    return Article(article_id(url), url, "s", text, NOW, NOW, text)


def read_all(storage, timeout=30.0, stop=False):
    """One pass of the reader in a pool of its own, as after a restart; returns how processes were replaced."""

    async def main():
        with closing(WorkerPool(2, timeout=timeout)) as pool:
            config = Config(storage=StorageConfig(url="sqlite:///unused.db"))
            worker = Worker(config, storage, pool, lambda: NOW)
            with closing(worker.thread):
                if stop:
                    pool.close()
                    worker._stopping = True
                    (one,) = storage.unread_articles(1)
                    await worker._count_tries([(one, await worker._read_one(one, None, None, lambda: None))])
                else:
                    await worker.read()
            return dict(pool.replaced)

    return asyncio.run(main())


def states(storage):
    return {row.title: (row.state, row.failure) for row in storage.articles()}


def test_after_three_deaths_it_is_set_aside_and_the_others_are_read(storage):
    for text in ("die", "a", "b", "c"):
        storage.save_article(article(text))
    replaced = read_all(storage)
    assert replaced["died"] == READ_TRIES
    state, why = states(storage).pop("die")
    assert state is ArticleState.QUARANTINED
    assert why == f"the reader failed on it {READ_TRIES} times: the worker process died (signal 9)"
    assert {states(storage)[text][0] for text in "abc"} == {ArticleState.DONE}


def test_one_that_survives_the_second_time_is_read(storage, tmp_path):
    text = f"die once {tmp_path / 'died'}"
    storage.save_article(article(text))
    assert read_all(storage)["died"] == 1
    assert states(storage)[text] == (ArticleState.DONE, None)


def test_tries_are_remembered_over_restarts(storage):
    storage.save_article(article("die"))
    for _ in range(READ_TRIES - 1):
        assert not storage.count_read_try(article("die").id, "of an earlier process", READ_TRIES)
    assert read_all(storage)["died"] == 1
    assert states(storage)["die"][0] is ArticleState.QUARANTINED


def test_one_that_hangs_is_set_aside_as_well(storage):
    storage.save_article(article("hang"))
    assert read_all(storage, timeout=0.3)["hung"] == READ_TRIES
    assert "took longer than 0.3 seconds" in states(storage)["hang"][1]


def test_what_can_not_be_stored_is_set_aside_and_the_others_are_kept(storage):
    for text in ("a", "double", "b", "c"):
        storage.save_article(article(text))
    read_all(storage)
    state, why = states(storage).pop("double")
    assert state is ArticleState.QUARANTINED
    assert why.startswith("what was read can't be stored: the database ")
    assert {states(storage)[text][0] for text in "abc"} == {ArticleState.DONE}


def test_what_the_reader_itself_raises_is_not_tried_again(storage):
    storage.save_article(article("raise"))
    read_all(storage)
    assert states(storage)["raise"] == (ArticleState.QUARANTINED, "the reader failed on it: ValueError: no such verb")


def test_a_reading_that_our_own_stop_breaks_off_counts_nothing(storage):
    storage.save_article(article("die"))
    read_all(storage, stop=True)
    assert states(storage)["die"] == (ArticleState.FETCHED, None)
    assert storage.count_read_try(article("die").id, "first", READ_TRIES) is False


def test_a_reader_that_fails_on_everything_in_one_way_sets_nothing_aside(storage):
    for number in range(4):
        storage.save_article(article(f"raise {number}"))
    with pytest.raises(KhabardarError, match="fails on every article: ValueError: no such verb"):
        read_all(storage)
    assert {state for state, _ in states(storage).values()} == {ArticleState.FETCHED}
