"""Pages that are stored and may be read again: which ones there are, and that one was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from khabardar.identity import article_id
from khabardar.records import KnownPage, Link, PageLook
from khabardar.vocabulary import ArticleState
from storage.columns import at_offset
from storage.tables import articles

_WITH_TEXT = (ArticleState.FETCHED, ArticleState.DONE)


def known_pages(conn: Connection, source_id: str, since: datetime, limit: int) -> list[KnownPage]:
    """Articles of the source that were published since then and read from their pages; newest first."""
    cells = articles.c
    query = select(articles).where(
        cells.source_id == source_id,
        cells.published_at >= since,
        cells.state.in_(_WITH_TEXT),
        cells.text_origin == "page",
        ~cells.of_past,
    )
    return [
        KnownPage(
            Link(
                url=row.url,
                source_id=row.source_id,
                guid=row.guid,
                title=row.title,
                published=at_offset(row.published_at, row.published_offset),
                authors=tuple(row.authors),
                language=row.language,
            ),
            etag=row.http_etag,
            last_modified=row.http_last_modified,
            looks=row.looks,
            looked_at=row.looked_at or row.fetched_at,
            changed_at=row.fetched_at,
            is_live=row.is_live,
        )
        for row in conn.execute(query.order_by(cells.published_at.desc(), cells.seq.desc()).limit(limit))
    ]


def save_look(conn: Connection, look: PageLook) -> None:
    """Counts it, and keeps what its answer said for the next conditional request."""
    cells = {
        "looks": articles.c.looks + 1,
        "looked_at": look.at,
        "http_etag": look.etag,
        "http_last_modified": look.last_modified,
        "is_live": look.is_live,
    }
    conn.execute(update(articles).where(articles.c.id == article_id(look.url)).values(**cells))
