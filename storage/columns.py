"""Column types: what Python has and SQL lacks, stored as plain text and numbers that any SQL tool can read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Double, String, Text, TypeDecorator

E = TypeVar("E", bound=StrEnum)

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcTime(TypeDecorator[datetime]):
    """An instant as ISO text in UTC of fixed width (`2026-11-23T09:30:00.000000Z`): text order is time order."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Seconds(TypeDecorator[timedelta]):
    """A duration as a number of seconds."""

    impl = Double()
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> float | None:
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: float | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


class Words(TypeDecorator[str]):
    """Free text from the web. NUL and lone surrogates, which can't be stored, become U+FFFD: lengths stay."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Choice(TypeDecorator[E], Generic[E]):
    """A word of a closed vocabulary."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)


def storable(text: str) -> str:
    """The text with every character that can't be stored replaced by one that can."""
    return _UNSTORABLE.sub("\ufffd", text)


def offset_of(moment: datetime | None) -> int | None:
    """Seconds east of UTC: what `UtcTime` drops."""
    offset = moment.utcoffset() if moment else None
    return None if offset is None else round(offset.total_seconds())


def at_offset(moment: datetime | None, offset: int | None) -> datetime | None:
    """The instant as its author wrote it: days are counted in that zone."""
    if moment is None or offset is None:
        return moment
    return moment.astimezone(timezone(timedelta(seconds=offset)))
