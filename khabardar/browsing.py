"""What a page shows besides rows: pages of them, counts, points on a map, the queue of reviews, what sources yield."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from khabardar.records import ArticleRow, Incident
from khabardar.vocabulary import EventType

if TYPE_CHECKING:
    from khabardar.interfaces import Box, IncidentFilter


class RowOrder(StrEnum):
    """How a list of rows is sorted; rows alike in it stand in order of their ids."""

    NEWEST = "newest"
    OLDEST = "oldest"
    KILLED = "killed"
    CHANGED = "changed"
    OUTLETS = "outlets"
    UNSURE = "unsure"


class Facet(StrEnum):
    """A cell whose values are counted, for a person to choose from."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    TYPE = "sub_event_type"
    WHO = "perpetrator"


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Some rows of a long list. `after`: what to ask the next ones with; None: these are the last."""

    rows: tuple[Incident, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Area:
    """Rows that a map can't show truly: of a province, of a country (admin1 None), or of nowhere (both None)."""

    country: str | None
    admin1: str | None
    count: int


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows a filter finds, and of how many a point says truly where it was; the others it would hide."""

    total: int = 0
    mapped: int = 0
    areas: tuple[Area, ...] = ()  # the others, the largest first
    provinces: tuple[tuple[str, int], ...] = ()  # each with its rows, the commonest first
    types: tuple[tuple[str, int], ...] = ()

    @property
    def nowhere(self) -> int:
        """Rows of which no source says where it was, not even the country."""
        return sum(area.count for area in self.areas if area.country is None and area.admin1 is None)

    @property
    def area_only(self) -> int:
        """Rows known to an area without a point."""
        return self.total - self.mapped - self.nowhere


@dataclass(frozen=True, slots=True)
class MapCell:
    """Rows that lie near one another. `incident`: the row, where it is one alone; `event_type` None: of several."""

    count: int
    latitude: float  # the mean of the rows' points
    longitude: float
    event_type: EventType | None
    incident_id: str | None
    killed_most: int | None
    precision: str | None  # of the row that is alone
    box: Box


@dataclass(frozen=True, slots=True)
class SourceYield:
    """What a source brought since a moment. `telling`: articles that have a report."""

    articles: int = 0
    telling: int = 0
    failed: int = 0
    waiting: int = 0  # found or fetched, and not read yet


@dataclass(frozen=True, slots=True)
class QueuedReview:
    """A row that waits for a person. `priority` is its uncertainty times its severity."""

    incident: Incident
    priority: float
    doubtful: bool  # it may be another row's double


class Browsing(Protocol):
    """The part of storage that only pages need. Each method is one transaction."""

    def incident_page(self, where: IncidentFilter, order: RowOrder, *, after: str | None, limit: int) -> IncidentPage:
        """The next `limit` rows. `after` comes from the page before; UsageError where it does not."""
        ...

    def row_counts(self, where: IncidentFilter) -> RowCounts: ...

    def days_of(self, where: IncidentFilter) -> Mapping[date, int]:
        """First day -> rows, in order of days."""
        ...

    def overview(self, where: IncidentFilter) -> tuple[RowCounts, Mapping[date, int]]:
        """`row_counts` and `days_of` in one look, which costs half where words are looked for."""
        ...

    def values_of(self, where: IncidentFilter, facet: Facet, limit: int) -> Sequence[tuple[str, int]]:
        """The commonest values with their numbers of rows."""
        ...

    def map_cells(self, where: IncidentFilter, step: float) -> Sequence[MapCell]:
        """Rows with a true point, gathered in a grid of `step` degrees."""
        ...

    def review_queue(self, limit: int) -> Sequence[QueuedReview]:
        """Candidates, the most urgent first."""
        ...

    def count_queue(self) -> int: ...

    def yields(self, since: datetime) -> Mapping[str, SourceYield]:
        """By source, of the articles that it named since."""
        ...

    def rowless_articles(self, source_id: str | None, limit: int) -> Sequence[ArticleRow]:
        """Articles that told no incident or could not be had, newest first, among the last few thousand."""
        ...

    def reading_notes(self, article_id: str) -> Sequence[str]:
        """What the engine set aside in the article, and why."""
        ...

    def data_version(self) -> str:
        """Changes whenever a row does: what was counted before may be shown until then."""
        ...
