"""Articles that the reader crashes or hangs on: their tries are counted, then they are set aside with the reason."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from khabardar.errors import NotFound
from khabardar.vocabulary import ArticleState
from storage.tables import articles


def count_read_try(conn: Connection, article_id: str, reason: str, max_tries: int) -> bool:
    """One more reading that failed; True where the article is set aside now. Nothing where it was read meanwhile."""
    query = select(articles.c.read_tries).where(articles.c.id == article_id, articles.c.state == ArticleState.FETCHED)
    before = conn.scalar(query)
    if before is None:
        return False
    set_aside = int(before) + 1 >= max_tries
    state = ArticleState.QUARANTINED if set_aside else ArticleState.FETCHED
    values: dict[str, Any] = {"read_tries": before + 1, "state": state}
    if set_aside:
        values["failure"] = reason
    conn.execute(update(articles).where(articles.c.id == article_id).values(**values))
    return set_aside


def release(conn: Connection, beginning: str | None) -> list[str]:
    """Back to the queue of the reader with no try counted: one article by its id or a beginning of it, or all."""
    query = select(articles.c.id).where(articles.c.state == ArticleState.QUARANTINED)
    if beginning is not None:
        query = query.where(articles.c.id.startswith(beginning.lower(), autoescape=True))
    ids = list(conn.scalars(query.order_by(articles.c.id)))
    if beginning is not None and len(ids) != 1:
        what = "no quarantined article" if not ids else f"{len(ids)} quarantined articles"
        raise NotFound(f"{what} with an id that begins with {beginning!r}; `khabardar articles list` shows them")
    values = {"state": ArticleState.FETCHED, "read_tries": 0, "failure": None}
    conn.execute(update(articles).where(articles.c.id.in_(ids)).values(**values))
    return ids
