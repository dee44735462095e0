"""What sources bring: how many articles, how many of them tell something, and those that tell nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, and_, case, func, or_, select

from khabardar.browsing import SourceYield
from khabardar.records import ArticleRow
from khabardar.vocabulary import ArticleState
from storage.columns import at_offset
from storage.tables import articles, reports

_TOLD = select(reports.c.id).where(reports.c.article_id == articles.c.id, reports.c.withdrawn_at.is_(None)).exists()
_LOOKED_AT = 3000
_MOST_NAMED = 1_000_000
_WAITING = (ArticleState.QUEUED, ArticleState.FETCHED)


def since(conn: Connection, moment: datetime) -> Mapping[str, SourceYield]:
    """By source, of the articles that it named since."""
    named = _first(select(articles.c.seq).where(articles.c.queued_at >= moment), _MOST_NAMED)
    done = articles.c.state == ArticleState.DONE
    query = (
        select(
            articles.c.source_id,
            func.sum(case((done, 1), else_=0)).label("articles"),
            func.sum(case((and_(done, _TOLD), 1), else_=0)).label("telling"),
            func.sum(case((articles.c.state == ArticleState.FAILED, 1), else_=0)).label("failed"),
            func.sum(case((articles.c.state.in_(_WAITING), 1), else_=0)).label("waiting"),
        )
        .select_from(named.join(articles, articles.c.seq == named.c.seq))
        .group_by(articles.c.source_id)
    )
    return {
        row.source_id: SourceYield(row.articles, row.telling, row.failed, row.waiting) for row in conn.execute(query)
    }


def rowless(conn: Connection, source_id: str | None, limit: int) -> Sequence[ArticleRow]:
    """Newest first: read without a report, or given up. Of all there are, only the last few thousand are looked at."""
    newest = select(articles.c.seq).order_by(articles.c.published_at.desc(), articles.c.seq.desc())
    last = _first(newest if source_id is None else newest.where(articles.c.source_id == source_id), _LOOKED_AT)
    empty = or_(articles.c.state == ArticleState.FAILED, and_(articles.c.state == ArticleState.DONE, ~_TOLD))
    query = select(articles).select_from(last.join(articles, articles.c.seq == last.c.seq)).where(empty)
    ordered = query.order_by(articles.c.published_at.desc().nulls_last(), articles.c.seq.desc()).limit(limit)
    return [_without_report(row) for row in conn.execute(ordered)]


def notes(conn: Connection, article_id: str) -> Sequence[str]:
    """What the engine set aside, and why."""
    return tuple(conn.scalar(select(articles.c.reading_notes).where(articles.c.id == article_id)) or ())


def _first(query: Select[Any], most: int) -> Subquery:
    """A limit keeps the database from mixing the inner question with the outer one, and so from reading everything."""
    return query.limit(most).subquery()


def _without_report(row: Row[Any]) -> ArticleRow:
    return ArticleRow(
        id=row.id,
        url=row.url,
        source_id=row.source_id,
        title=row.title or "",
        published=at_offset(row.published_at, row.published_offset),
        state=row.state,
        copy_of=row.copy_of,
        failure=row.failure,
    )
