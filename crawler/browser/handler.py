"""Downloads through a browser where a request says so, and as ever where it does not. Needs the extra `javascript`."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.browser.proxy import GuardedProxy
from crawler.errors import BodyTooLarge, BrowserMissing
from crawler.handler import Stoppable

_NOT_NEEDED = frozenset(("image", "media", "font", "websocket", "manifest", "ping"))


def is_not_needed(request: Any) -> bool:
    """What a reader of text can do without: PLAYWRIGHT_ABORT_REQUEST."""
    return request.resource_type in _NOT_NEEDED


class BrowserHandler(Stoppable, ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """One browser a crawl, one context a host: no cookie passes between hosts, and none is kept after the crawl."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._most_bytes = settings.getint("DOWNLOAD_MAXSIZE")
        self._seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._agent: str = settings["USER_AGENT"]
        allow_private = settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        self._proxy = GuardedProxy(allow_private=allow_private, most_bytes=self._most_bytes)
        self._starting = asyncio.Lock()

    async def _download_request(self, request: Request, spider: Any = None) -> Response:
        await self._ready()
        request.meta["playwright_context"] = urlsplit(request.url).hostname
        request.meta["playwright_context_kwargs"] = {
            "user_agent": self._agent,
            "accept_downloads": False,
            "service_workers": "block",
        }
        try:
            # Twice the time that a page has without a browser: its scripts ask for more.
            response: Response = await asyncio.wait_for(super()._download_request(request, spider), 2 * self._seconds)
        except (TimeoutError, PlaywrightTimeout) as error:
            raise DownloadTimeoutError(f"{request.url} was not shown in time") from error
        except PlaywrightError as error:
            raise DownloadFailedError(f"the browser could not show {request.url}: {error.message}") from error
        if len(response.body) > self._most_bytes:
            raise BodyTooLarge(f"{request.url} is {len(response.body)} bytes once shown")
        return response

    async def _ready(self) -> None:
        async with self._starting:
            if not self._proxy.url:
                await self._proxy.start()
                # Without the bypass rule Chromium would go to loopback by itself.
                self.config.launch_options["proxy"] = {"server": self._proxy.url, "bypass": "<-loopback>"}
            try:
                await self._maybe_launch_browser()
            except PlaywrightError as error:
                raise BrowserMissing(error.message.partition("\n")[0]) from error

    async def close(self) -> None:
        """Ends the browser with the crawl."""
        self._proxy.close()
        await super().close()
