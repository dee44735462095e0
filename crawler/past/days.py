"""Which lists and addresses may be of the days asked for. Pure; in doubt it says yes, and the page's own date decides.

A page's `lastmod` is never taken for its publication: it only tells that the page is no younger.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_FULL = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_.](0?[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<![\d-])((?:19|20)\d\d)(?![\d-])")
_MARGIN = timedelta(days=1)  # zones, and pages dated the evening before


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"

    def holds(self, day: date) -> bool:
        """Whether it is one of them."""
        return self.first <= day <= self.last

    def meets(self, first: date, last: date) -> bool:
        """Whether a span shares a day with them, give or take one."""
        return first - _MARGIN <= self.last and self.first <= last + _MARGIN


def span_in(url: str) -> tuple[date, date] | None:
    """The day, month or year that an address names, as first and last day."""
    if full := _FULL.search(url):
        try:
            day = date(int(full[1]), int(full[3]), int(full[4]))
        except ValueError:
            return None
        return day, day
    if month := _MONTH.search(url):
        year, number = int(month[1]), int(month[2])
        return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
    if year_only := _YEAR.search(url):
        year = int(year_only[1])
        return date(year, 1, 1), date(year, 12, 31)
    return None


def list_may_hold(days: Days, url: str, changed: datetime | None) -> bool:
    """Whether a sitemap that an index names may list articles of these days."""
    if changed is not None and changed.date() < days.first - _MARGIN:
        return False
    span = span_in(url.rpartition("/")[2] or url)
    return span is None or days.meets(*span)


def page_may_be_of(days: Days, url: str, published: datetime | None, changed: datetime | None) -> bool:
    """Whether an article may be of these days."""
    if published is not None:
        return days.meets(published.date(), published.date())
    if (span := span_in(url)) is not None and span[0] == span[1]:
        return days.meets(*span)
    if span is not None and not days.meets(*span):
        return False
    return changed is None or changed.date() >= days.first - _MARGIN


def is_before(days: Days, url: str, published: datetime | None) -> bool:
    """Whether an article is surely older than these days: a section's older pages need no further look."""
    if published is not None:
        return published.date() < days.first - _MARGIN
    span = span_in(url)
    return span is not None and span[1] < days.first - _MARGIN
