"""Downloads that can be broken off: Scrapy can stop asking, but it waits for what is on the wire."""

from __future__ import annotations

import asyncio

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from crawler.errors import CrawlStopped

downloads_aborted = object()  # a Scrapy signal, sent when the grace of a stop is over


class Stoppable:
    """To be laid over a handler; on `downloads_aborted` every download under way ends with CrawlStopped."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)  # type: ignore[call-arg]  # the handler that it is laid over takes one
        self._under_way: set[asyncio.Future[Response]] = set()
        self._aborted = False
        crawler.signals.connect(self._abort, downloads_aborted)

    async def download_request(self, request: Request) -> Response:
        """Raises CrawlStopped if it was broken off."""
        if self._aborted:
            raise CrawlStopped
        download: asyncio.Future[Response] = asyncio.ensure_future(super().download_request(request))  # type: ignore[misc]
        self._under_way.add(download)
        try:
            return await download
        except asyncio.CancelledError:
            if self._aborted:
                raise CrawlStopped from None
            raise
        finally:
            self._under_way.discard(download)

    def _abort(self) -> None:
        self._aborted = True
        for download in self._under_way:
            download.cancel()


class StoppableHandler(Stoppable, HTTP11DownloadHandler):
    """Scrapy's own handler."""
