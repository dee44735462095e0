"""One crawl for a caller that lives on: the scheduler calls it hundreds of times in one process.

    pool = WorkerPool(config.fetch.workers)                  # one for the process's life; pool.close() at its end
    await crawl(sources, desk, config.fetch, pool, now)      # returns when every source has been reported

or, to be able to stop it from elsewhere (a signal handler's task):

    under_way = Crawl(sources, desk, config.fetch, pool, now)
    await under_way.run()
    ...
    await under_way.stop(timedelta(seconds=20))              # what is on the wire may finish within the grace

It needs a running asyncio reactor (`scrapy.utils.reactor.install_reactor`, then `reactor.run`), and one crawl at a
time: two would each keep their own pace with the same host. Importing this module installs no reactor. Scrapy's
loggers (`scrapy`, `twisted`) are left as they are; at INFO they write a dozen lines a crawl.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from twisted.python.failure import Failure

import crawler.settings as project_settings
from crawler.errors import CrawlStopped
from crawler.handler import downloads_aborted
from crawler.orders import Orders
from crawler.past.orders import PastOrders
from crawler.past.spider import PastSpider
from crawler.pool import WorkerPool
from crawler.spiders.watch import WatchSpider
from crawler.twisted_log import log_twisted_to_python
from crawler.waiting import drop_waiting
from khabardar.config.models import FetchConfig
from khabardar.errors import KhabardarError
from khabardar.interfaces import Desk, Turns
from khabardar.records import Source

_OBJECTS = 10_000  # made and not freed again, until the youngest are looked through


async def crawl(
    sources: Sequence[Source], desk: Desk, config: FetchConfig, pool: WorkerPool, now: Callable[[], datetime]
) -> None:
    """Visit each source once and fetch what is new; raises what the desk raised."""
    await Crawl(sources, desk, config, pool, now).run()


class Crawl:
    """A crawl that can be stopped. `run` once."""

    def __init__(
        self,
        sources: Sequence[Source],
        desk: Desk,
        config: FetchConfig,
        pool: WorkerPool,
        now: Callable[[], datetime],
        past: PastOrders | None = None,
        turns: Turns | None = None,
    ) -> None:
        self._orders = Orders(tuple(sources), desk, config, pool, now, past=past, turns=turns)
        self._crawler: Crawler | None = None
        self._task: asyncio.Task[None] | None = None
        self._fault: KhabardarError | None = None
        self._started = asyncio.Event()
        self._ending: asyncio.Future[None] | None = None

    async def run(self) -> None:
        """Returns when it has ended by itself, by `stop`, or by max_cycle_time; raises what the desk raised.

        A cancelled caller does not cancel the crawl, which would leave Scrapy half closed: `stop` does that.
        """
        log_twisted_to_python()
        _collect_seldom()
        runner = AsyncCrawlerRunner(crawl_settings())
        self._crawler = runner.create_crawler(PastSpider if self._orders.past else WatchSpider)
        self._crawler.signals.connect(self._desk_failed, signals.spider_error)
        self._crawler.signals.connect(self._started.set, signals.engine_started)
        self._task = runner.crawl(self._crawler, orders=self._orders)
        done, _ = await asyncio.wait({self._task}, timeout=self._orders.fetch.max_cycle_time.total_seconds())
        if not done:
            await self.stop(self._orders.fetch.timeout)
        await asyncio.shield(self._task)
        if self._fault:
            raise self._fault

    async def stop(self, grace: timedelta) -> None:
        """Ask for nothing more, let what is on the wire finish within `grace`, then break it off. Queued links stay."""
        if self._crawler is None or self._task is None:
            return
        await self._until_started(self._task)
        if self._task.done():
            return
        for slot in self._crawler.engine.downloader.slots.values():
            drop_waiting(slot, CrawlStopped())
        stopping = asyncio.ensure_future(self._crawler.stop_async())
        done, _ = await asyncio.wait({stopping}, timeout=grace.total_seconds())
        if not done:
            self._crawler.signals.send_catch_log(downloads_aborted)
        await stopping
        await asyncio.wait({self._task})

    async def _until_started(self, task: asyncio.Task[None]) -> None:
        """Scrapy forgets a stop that comes before its engine runs."""
        started = asyncio.ensure_future(self._started.wait())
        await asyncio.wait({started, task}, return_when=asyncio.FIRST_COMPLETED)
        started.cancel()

    def _desk_failed(self, failure: Failure) -> None:
        """A desk that can't take what is brought ends the crawl: going on would only ask outlets for nothing."""
        if isinstance(failure.value, KhabardarError) and self._fault is None:
            self._fault = failure.value
            self._ending = asyncio.ensure_future(self.stop(timedelta()))


@cache
def _collect_seldom() -> None:
    """Once a process. A request leaves hundreds of short-lived objects behind, and Python would look for garbage among
    all that is loaded every few of them: a quarter of a crawl's work. What is there by now is never looked at again.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)


def crawl_settings() -> Settings:
    """The project's, for a crawl inside a process that lives on."""
    settings = Settings()
    settings.setmodule(project_settings, priority="project")
    settings.set("STATS_DUMP", False, priority="cmdline")
    return settings
