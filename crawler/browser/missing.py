"""Stands in for the browser where the extra `javascript` is not installed: says so, for the requests that need it."""

from __future__ import annotations

from scrapy.http import Request, Response

from crawler.errors import BrowserMissing
from crawler.handler import StoppableHandler


class NoBrowserHandler(StoppableHandler):
    """All other sources of the crawl go on."""

    async def download_request(self, request: Request) -> Response:
        """Raises BrowserMissing for a page that wants a browser."""
        if request.meta.get("playwright"):
            raise BrowserMissing("the extra is not installed")
        return await super().download_request(request)
