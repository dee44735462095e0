"""A bare APScheduler beside Scrapy on one asyncio reactor, with one job that does nothing. Says when it has started."""

import asyncio

from scrapy.utils.reactor import install_reactor

install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: E402  (the reactor must be there first)
from scrapy.crawler import AsyncCrawlerRunner  # noqa: E402
from twisted.internet import reactor  # noqa: E402


async def nothing() -> None:
    """The job."""


async def main() -> None:
    """Runs until it is ended from outside."""
    runner = AsyncCrawlerRunner()
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(nothing, "interval", seconds=10)
    scheduler.start()
    print("started", flush=True)
    await asyncio.Event().wait()
    await runner.join()


loop = asyncio.get_event_loop()
reactor.callWhenRunning(lambda: loop.create_task(main()))
reactor.run()
