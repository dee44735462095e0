"""A rewritten page on its way from the crawl's desk into storage, and when its next look is due."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khabardar.identity import article_id
from khabardar.interfaces import Storage
from khabardar.records import Article, HttpFacts, PageLook, Source
from khabardar.vocabulary import SourceKind
from scheduler.desk import StorageDesk
from scheduler.storing import StorageThread
from storage import open_storage

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOURCE = Source("paper", "Paper", SourceKind.FEED, "https://paper.example/feed", "paper")
URL = "https://paper.example/a"
FIRST = "Two labourers were killed when armed men opened fire near Mastung on Sunday night, police said."
LATER = FIRST.replace("Two", "Four")
ARTICLE = Article(
    id=article_id(URL),
    url=URL,
    source_id="paper",
    title="Labourers killed",
    published=START - timedelta(minutes=20),
    fetched=START,
    text=FIRST,
    http=HttpFacts(200, URL, etag='"1"'),
)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    opened = open_storage(f"sqlite:///{tmp_path / 'k.db'}")
    opened.sync_sources([SOURCE])
    yield opened
    opened.close()


def cycle(storage: Storage, hours: float, *, text: str | None = None, rereads: int = 5) -> list[str]:
    """What a crawl `hours` after the start is told to read again, and does: it finds `text`, or no change."""
    now = START + timedelta(hours=hours)

    async def crawl() -> list[str]:
        thread = StorageThread()
        options = {"now": lambda: now, "chance": lambda: 0.5, "max_tries": 3, "rereads": rereads}
        desk = StorageDesk(storage, thread, [SOURCE], {}, {}, **options)
        if hours == 0:
            desk.fetched(ARTICLE)
        asked = [page.link.url for page in await desk.known_pages("paper")]
        for url in asked:
            found = replace(ARTICLE, text=text, fetched=now) if text else None
            desk.reread(PageLook(url, now, '"2"' if text else '"1"'), found)
        await thread.settle()
        thread.close()
        return asked

    return asyncio.run(crawl())


def test_a_page_is_looked_at_at_its_times_and_a_change_is_a_revision(storage: Storage) -> None:
    assert cycle(storage, 0) == []
    assert cycle(storage, 0.5) == []
    assert cycle(storage, 1) == [URL]
    assert storage.article(URL).revision == 1
    assert cycle(storage, 2) == []
    assert cycle(storage, 6, text=LATER) == [URL]
    assert (storage.article(URL).text, storage.article(URL).revision) == (LATER, 2)
    assert storage.article(URL, 1).text == FIRST
    assert cycle(storage, 30) == [URL]
    assert cycle(storage, 39) == []


def test_none_is_looked_at_where_the_config_says_so_or_the_page_is_old(storage: Storage) -> None:
    cycle(storage, 0)
    assert cycle(storage, 1, rereads=0) == []
    assert cycle(storage, 50) == []
