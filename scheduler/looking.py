"""Which known pages are read again? Pure: pages and now in, those that are due out.

Outlets write on under one address: first toll, then names, then corrections. Most of it comes within hours, so a page
is looked at an hour, six hours and a day after its text came, and a running report while it changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from khabardar.records import KnownPage

WINDOW = timedelta(hours=40)  # after publication; an older page is not looked at
_PAUSES = (timedelta(hours=1), timedelta(hours=5), timedelta(hours=18))  # each after the look before
_LIVE_PAUSE = timedelta(minutes=15)
_LIVE_FOR = timedelta(hours=6)  # without a change: the report has ended, whatever the page says


def due_pages(pages: Iterable[KnownPage], now: datetime, limit: int) -> list[KnownPage]:
    """Those whose time has come, running reports first, then the longest overdue; at most `limit`."""
    due = [page for page in pages if (at := _due_at(page)) is not None and at <= now]
    return sorted(due, key=lambda page: (not _is_running(page), _due_at(page), page.link.url))[:limit]


def _due_at(page: KnownPage) -> datetime | None:
    """None: never again."""
    if page.looked_at is None:
        return None
    if _is_running(page):
        return page.looked_at + _LIVE_PAUSE
    return page.looked_at + _PAUSES[page.looks] if page.looks < len(_PAUSES) else None


def _is_running(page: KnownPage) -> bool:
    """Judged by its own times, so that a machine that slept does not end a report."""
    if not page.is_live or page.looked_at is None:
        return False
    return page.changed_at is None or page.looked_at - page.changed_at < _LIVE_FOR
