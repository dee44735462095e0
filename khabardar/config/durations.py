"""Durations as people write them: `90s`, `15m`, `1h30m`, `2d`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WHOLE = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+")
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd])")


def parse_duration(value: object) -> timedelta:
    """A timedelta from `1h30m`; a bare number is refused, since nobody remembers its unit."""
    if isinstance(value, timedelta):
        return value
    text = str(value).strip().lower()
    if not isinstance(value, str) or not _WHOLE.fullmatch(text):
        raise ValueError(f"{value!r} is not a duration; write a number and a unit, such as 90s, 15m, 1h30m or 2d")
    return sum((timedelta(**{_UNITS[unit]: float(number)}) for number, unit in _PART.findall(text)), timedelta())


def format_duration(value: timedelta) -> str:
    """For people, in the largest units and whole seconds: `1h30m`."""
    seconds = int(value.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def written_duration(value: timedelta) -> str:
    """The inverse of `parse_duration`: parts of a second stay, or a config written anew would mean another pause."""
    whole = timedelta(seconds=int(value.total_seconds()))
    parts = (value - whole).total_seconds()
    if not parts:
        return format_duration(whole)
    minutes, seconds = divmod(whole, timedelta(minutes=1))
    head = format_duration(timedelta(minutes=minutes)) if minutes else ""
    return head + f"{seconds.total_seconds() + parts:.6f}".rstrip("0") + "s"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(written_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?[smhd])+$"}),
]
