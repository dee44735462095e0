"""Rows out of storage, with their articles: a few hundred at a time, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from export.rows import ExportedIncident, SourceRef
from khabardar.interfaces import IncidentFilter, Storage
from khabardar.records import ArticleRow, Incident

T = TypeVar("T")
_AT_ONCE = 500


def gathered(storage: Storage, where: IncidentFilter) -> Iterator[ExportedIncident]:
    """The rows of the filter, newest day first."""
    return with_sources(storage, storage.incidents(where))


def with_sources(storage: Storage, rows: Iterable[Incident]) -> Iterator[ExportedIncident]:
    """These rows with their articles, oldest first."""
    names = {source.id: source.name for source in storage.sources()}
    for batch in batches(rows, _AT_ONCE):
        telling = storage.articles_telling([row.id for row in batch])
        for row in batch:
            articles = telling.get(row.id, ())
            yield ExportedIncident(row, tuple(_source(article, names) for article in articles))


def _source(article: ArticleRow, names: dict[str, str]) -> SourceRef:
    return SourceRef(names.get(article.source_id, article.source_id), article.url, article.published, article.title)


def batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """The items, so many at a time; the last may be fewer."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
