"""Which request is sent next, of those that wait."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from scrapy.crawler import Crawler
from scrapy.http import Request

from crawler.queue import HostQueue


def queue_of(*requests: Request) -> tuple[HostQueue, set[Request]]:
    """The queue, and the requests that the downloader has in hand."""
    active: set[Request] = set()
    crawler: Any = SimpleNamespace(engine=SimpleNamespace(downloader=SimpleNamespace(active=active)))
    queue = HostQueue(cast("Crawler", crawler))
    for request in requests:
        assert queue.enqueue_request(request)
    return queue, active


def taken(queue: HostQueue, active: set[Request]) -> str | None:
    request = queue.next_request()
    if request is None:
        return None
    active.add(request)
    return request.url


def test_hosts_take_turns_and_a_busy_one_waits() -> None:
    queue, active = queue_of(*(Request(f"http://{host}.test/{n}") for host in ("a", "b") for n in (1, 2)))
    assert [taken(queue, active) for _ in range(3)] == ["http://a.test/1", "http://b.test/1", None]
    assert queue.has_pending_requests()
    active.clear()
    assert [taken(queue, active) for _ in range(3)] == ["http://a.test/2", "http://b.test/2", None]
    assert not queue.has_pending_requests()
    assert len(queue) == 0


def test_a_higher_priority_goes_first_unless_its_host_is_busy() -> None:
    queue, active = queue_of(
        Request("http://a.test/page"), Request("http://a.test/feed", priority=10), Request("http://b.test/page")
    )
    assert [taken(queue, active) for _ in range(2)] == ["http://a.test/feed", "http://b.test/page"]
    assert taken(queue, active) is None
