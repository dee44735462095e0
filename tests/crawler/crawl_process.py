"""Crawls as the scheduler does, in a process of its own, since a reactor starts only once; prints what the desk got.

python crawl_process.py ORDERS      # JSON: sources (kind, url, …), fetch options, times, stop_after, grace, hold
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from scrapy.utils.reactor import install_reactor

from crawler.desk import MemoryDesk
from crawler.pool import WorkerPool
from crawler.resolver import installed_resolver
from crawler.run import Crawl
from khabardar.config.models import FetchConfig
from khabardar.errors import StorageError
from khabardar.records import Article, ArticleSelectors, Patterns, Rules, Selectors, Source
from khabardar.vocabulary import SourceKind


def plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(type(value))


def source(row: dict[str, Any]) -> Source:
    return Source(
        id=row["id"],
        name=row["id"],
        kind=SourceKind(row.get("kind", "feed")),
        url=row["url"],
        publisher=row["id"],
        language=row.get("language", "en"),
        timezone="Asia/Karachi",
        javascript=row.get("javascript", False),
        selectors=Selectors(list=row.get("list", "a"), next=row.get("next"), pages=row.get("pages", 5)),
        article=tuple(ArticleSelectors(**one) for one in row.get("article", ())),
        rules=Rules(Patterns(**row.get("include", {})), Patterns(**row.get("exclude", {}))),
    )


class TestNames:
    """A resolver under which every name in `.test` is this machine: one server plays as many hosts as a test needs."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def resolveHostName(self, receiver: Any, name: str, *rest: Any, **more: Any) -> Any:  # noqa: N802
        host = "127.0.0.1" if name.endswith(".test") else name
        return self._inner.resolveHostName(receiver, host, *rest, **more)


class FullDesk(MemoryDesk):
    """Its disk is full from the second article on."""

    def fetched(self, article: Article) -> None:
        if self.articles:
            raise StorageError("the disk is full")
        super().fetched(article)


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


async def crawl_all(orders: dict[str, Any]) -> None:
    wanted = orders.get("javascript", ())
    sources = [source(row | {"javascript": row["id"] in wanted}) for row in orders["sources"]]
    fetch = FetchConfig.model_validate(
        {
            "delay": "0s",
            "timeout": "1s",
            "retries": 0,
            "allow_private_addresses": True,
            "max_feed_megabytes": 10,
            **orders.get("fetch", {}),
        }
    )
    installed_resolver().exempt.update(orders.get("public", ()))  # to the guard; they are this machine all the same
    pool = WorkerPool(1)
    desk = (FullDesk if orders.get("full_desk") else MemoryDesk)(
        max_tries=fetch.article_tries, rereads=orders.get("rereads", 0)
    )
    files = []
    for _ in range(orders.get("times", 1)):
        crawl = Crawl(sources, desk, fetch, pool, lambda: datetime.now(UTC))
        running = asyncio.ensure_future(crawl.run())
        await asyncio.sleep(0)
        if "stop_after" in orders:
            while len(desk.articles) < orders["stop_after"]:
                await asyncio.sleep(0.01)
            await crawl.stop(timedelta(seconds=orders["grace"]))
        if orders.get("stop_at_once"):
            await crawl.stop(timedelta(seconds=1))
        try:
            await running
        except StorageError as error:
            print(f"raised: {error}", file=sys.stderr)
        files.append(open_files())
    found = {
        "outcomes": desk.outcomes,
        "articles": desk.articles,
        "reread": desk.reread_articles,
        "failures": desk.failures,
        "queued": list(desk.queued),
        "open_files": files,
    }
    print(json.dumps(found, default=plain), flush=True)
    if orders.get("hold"):
        await asyncio.sleep(60)
    pool.close()


def main() -> None:
    for package in json.loads(sys.argv[1]).get("without", ()):
        sys.modules[package] = None  # type: ignore[assignment]  # as if it were not installed
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    reactor.installNameResolver(TestNames(reactor.nameResolver))
    loop = asyncio.get_event_loop()
    failures = []

    async def work() -> None:
        try:
            await crawl_all(json.loads(sys.argv[1]))
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: loop.create_task(work()))
    reactor.run(installSignalHandlers=False)
    sys.stdout.flush()
    os._exit(1 if failures else 0)


if __name__ == "__main__":
    main()
