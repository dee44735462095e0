"""`khabardar.browsing.Browsing` over one engine: each method is one transaction around a function of its module."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from sqlalchemy import Connection

from khabardar.browsing import Facet, IncidentPage, MapCell, QueuedReview, RowCounts, RowOrder, SourceYield
from khabardar.interfaces import IncidentFilter
from khabardar.records import ArticleRow
from storage import browsing, review_queue, yields


class SqlBrowsing:
    """The pages' part of `SqlStorage`."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]: ...

    def incident_page(self, where: IncidentFilter, order: RowOrder, *, after: str | None, limit: int) -> IncidentPage:
        with self._reading() as conn:
            return browsing.page(conn, where, order, after=after, limit=limit)

    def row_counts(self, where: IncidentFilter) -> RowCounts:
        with self._reading() as conn:
            return browsing.counts(conn, where)

    def days_of(self, where: IncidentFilter) -> Mapping[date, int]:
        with self._reading() as conn:
            return browsing.days(conn, where)

    def overview(self, where: IncidentFilter) -> tuple[RowCounts, Mapping[date, int]]:
        with self._reading() as conn:
            return browsing.overview(conn, where)

    def values_of(self, where: IncidentFilter, facet: Facet, limit: int) -> Sequence[tuple[str, int]]:
        with self._reading() as conn:
            return browsing.values(conn, where, facet, limit)

    def map_cells(self, where: IncidentFilter, step: float) -> Sequence[MapCell]:
        with self._reading() as conn:
            return browsing.cells(conn, where, step)

    def review_queue(self, limit: int) -> Sequence[QueuedReview]:
        with self._reading() as conn:
            return review_queue.first(conn, limit)

    def count_queue(self) -> int:
        with self._reading() as conn:
            return review_queue.count(conn)

    def yields(self, since: datetime) -> Mapping[str, SourceYield]:
        with self._reading() as conn:
            return yields.since(conn, since)

    def rowless_articles(self, source_id: str | None, limit: int) -> Sequence[ArticleRow]:
        with self._reading() as conn:
            return yields.rowless(conn, source_id, limit)

    def reading_notes(self, article_id: str) -> Sequence[str]:
        with self._reading() as conn:
            return yields.notes(conn, article_id)

    def data_version(self) -> str:
        with self._reading() as conn:
            return browsing.version(conn)
