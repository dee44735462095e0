"""Models in the cycle: asked ahead of the reading, with articles that wait while there is no answer."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from servers.model_server import ModelServer, refuses, says

from crawler.pool import WorkerPool
from khabardar.config.loader import load_config
from khabardar.identity import article_id, content_hash
from khabardar.interfaces import IncidentFilter
from khabardar.records import Article
from khabardar.vocabulary import ArticleState
from scheduler.asking import unanswered
from scheduler.cycle import Worker
from scheduler.engines import choice_of
from storage import open_storage

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CONFIG = """
timezone: UTC
storage: {{url: "sqlite:///k.db"}}
extraction: {{engine: {engine}}}
llm: {{base_url: "{url}", model: toy, retries: 0, timeout: 5s, concurrency: 2}}
sources:
  - {{id: wire, url: "https://wire.example/rss"}}
  - {{id: daily, url: "https://daily.example/rss", engine: rules}}
"""


def article(number: int, source: str = "wire") -> Article:
    text = f"Gunmen killed {number + 2} policemen in Turbat on Friday, officials said."
    url = f"https://{source}.example/{number}"
    published = NOW - timedelta(hours=number + 1)
    return Article(article_id(url), url, source, "", published, NOW, text, content_hash=content_hash(text))


def sees_all(asked) -> object:
    """Marks up the first sentence as an attack in Turbat."""
    line = next(x for x in asked["messages"][1]["content"].splitlines() if x.startswith("[1]"))
    quoted = {"sentence": 1, "words": line[4:].partition(" in Turbat")[0]}
    events = [{"act": [quoted], "place": [{"sentence": 1, "words": "Turbat"}]}]
    return says(json.dumps({"incidents": events}))


@pytest.fixture
def folder(tmp_path):
    def make(engine: str, url: str):
        (tmp_path / "config.yaml").write_text(CONFIG.format(engine=engine, url=url))
        return load_config(tmp_path / "config.yaml")

    return make


def cycle(config, *articles: Article):
    """One cycle without any source to visit; the storage is handed back for a look."""
    storage = open_storage(config.storage.url, create=True)
    storage.sync_sources(config.source_records())
    for one in articles:
        storage.save_article(one)

    async def run() -> None:
        pool = WorkerPool(1)
        worker = Worker(config, storage, pool, lambda: NOW)
        try:
            await worker.cycle([])
        finally:
            pool.close()
            worker.thread.close()

    asyncio.run(run())
    return storage


def states(storage) -> dict[str, ArticleState]:
    return {row.source_id: row.state for row in storage.articles()}


def test_a_model_reads_what_its_source_says_and_the_rules_the_rest(folder) -> None:
    with ModelServer(sees_all) as server:
        storage = cycle(folder("llm", server.url), article(0), article(1, "daily"))
    assert set(states(storage).values()) == {ArticleState.DONE}
    assert len(server.asked) == 1
    by_source = {
        row.source_id: storage.reports_of_article(row.id)[0].report.facts.killed.total for row in storage.articles()
    }
    assert by_source == {"wire": None, "daily": 3}
    storage.close()


def test_articles_wait_for_a_model_that_is_down_and_are_read_when_it_is_back(folder) -> None:
    with ModelServer(refuses(503), sees_all) as server:
        config = folder("llm", server.url)
        storage = cycle(config, article(0), article(1, "daily"))
        assert states(storage) == {"wire": ArticleState.FETCHED, "daily": ArticleState.DONE}
        storage.close()
        storage = cycle(config)
        assert set(states(storage).values()) == {ArticleState.DONE}
    storage.close()


def test_with_both_the_rules_stand_while_the_model_is_down(folder) -> None:
    storage = cycle(folder("both", "http://127.0.0.1:9/v1"), article(0))
    assert states(storage) == {"wire": ArticleState.DONE}
    (row,) = storage.incidents(IncidentFilter())
    assert row.facts.killed.total == 2
    assert any("can't be reached" in note for note in storage.reading_notes(article(0).id))
    storage.close()


def test_a_server_that_is_down_is_not_tried_for_every_article(folder) -> None:
    with ModelServer(refuses(500)) as server:
        choice = choice_of(folder("llm", server.url))
        faults = unanswered(choice, [article(number) for number in range(30)])
    assert len(faults) == 30
    assert len(server.asked) < 8


def test_questions_are_asked_at_once_up_to_the_number_allowed(folder) -> None:
    with ModelServer(says('{"incidents": []}', wait=0.05)) as server:
        choice = choice_of(folder("llm", server.url))
        assert unanswered(choice, [article(number) for number in range(8)]) == {}
    assert len(server.asked) == 8
    assert server.most_at_once == 2


def test_told_to_stop_nothing_more_is_asked(folder) -> None:
    with ModelServer(sees_all) as server:
        choice = choice_of(folder("llm", server.url))
        unanswered(choice, [article(number) for number in range(9)], stopping=lambda: len(server.asked) >= 2)
    assert len(server.asked) <= 3
