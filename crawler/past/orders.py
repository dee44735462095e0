"""What a crawl into the past is told besides its sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from crawler.past.days import Days


class Way(StrEnum):
    """How the past is found."""

    SITEMAPS = "sitemaps"
    PAGES = "pages"
    WAYBACK = "wayback"


@dataclass(frozen=True, slots=True)
class PastOrders:
    """`done`: lists that earlier rounds read for these days, and that are not asked for again."""

    days: Days
    ways: frozenset[Way]
    wayback_url: str
    done: frozenset[str]
    list_read: Callable[[str, int], None]  # its address, and how many of its pages may be of these days
    list_failed: Callable[[str, str], None]  # its address, and why
