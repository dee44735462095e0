"""What exports and feeds ask of many rows at once: the articles that tell them, and when they last changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from khabardar.records import ArticleRow
from storage.columns import at_offset
from storage.tables import articles, reports, revisions


def articles_of(conn: Connection, incident_ids: Sequence[str]) -> dict[str, list[ArticleRow]]:
    """Row -> its articles, in order of publication, then of arrival."""
    query = (
        select(
            reports.c.incident_id,
            articles.c.id,
            articles.c.url,
            articles.c.source_id,
            articles.c.title,
            articles.c.published_at,
            articles.c.published_offset,
            articles.c.state,
        )
        .distinct()
        .join_from(reports, articles, reports.c.article_id == articles.c.id)
        .where(reports.c.incident_id.in_(incident_ids))
        .order_by(articles.c.published_at, articles.c.id)
    )
    found: dict[str, list[ArticleRow]] = {}
    for row in conn.execute(query):
        published = at_offset(row.published_at, row.published_offset)
        article = ArticleRow(row.id, row.url, row.source_id, row.title or "", published, row.state)
        found.setdefault(row.incident_id, []).append(article)
    return found


def last_changes(conn: Connection, incident_ids: Sequence[str], fields: Sequence[str]) -> dict[str, datetime]:
    """Row -> the time of its last revision of one of these fields."""
    query = (
        select(revisions.c.incident_id, func.max(revisions.c.at).label("at"))
        .where(revisions.c.incident_id.in_(incident_ids), revisions.c.field.in_(fields))
        .group_by(revisions.c.incident_id)
    )
    return {row.incident_id: row.at for row in conn.execute(query)}
