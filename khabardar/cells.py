"""Cells of a row as people write them: text to value, value to text, and a person's cells laid over the machine's."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from khabardar.codec import Json, facts_from_dict, flatten
from khabardar.errors import UsageError
from khabardar.records import Facts
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    Outcome,
    PerpetratorType,
    SubEventType,
    Tag,
    TargetType,
    VictimGroup,
)

_TOLLS = ("killed", "injured")
_DERIVED = {
    "event_type": "follows from sub_event_type; set that",
    **{f"{toll}.total": f"is the sum of its parts; set {toll}.security and the like" for toll in _TOLLS},
}

Parser = Callable[[str], Any]


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("no whole number")
    return int(text)


def _degrees(most: int) -> Parser:
    def parse(text: str) -> float:
        value = float(text)
        if not -most <= value <= most:
            raise ValueError(f"not between -{most} and {most}")
        return value

    return parse


def _country(text: str) -> str:
    if len(text) != 2 or not text.isalpha():
        raise ValueError("no ISO 3166-1 alpha-2 code, such as PK")
    return text.upper()


def _one_of(kind: type[StrEnum]) -> Parser:
    def parse(text: str) -> str:
        known = {member.value.casefold(): member.value for member in kind}
        if text.casefold() not in known:
            close = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.4)
            hint = f"did you mean {known[close[0]]!r}?" if close else f"one of: {', '.join(known.values())}"
            raise ValueError(f"not in the vocabulary; {hint}")
        return known[text.casefold()]

    return parse


def _list_of(kind: type[StrEnum]) -> Parser:
    one = _one_of(kind)
    return lambda text: [one(word.strip()) for word in text.split(",")]


_OPTIONAL: dict[str, Parser] = {
    **dict.fromkeys(("place", "admin2", "admin1", "perpetrator", "claimed_by"), str),
    "country": _country,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "perpetrator_type": _one_of(PerpetratorType),
    **{f"{toll}.{group.value}": _number for toll in _TOLLS for group in VictimGroup},
    **dict.fromkeys(("killed.low", "killed.high", "abducted", "freed", "arrested"), _number),
}
_LISTS: dict[str, Parser] = {"tags": _list_of(Tag), "targets": _list_of(TargetType)}
_NEEDED: dict[str, Parser] = {
    "date_start": _day,
    "date_end": _day,
    "date_precision": _one_of(DatePrecision),
    "geo_precision": _one_of(GeoPrecision),
    "sub_event_type": _one_of(SubEventType),
    "outcome": _one_of(Outcome),
    "attribution": _one_of(Attribution),
}
_PARSERS = _NEEDED | _OPTIONAL | _LISTS
SETTABLE = tuple(_PARSERS)


def parse_assignments(words: Iterable[str]) -> dict[str, str | None]:
    """`killed.security=3` and the like, as cells in text form; `place=` empties a cell. Raises UsageError."""
    cells: dict[str, str | None] = {}
    for word in words:
        cell, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} sets nothing; write CELL=VALUE, such as killed.security=3")
        name = _known(cell.strip())
        cells[name] = as_text(_checked(name, text.strip()))
    if "date_start" in cells and "date_end" in cells and str(cells["date_end"]) < str(cells["date_start"]):
        raise UsageError(f"date_end {cells['date_end']} lies before date_start {cells['date_start']}")
    return cells


def as_text(value: Any) -> str | None:
    """A cell as a reader sees it: lists with commas, nothing for None and for an empty list."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value)


def overlay(facts: Facts, cells: Mapping[str, str | None]) -> Facts:
    """The facts with these cells, in text form, in place of their own; cells that hang on them give way."""
    if not cells:
        return facts
    parsed = {
        cell: None if text is None and cell in _OPTIONAL else _checked(cell, text or "") for cell, text in cells.items()
    }
    return _reconciled(facts_from_dict(_nested(flatten(facts) | parsed)), cells.keys())


def _known(cell: str) -> str:
    if cell in _DERIVED:
        raise UsageError(f"{cell} {_DERIVED[cell]}")
    if cell not in _PARSERS:
        close = difflib.get_close_matches(cell, SETTABLE, n=1, cutoff=0.5)
        hint = f"did you mean {close[0]!r}?" if close else f"one of: {', '.join(SETTABLE)}"
        raise UsageError(f"{cell!r} is no cell that can be set; {hint}")
    return cell


def _checked(cell: str, text: str) -> Any:
    if text == "" and cell not in _NEEDED:
        return [] if cell in _LISTS else None
    try:
        return _PARSERS[cell](text)
    except ValueError as error:
        raise UsageError(f"{cell}: {text!r} can't stand there: {error}") from error


def _nested(cells: Mapping[str, Any]) -> Json:
    nested: Json = {}
    for cell, value in cells.items():
        name, dot, part = cell.partition(".")
        if dot:
            nested.setdefault(name, {})[part] = value
        else:
            nested[name] = value
    return nested


def _reconciled(facts: Facts, fixed: Iterable[str]) -> Facts:
    """What a person did not set follows what the person set: last day, precision of the day, span of the dead."""
    fixed = set(fixed)
    if facts.date_end < facts.date_start:
        day = facts.date_end if "date_start" not in fixed else facts.date_start
        facts = replace(facts, date_start=day, date_end=day)
    if fixed & {"date_start", "date_end"} and "date_precision" not in fixed:
        one_day = facts.date_start == facts.date_end
        facts = replace(facts, date_precision=DatePrecision.DAY if one_day else DatePrecision.RANGE)
    return _with_span(facts, fixed) if any(cell.startswith("killed.") for cell in fixed) else facts


def _with_span(facts: Facts, fixed: set[str]) -> Facts:
    total, low, high = facts.killed.total, facts.killed_low, facts.killed_high
    if "killed.low" not in fixed and low is not None:
        facts = replace(facts, killed_low=None if total is None else min(low, total))
    if "killed.high" not in fixed and high is not None:
        facts = replace(facts, killed_high=None if total is None else max(high, total))
    return facts
