"""robots.txt, asked for once a day and host by the whole process, with its Crawl-delay.

RFC 9309: at most 24 hours old (2.4); a client error means that all is allowed (2.3.1.3); a server error that nothing is
(2.3.1.4). Where the host can't be reached at all, the request fails the same way, so that its source shows the cause.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawler.errors import BodyBroken, BodyTooLarge, HostHeld, RedirectLoop, RobotsForbidden, RobotsUnavailable
from crawler.holding import fitting, kept_apart
from crawler.orders import HasOrders

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
        self._waited_out = crawler.settings.getfloat("CRAWL_DELAY_WAITED_OUT")
        self._asked: Counter[tuple[str, bool]] = Counter()  # by slot, lists and pages apart: each get their share
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
        rules = await self._allowing(request.url)
        if rules.parser is not None:
            self._keep_pace(request, rules.parser.crawl_delay(self._agent))

    async def process_response(self, request: Request, response: Response) -> Response:
        """A browser follows redirects by itself: what it ends at is dropped where robots.txt forbids it."""
        is_elsewhere = request.meta.get("playwright") and response.url.partition("#")[0] != request.url
        if is_elsewhere and not request.meta.get("dont_obey_robotstxt"):
            await self._allowing(response.url)
        return response

    async def _allowing(self, url: str) -> Rules:
        parts = urlsplit(url)
        rules = await self._rules(f"{parts.scheme}://{parts.netloc}")
        if rules.unavailable is not None:
            raise RobotsUnavailable(rules.unavailable)
        if rules.parser is not None and not rules.parser.can_fetch(url, self._agent):
            raise RobotsForbidden("Forbidden by robots.txt")
        return rules

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
        # Scrapy's jitter would shorten the pause by up to a half.
        downloader.per_slot_settings.setdefault(key, {}).update(delay=pace, jitter=0.0)
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter = max(slot.delay, pace), 0.0
        if pace > self._waited_out:
            self._leave_the_rest(request, key, pace)

    def _leave_the_rest(self, request: Request, key: str, pace: float) -> None:
        """Raises HostHeld for what would make the cycle wait too long: it stays queued. The host is held besides, so
        that the next cycle doesn't come too early, even if this one is cut short.
        """
        spider = self._crawler.spider
        if not isinstance(spider, HasOrders):
            return
        is_list = request.priority > 0
        is_first = not (self._asked[key, True] or self._asked[key, False])
        slot = self._crawler.engine.downloader.slots.get(key)
        if is_first and slot:
            slot.lastseen = 0.0  # robots.txt itself was no page
        self._asked[key, is_list] += 1
        fits = self._asked[key, is_list] <= fitting(pace)
        in_turn = pace if is_first or not fits else 2 * pace  # it waits for the one before it first
        hold = kept_apart(urlsplit(request.url).hostname or "", pace, spider.orders.now() + timedelta(seconds=in_turn))
        if not fits:
            raise HostHeld(hold.host, timedelta(seconds=pace), hold.why)
        spider.orders.desk.held(hold)


def _rules_of(response: Response) -> Rules:
    if response.status >= 500 or response.status == 429:
        return Rules(monotonic() + _LIFETIME_OF_ERRORS, unavailable=response.status)
    if response.status != 200:
        return Rules(monotonic() + _LIFETIME)
    text = response.body[:_LARGEST].decode("utf-8", "replace")
    return Rules(monotonic() + _LIFETIME, parser=Protego.parse(text))
