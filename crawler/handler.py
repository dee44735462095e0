"""Downloads that can be broken off: Scrapy can stop asking, but it waits for what is on the wire.

And downloads that wait for their turn where other machines ask the same host: here, where a request is really sent.
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.errors import CrawlStopped
from crawler.orders import HasOrders
from khabardar.errors import StorageError

downloads_aborted = object()  # a Scrapy signal, sent when the grace of a stop is over


class Stoppable:
    """To be laid over a handler; on `downloads_aborted` every download under way ends with CrawlStopped."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)  # type: ignore[call-arg]  # the handler that it is laid over takes one
        self._under_way: set[asyncio.Task[Any]] = set()
        self._aborted = False
        self._crawler = crawler
        self._turns = crawler.spider.orders.turns if isinstance(crawler.spider, HasOrders) else None
        crawler.signals.connect(self._abort, downloads_aborted)

    async def download_request(self, request: Request) -> Response:
        """Raises CrawlStopped if it was broken off."""
        if self._aborted:
            raise CrawlStopped
        task = asyncio.current_task()  # Scrapy makes one for each download
        if task is None:
            raise RuntimeError("a download without a task: Scrapy must run on its asyncio reactor")
        self._under_way.add(task)
        try:
            return await self._in_turn(request)
        except asyncio.CancelledError:
            if self._aborted:
                raise CrawlStopped from None
            raise
        finally:
            self._under_way.discard(task)

    async def _in_turn(self, request: Request) -> Response:
        if self._turns is None:
            alone: Response = await super().download_request(request)  # type: ignore[misc]
            return alone
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        pause = slot.delay if slot else self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        try:
            async with self._turns.turn(urlsplit(request.url).hostname or "", pause):
                answer: Response = await super().download_request(request)
            return answer
        except StorageError as error:
            raise CrawlStopped from error  # no fault of the page's: it stays queued

    def _abort(self) -> None:
        self._aborted = True
        for task in self._under_way:
            task.cancel()


class StoppableHandler(Stoppable, HTTP11DownloadHandler):
    """Scrapy's own handler."""
