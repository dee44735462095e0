"""What 429 and 503 ask for: a short pause slows the host's slot, a long one holds the host, in later crawls too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import ceil
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response
from scrapy.utils.asyncio import call_later

from crawler.errors import HostHeld
from crawler.holding import next_hold
from crawler.orders import HasOrders
from crawler.waiting import drop_waiting
from khabardar.records import HostHold

RETRY_AFTER = "khabardar_retry_after"  # the response's request.meta key: the pause asked for, a timedelta
_PAUSES = (429, 503)
_LONGEST = timedelta(days=1)


def pause_asked(value: bytes | None, now: datetime) -> timedelta | None:
    """A Retry-After header's wish, at most a day; None where it has none that can be used (0 says nothing)."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        seconds = float(text[:9])
    else:
        try:
            until = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
        aware = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    return min(timedelta(seconds=seconds), _LONGEST) if seconds > 0 else None


class RetryAfterMiddleware(RetryMiddleware):
    """Scrapy's retries, which would ask again at once. Raises HostHeld for a host whose pause outlasts the crawl."""

    _longest_hold: float
    _now: Callable[[], datetime]
    _holds: dict[str, HostHold]  # of earlier crawls too
    _tell: Callable[[HostHold], None]
    _paces: dict[str, tuple[float, float]]  # slot -> its own (delay, jitter)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """How Scrapy makes it."""
        middleware = super().from_crawler(crawler)
        middleware._longest_hold = crawler.settings.getfloat("RETRY_AFTER_LONGEST_HOLD")
        spider = crawler.spider
        if not isinstance(spider, HasOrders):
            raise NotConfigured  # `scrapy shell`: one page, and no desk that holds are kept at
        middleware._now = spider.orders.now
        middleware._holds = dict(spider.orders.desk.holds())
        middleware._tell = spider.orders.desk.held
        middleware._paces = {}
        # This signal comes before the slot sends its next request; process_response would be one request too late.
        crawler.signals.connect(middleware._hold_slot, signals.response_downloaded)
        return middleware

    def process_request(self, request: Request) -> None:
        """Raises HostHeld where the host asked for more than this crawl can wait, in this crawl or before."""
        host = urlsplit(request.url).hostname or ""
        hold = self._holds.get(host)
        if hold is not None and (left := hold.until - self._now()) > timedelta():
            raise HostHeld(host, timedelta(seconds=ceil(left.total_seconds())), hold.why)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Retries what may be retried in this crawl; else the host is held, and `request.meta` says for how long."""
        if response.status not in _PAUSES:
            return super().process_response(request, response)
        asked = self._asked(response)
        if asked is None or asked.total_seconds() <= self._longest_hold:
            result = super().process_response(request, response)
            if result is not response:
                return result
        request.meta[RETRY_AFTER] = self._hold_host(request, response, asked)
        return response

    def _asked(self, response: Response) -> timedelta | None:
        return pause_asked(response.headers.get("Retry-After"), self._now())

    def _hold_host(self, request: Request, response: Response, asked: timedelta | None) -> timedelta:
        host = urlsplit(request.url).hostname or ""
        now = self._now()
        hold = next_hold(host, self._holds.get(host), response.status, asked, now)
        if hold != self._holds.get(host):
            self._holds[host] = hold
            self._tell(hold)
        wait = hold.until - now
        if slot := self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", "")):
            drop_waiting(slot, HostHeld(host, wait, hold.why))
        return wait

    def _hold_slot(self, response: Response, request: Request) -> None:
        key = request.meta.get("download_slot", "")
        slot = self.crawler.engine.downloader.slots.get(key)
        if slot is None or response.status not in _PAUSES:
            return
        asked = self._asked(response)
        wait = asked.total_seconds() if asked else 2.0 ** (1 + request.meta.get("retry_times", 0))
        if wait <= self._longest_hold:
            self._slow_down(key, slot, wait)
        else:
            self._hold_host(request, response, asked)

    def _slow_down(self, key: str, slot: Slot, wait: float) -> None:
        pace = self._paces.setdefault(key, (slot.delay, slot.jitter))
        slot.delay, slot.jitter, slot.lastseen = max(wait, pace[0]), 0.0, monotonic()
        call_later(wait, self._release, key, slot)

    def _release(self, key: str, slot: Slot) -> None:
        if key in self._paces:
            slot.delay, slot.jitter = self._paces.pop(key)
