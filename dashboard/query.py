"""The whole state of the list of rows, in the url: what is asked, how it is sorted, and where in the list one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from khabardar.browsing import Facet, RowOrder
from khabardar.errors import UsageError
from khabardar.filters import filter_from, words_of
from khabardar.interfaces import Box, IncidentFilter

_CHIPS = {
    "since": "from {}",
    "until": "up to {}",
    "changed": "changed since {}",
    "country": "country {}",
    "admin1": "{}",
    "place": "place “{}”",
    "event": "{}",
    "type": "{}",
    "who": "who “{}”",
    "side": "{} hit",
    "killed": "killed at least {}",
    "outlets": "at least {} outlets",
    "status": "only {}",
    "text": "text “{}”",
}


@dataclass(frozen=True, slots=True)
class Query:
    """What a url of the list says."""

    where: IncidentFilter = field(default_factory=IncidentFilter)
    order: RowOrder = RowOrder.NEWEST
    after: str | None = None
    shown: int = 0  # rows on the pages before this one, for the count in words

    def url(self, path: str = "/", **changes: str | None) -> str:
        """The address of this state with some words changed; None takes a word out. Back to the first page."""
        words = words_of(self.where) | {"sort": self.order.value if self.order is not RowOrder.NEWEST else None}
        kept = {name: value for name, value in (words | changes).items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    def next_url(self, after: str, shown: int) -> str:
        return self.url(after=after, shown=str(shown))

    def chips(self) -> list[tuple[str, str]]:
        """What restricts, in words, each with the address without it."""
        return [(_chip(name, value), self._without_word(name)) for name, value in words_of(self.where).items()]

    def within(self, first: date, last: date) -> str:
        """The same with these days alone."""
        return self.url(since=first.isoformat(), until=last.isoformat())

    def inside(self, box: Box) -> str:
        """The same in this area alone."""
        return self.url(**words_of(IncidentFilter(box=box)))

    def without(self, facet: Facet) -> IncidentFilter:
        """The filter without one of its cells: what the choices for that cell are counted under."""
        cleared: dict[str, Any] = {facet.value: None}
        return replace(self.where, **cleared)

    def _without_word(self, name: str) -> str:
        changes: dict[str, str | None] = {name: None}
        return self.url("/", **changes)


def query_of(words: Mapping[str, str]) -> Query:
    """Read a url's query. Raises UsageError that names the word that makes no sense."""
    try:
        order = RowOrder(words.get("sort") or RowOrder.NEWEST)
    except ValueError as error:
        known = ", ".join(order.value for order in RowOrder)
        raise UsageError(f"rows can't be sorted so; one of: {known}") from error
    shown = words.get("shown", "")
    number = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 9 else 0
    return Query(filter_from(words), order, words.get("after") or None, number)


def _chip(name: str, value: str) -> str:
    if name == "mapped":
        return "with a point on the map" if value == "yes" else "not on the map"
    if name == "background":
        return "background too"
    if name == "box":
        return "in an area of the map"
    return _CHIPS[name].format(value if len(value) <= 40 else f"{value[:40]}…")
