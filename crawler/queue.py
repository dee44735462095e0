"""The requests that wait, by host: each free host in its turn, one request of each at a time.

Scrapy's own queue counts what every host has under way anew for each request that it hands out, and hands out those of
a busy host, too: with some hundred hosts that is a tenth of a page's cost, and a few slow hosts take all the places.
"""

from __future__ import annotations

from collections import deque
from typing import Self
from urllib.parse import urlsplit

from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler
from scrapy.http import Request

_Hosts = dict[str, deque[Request]]


class HostQueue(BaseScheduler):
    """In memory only: what is to be fetched is in storage. Nothing is left out as seen before: spiders know better."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._by_priority: dict[int, _Hosts] = {}
        self._handed_out: dict[str, Request] = {}  # the last one of each host
        self._length = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """How Scrapy makes it."""
        return cls(crawler)

    def has_pending_requests(self) -> bool:
        """Whether any waits, for a busy host too."""
        return self._length > 0

    def __len__(self) -> int:
        return self._length

    def enqueue_request(self, request: Request) -> bool:
        """Takes every request."""
        hosts = self._by_priority.setdefault(request.priority, {})
        hosts.setdefault(_host(request), deque()).append(request)
        self._length += 1
        return True

    def next_request(self) -> Request | None:
        """The oldest of the host that was passed over for longest, of the highest priority that has a free host."""
        active = self._crawler.engine.downloader.active
        for priority in sorted(self._by_priority, reverse=True):
            hosts = self._by_priority[priority]
            free = next((host for host in hosts if self._handed_out.get(host) not in active), None)
            if free is not None:
                return self._taken(hosts, free)
        return None

    def _taken(self, hosts: _Hosts, host: str) -> Request:
        waiting = hosts.pop(host)
        request = waiting.popleft()
        if waiting:
            hosts[host] = waiting  # behind all others
        self._handed_out[host] = request
        self._length -= 1
        return request


def _host(request: Request) -> str:
    slot: str | None = request.meta.get("download_slot")
    return slot or urlsplit(request.url).hostname or ""
