"""RSS's skipHours and skipDays, which feedparser mixes up: the hours (UTC) and days in which a feed wants no visit."""

from __future__ import annotations

import re

_HEAD = 65_536  # characters: they belong to the channel; in a feed that has them, they come before the items
_HOURS = re.compile(r"<skipHours\b[^>]*>(.*?)</skipHours\s*>", re.IGNORECASE | re.DOTALL)
_DAYS = re.compile(r"<skipDays\b[^>]*>(.*?)</skipDays\s*>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour\b[^>]*>\s*(\d{1,2})\s*</hour\s*>", re.IGNORECASE)
_DAY = re.compile(r"<day\b[^>]*>\s*([a-z]{3})[a-z]*\s*</day\s*>", re.IGNORECASE)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def skip_times(feed: str) -> tuple[frozenset[int], frozenset[int]]:
    """(hours, days with Monday as 0) of a feed's text. RSS 0.91 counts hours from 1 to 24."""
    head = feed[:_HEAD]
    hours = {int(hour) % 24 for block in _HOURS.findall(head) for hour in _HOUR.findall(block) if int(hour) <= 24}
    names = (day.lower() for block in _DAYS.findall(head) for day in _DAY.findall(block))
    return frozenset(hours), frozenset(_WEEK.index(name) for name in names if name in _WEEK)
