"""robots.txt, asked for once a day and host by the whole process, with its Crawl-delay.

RFC 9309: at most 24 hours old (2.4); a client error means that all is allowed (2.3.1.3); a server error that nothing is
(2.3.1.4). Where the host can't be reached at all, the request fails the same way, so that its source shows the cause.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.errors import BodyBroken, BodyTooLarge, RedirectLoop, RobotsForbidden, RobotsUnavailable

_LIFETIME = 24 * 3600.0  # seconds
_LIFETIME_OF_ERRORS = 300.0
_LARGEST = 500 * 1024  # bytes: RFC 9309 section 2.5 asks for at least that much to be read
_PRIORITY = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt said. `parser` None: all is allowed; `unavailable`: nothing is."""

    expires: float
    parser: Protego | None = None
    unavailable: int | None = None


class RobotsCache:
    """Rules by `scheme://host:port`, until they expire."""

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {}

    def get(self, site: str) -> Rules | None:
        """None where there are none, or none fresh enough."""
        rules = self._rules.get(site)
        return rules if rules and rules.expires > monotonic() else None

    def put(self, site: str, rules: Rules) -> None:
        self._rules[site] = rules


# Of the process, not of a crawl: a daemon crawls every half minute, and robots.txt would be half of its traffic.
_CACHE = RobotsCache()


class CachedRobotsMiddleware:
    """Raises RobotsForbidden or RobotsUnavailable; sets the pace of a host's slot by its Crawl-delay."""

    def __init__(self, crawler: Crawler, cache: RobotsCache = _CACHE) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._cache = cache
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._longest_delay = crawler.settings.getfloat("CRAWL_DELAY_LONGEST")
        self._under_way: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """How Scrapy makes it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits for the host's robots.txt where it is not known yet."""
        parts = urlsplit(request.url)
        if request.meta.get("dont_obey_robotstxt") or parts.scheme not in ("http", "https"):
            return
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}")
        if rules.unavailable is not None:
            raise RobotsUnavailable(rules.unavailable)
        if rules.parser is None:
            return
        if not rules.parser.can_fetch(request.url, self._agent):
            raise RobotsForbidden("Forbidden by robots.txt")
        self._keep_pace(request, rules.parser.crawl_delay(self._agent))

    async def _rules(self, site: str) -> Rules:
        known = self._cache.get(site)
        if known:
            return known
        if site not in self._under_way:  # ten pages of one host wait for one robots.txt
            self._under_way[site] = asyncio.create_task(self._fetch(site))
        rules = await asyncio.shield(self._under_way[site])
        self._cache.put(site, rules)
        return rules

    async def _fetch(self, site: str) -> Rules:
        request = Request(
            f"{site}/robots.txt", priority=_PRIORITY, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except (RedirectLoop, BodyTooLarge, BodyBroken):
            return Rules(monotonic() + _LIFETIME_OF_ERRORS)
        return _rules_of(response)

    def _keep_pace(self, request: Request, delay: float | None) -> None:
        if not delay:
            return
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        pace = max(min(float(delay), self._longest_delay), self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings.setdefault(key, {})["delay"] = pace
        if key in downloader.slots:
            downloader.slots[key].delay = max(downloader.slots[key].delay, pace)


def _rules_of(response: Response) -> Rules:
    if response.status >= 500 or response.status == 429:
        return Rules(monotonic() + _LIFETIME_OF_ERRORS, unavailable=response.status)
    if response.status != 200:
        return Rules(monotonic() + _LIFETIME)
    text = response.body[:_LARGEST].decode("utf-8", "replace")
    return Rules(monotonic() + _LIFETIME, parser=Protego.parse(text))
