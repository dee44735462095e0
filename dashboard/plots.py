"""Small plots as plain numbers for a template's SVG: rows by day, and one row's toll over time. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from dashboard.evidence import Witness
from dashboard.shown import day

_DAYS, _WEEKS, _MONTHS = 70, 500, 3000  # the longest time, in days, that is still shown by day, by week, by month
_LEAST_BARS = 21
_TICKS = 5
_LETTER, _LINE = 6.5, 11.0  # width and height of a digit beside a mark


@dataclass(frozen=True, slots=True)
class Bar:
    """Rows of a day, week, month or year; a click on it asks for these days."""

    first: date
    last: date
    count: int
    x: float
    width: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: tuple[Bar, ...]
    unit: str
    most: int
    ticks: tuple[str, ...]
    width: int
    height: int


def timeline(
    counts: Mapping[date, int], since: date | None, until: date | None, *, width: int = 720, height: int = 72
) -> Timeline | None:
    """None where there is nothing to show. Days without rows keep their room: a gap must look like one."""
    if not counts:
        return None
    first, last = since or min(counts), until or max(counts)
    first, last = min(first, *counts), max(last, *counts)
    if (last - first).days + 1 < _LEAST_BARS:
        first = last - timedelta(days=_LEAST_BARS - 1)
    unit = _unit((last - first).days)
    gathered = dict.fromkeys(_starts(first, last, unit), 0)
    for when, number in counts.items():
        gathered[_start(when, unit)] += number
    most = max(gathered.values())
    step = width / len(gathered)
    bars = tuple(
        Bar(
            first=start,
            last=(end := _next(start, unit) - timedelta(days=1)),
            count=number,
            x=round(place * step, 2),
            width=round(max(step - (2 if step > 6 else 0.5), 0.5), 2),
            height=round(max(number / most * height, 2) if number else 0, 2),
            label=_label(start, end, number, unit),
        )
        for place, (start, number) in enumerate(gathered.items())
    )
    return Timeline(bars, unit, most, _ticks(bars, unit), width, height)


def _unit(length: int) -> str:
    for unit, most in (("day", _DAYS), ("week", _WEEKS), ("month", _MONTHS)):
        if length <= most:
            return unit
    return "year"


def _start(when: date, unit: str) -> date:
    if unit == "week":
        return when - timedelta(days=when.weekday())
    if unit == "month":
        return when.replace(day=1)
    return when.replace(month=1, day=1) if unit == "year" else when


def _next(start: date, unit: str) -> date:
    if unit == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1) if unit == "year" else start + timedelta(days=7 if unit == "week" else 1)


def _starts(first: date, last: date, unit: str) -> list[date]:
    starts = [_start(first, unit)]
    while (following := _next(starts[-1], unit)) <= last:
        starts.append(following)
    return starts


def _label(start: date, end: date, number: int, unit: str) -> str:
    when = day(start) if unit == "day" else str(start.year) if unit == "year" else f"{day(start)} to {day(end)}"
    return f"{when}: {number} {'incident begins' if number == 1 else 'incidents begin'}"


def _ticks(bars: Sequence[Bar], unit: str) -> tuple[str, ...]:
    """Labels at even distances, the first bar's and the last's among them."""
    form = {"day": "%d %b", "week": "%d %b %Y", "month": "%b %Y", "year": "%Y"}[unit]
    last = len(bars) - 1
    places = sorted({round(last * part / (_TICKS - 1)) for part in range(_TICKS)})
    return tuple(f"{bars[place].first:{form}}".lstrip("0") for place in places)


@dataclass(frozen=True, slots=True)
class Mark:
    """One outlet's figure at the time of its report. `written`: its number has room; two 2s side by side read as 22."""

    x: float
    y: float
    killed: int
    outlet: str
    side: str
    at: datetime
    written: bool = True


@dataclass(frozen=True, slots=True)
class TollPlot:
    marks: tuple[Mark, ...]
    steps: str  # points of a line: the figure that was the latest at each time
    row_y: float | None  # where the row's own figure runs
    row_killed: int | None
    most: int
    first: datetime
    last: datetime
    width: int
    height: int


def toll_plot(told: Sequence[Witness], killed: int | None, *, width: int = 420, height: int = 120) -> TollPlot | None:
    """What each outlet said when; None where fewer than two figures were told."""
    stated = [(one, number) for one in told if (number := one.facts.killed.total) is not None]
    if len(stated) < 2:
        return None
    first, last = stated[0][0].stored.published, stated[-1][0].stored.published
    length = (last - first).total_seconds() or 1.0
    most = max(*(number for _, number in stated), killed or 0, 1)

    def y_of(number: int) -> float:
        return round(height - 14 - number / most * (height - 30), 1)

    marks = tuple(
        Mark(
            x=round(14 + (one.stored.published - first).total_seconds() / length * (width - 60), 1),
            y=y_of(number),
            killed=number,
            outlet=one.outlet,
            side=one.side.value,
            at=one.stored.published.astimezone(UTC),
        )
        for one, number in stated
    )
    row_y = None if killed is None else y_of(killed)
    return TollPlot(legible(marks), _steps(marks), row_y, killed, most, first, last, width, height)


def legible(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """A number that would run into one written before is left out; the mark's title has it."""
    kept: list[Mark] = []
    for mark in marks:
        crowded = any(
            one.written and abs(one.x - mark.x) < _LETTER * (1 + len(str(mark.killed))) and abs(one.y - mark.y) < _LINE
            for one in kept
        )
        kept.append(replace(mark, written=not crowded))
    return tuple(kept)


def _steps(marks: Sequence[Mark]) -> str:
    points: list[str] = []
    for before, mark in zip([None, *marks], marks, strict=False):
        if before is not None:
            points.append(f"{mark.x},{before.y}")
        points.append(f"{mark.x},{mark.y}")
    return " ".join(points)
