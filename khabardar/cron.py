"""Cron expressions (five fields) and windows of the week, as config.yaml has them: read, and asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CRON_DAYS = {name: (number + 1) % 7 for number, name in enumerate(_DAYS)}  # cron counts from Sunday, 0 or 7
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, {name: number + 1 for number, name in enumerate(_MONTHS)}),
    ("day of week", 0, 7, _CRON_DAYS),
)
_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")
_WINDOW = re.compile(r"(?:(?P<days>[a-z,-]+)\s+)?(?P<start>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2})")
_MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Cron:
    """`text` as it was written; the rest are the numbers that each field allows, days of the week from Sunday = 0."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @property
    def any_hour(self) -> bool:
        """It names no hour: then the hour that a change of the clock repeats counts twice."""
        return len(self.hours) == 24

    def falls_on(self, day: date) -> bool:
        """As cron does: where both a day of the month and one of the week are named, either is enough."""
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        if len(self.days) < 31 and len(self.weekdays) < 7:
            return of_month or of_week
        return of_month and of_week

    def times(self) -> Iterator[time]:
        """Of a day on which it falls, in order."""
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                yield time(hour, minute)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of some days of the week (Monday = 0). One that ends before it begins goes on into the next day."""

    text: str
    days: frozenset[int]
    start: time
    end: time  # midnight: the end of the day

    def is_open(self, wall: datetime) -> bool:
        """At this time of the wall clock."""
        today, yesterday = wall.weekday() in self.days, (wall.weekday() - 1) % 7 in self.days
        now = wall.time()
        if self.start < self.end or self.end == _MIDNIGHT:
            return today and self.start <= now and (now < self.end or self.end == _MIDNIGHT)
        return (today and now >= self.start) or (yesterday and now < self.end)


def parse_cron(text: str) -> Cron:
    """Raises ValueError, with the field and what it may be."""
    fields = text.lower().split()
    if len(fields) != len(_FIELDS):
        raise ValueError(
            f"{text!r} is no cron expression: it has five fields, such as `30 3 * * *` or `0 6 * * mon-fri`"
        )
    numbers = [_numbers(field, *spec) for field, spec in zip(fields, _FIELDS, strict=True)]
    weekdays = frozenset(number % 7 for number in numbers[4])
    return Cron(text, numbers[0], numbers[1], numbers[2], numbers[3], weekdays)


def parse_window(text: str) -> Window:
    """`06:00-23:00`, `mon-fri 08:00-18:00`, `fri,sat 22:00-04:00`. Raises ValueError."""
    match = _WINDOW.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no window of time; write one such as `06:00-23:00` or `mon-fri 08:00-18:00`")
    start, end = _time(match["start"]), _time(match["end"])
    if start == end and start != _MIDNIGHT:
        raise ValueError(f"{text!r} is empty: it ends as it begins; 00:00-00:00 is the whole day")
    return Window(text, _weekdays(match["days"] or "mon-sun"), start, end)


def _numbers(field: str, name: str, lowest: int, highest: int, names: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is no {name} of a cron expression")
        step = int(match["step"] or 1)
        if match["first"] == "*":
            first, last = lowest, highest
        else:
            first = _number(match["first"], name, lowest, highest, names)
            last = first if match["last"] is None else _number(match["last"], name, lowest, highest, names)
            last = highest if match["last"] is None and match["step"] else last
        if last == 0 and first > 0 and names is _CRON_DAYS:
            last = 7  # mon-sun
        if first > last or step < 1:
            raise ValueError(f"{part!r} is no {name} of a cron expression: nothing fits it")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(word: str, name: str, lowest: int, highest: int, names: dict[str, int]) -> int:
    number = names.get(word[:3]) if word.isalpha() else int(word) if word.isdigit() else None
    if number is None or not lowest <= number <= highest:
        choices = f", or {' '.join(names)}" if names else ""
        raise ValueError(f"{word!r} is no {name}: it is a number from {lowest} to {highest}{choices}")
    return number


def _time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    if hour == 24 and minute == 0:
        return _MIDNIGHT
    try:
        return time(hour, minute)
    except ValueError:
        raise ValueError(f"{text!r} is no time of the day") from None


def _weekdays(text: str) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{part!r} names no days; write mon, tue, wed, thu, fri, sat, sun, or two with a dash")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        found.update(day % 7 for day in range(start, end + 1 if end >= start else end + 8))
    return frozenset(found)
