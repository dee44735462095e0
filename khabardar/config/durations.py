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
    """The inverse of `parse_duration`, in the largest units: `1h30m`."""
    seconds = int(value.total_seconds())
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+(\.\d+)?[smhd])+$"}),
]
