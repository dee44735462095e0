"""Requests that wait in the downloader for their host's turn: they would be sent one by one, each after its delay."""

from __future__ import annotations

from scrapy.core.downloader import Slot
from scrapy.exceptions import IgnoreRequest


def drop_waiting(slot: Slot, reason: IgnoreRequest) -> None:
    """End those of one host with `reason`; what is on the wire is left alone."""
    while slot.queue:
        _, waiting = slot.queue.popleft()
        waiting.errback(reason)
