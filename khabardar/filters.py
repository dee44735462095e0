"""The filters of incident rows in words: what command line, url and page say alike, to an IncidentFilter and back."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from khabardar.errors import UsageError
from khabardar.interfaces import Box, IncidentFilter
from khabardar.searching import wanted_in
from khabardar.vocabulary import EventType, IncidentStatus, SubEventType, VictimGroup

Parser = Callable[[str], Any]
LIVE = (IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED)  # others are listed only where asked for
_TRUE, _FALSE = ("yes", "true", "1", "on"), ("no", "false", "0", "off")


def filter_from(words: Mapping[str, str], *, prefix: str = "") -> IncidentFilter:
    """The filter that these words ask for; empty words ask for nothing, and unknown names are somebody else's.

    Raises UsageError that names the word, as `prefix` and its name: `--since` on a command line.
    """
    values: dict[str, Any] = {}
    for name, (field, parse) in _WORDS.items():
        text = words.get(name, "").strip()
        if text:
            try:
                values[field] = parse(text)
            except ValueError as error:
                raise UsageError(f"{prefix}{name} {_short(text)!r} {error}") from error
    return IncidentFilter(**values)


def words_of(where: IncidentFilter) -> dict[str, str]:
    """The inverse of `filter_from`: only what restricts, in a fixed order, so that equal filters give equal urls."""
    words = {}
    for name, (field, _) in _WORDS.items():
        value = getattr(where, field)
        if value is not None and value is not False:
            words[name] = _text(value)
        elif value is False and name == "mapped":
            words[name] = "no"
    return words


def _text(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Box):
        return ",".join(f"{edge:g}" for edge in (value.west, value.south, value.east, value.north))
    return value.value if isinstance(value, StrEnum) else str(value)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day; write one such as 2026-03-14") from None


def _moment(text: str) -> datetime:
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is no moment; write 2026-03-14 or 2026-03-14T09:00Z") from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("is no whole number")
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text.casefold() in (*_TRUE, *_FALSE):
        return text.casefold() in _TRUE
    raise ValueError("is neither yes nor no")


def _one_of(kind: type[StrEnum], what: str) -> Parser:
    def parse(text: str) -> StrEnum:
        known = {member.value.casefold(): member for member in kind}
        if text.casefold() in known:
            return known[text.casefold()]
        close = difflib.get_close_matches(text.casefold()[:100], known, n=1, cutoff=0.4)
        names = ", ".join(member.value for member in kind)
        raise ValueError(
            f"is no {what}; " + (f"did you mean {known[close[0]].value!r}?" if close else f"one of: {names}")
        )

    return parse


def _event_type(text: str) -> str:
    found: EventType = _one_of(EventType, "event type")(text)
    return found.value


def _sub_event_type(text: str) -> str:
    found: SubEventType = _one_of(SubEventType, "sub-event type")(text)
    return found.value


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(edge) for edge in text.split(","))
    except ValueError:
        raise ValueError("is no area; write west,south,east,north in degrees, such as 66,29,67.5,30.5") from None
    if not all(map(math.isfinite, (west, south, east, north))) or south > north or west > east:
        raise ValueError("is no area: its west lies east of its east, or its south north of its north")
    return Box(west, south, east, north)


def _search(text: str) -> str:
    wanted_in(text)
    return text


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


# word -> field of IncidentFilter, and what reads it
_WORDS: dict[str, tuple[str, Parser]] = {
    "since": ("since", _day),
    "until": ("until", _day),
    "changed": ("changed_since", _moment),
    "country": ("country", str.upper),
    "admin1": ("admin1", str),
    "place": ("place", str),
    "box": ("box", _box),
    "mapped": ("mapped", _yes_or_no),
    "event": ("event_type", _event_type),
    "type": ("sub_event_type", _sub_event_type),
    "who": ("perpetrator", str),
    "side": ("side", _one_of(VictimGroup, "side")),
    "killed": ("killed_min", _number),
    "outlets": ("publishers_min", _number),
    "status": ("status", _one_of(IncidentStatus, "status")),
    "background": ("background", _yes_or_no),
    "text": ("text", _search),
}
FILTER_WORDS = tuple(_WORDS)
