"""Pages that an outlet rewrote under their url: the new text is read, every earlier one stays for its evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from khabardar.errors import NotFound
from khabardar.identity import content_hash
from khabardar.records import Article
from khabardar.vocabulary import ArticleState
from storage import articles
from storage.columns import at_offset
from storage.tables import article_texts
from storage.tables import articles as table

_KEPT = ("title", "published_at", "published_offset", "fetched_at", "text_origin", "condensed_at")
_WITH_TEXT = (ArticleState.FETCHED, ArticleState.DONE, ArticleState.QUARANTINED)
_WHOLE = {"condensed_at": None, "read_tries": 0}


def revise(conn: Connection, article: Article) -> bool:
    """Put the new text in the stored one's place; False where it says nothing new, or where there is none to replace.

    White space and letter case are nothing new; nor is a text that the article had before, or a feed's summary of a
    page that we have.
    """
    row = conn.execute(select(table).where(table.c.id == article.id)).one_or_none()
    if row is None or row.state not in _WITH_TEXT or not _says_news(conn, row, article):
        return False
    earlier = {name: getattr(row, name) for name in _KEPT}
    earlier |= {"article_id": row.id, "revision": row.revision, "text": row.text, "content_hash": _hash_of(row)}
    conn.execute(insert(article_texts), earlier)
    new = articles.to_row(article) | {"revision": row.revision + 1, "source_id": row.source_id} | _WHOLE
    conn.execute(update(table).where(table.c.id == row.id).values(**new))
    return True


def earlier_text(conn: Connection, article: Article, revision: int) -> Article:
    """The article as it was in this revision. Raises NotFound where it never had so many."""
    if revision == article.revision:
        return article
    known = (article_texts.c.article_id == article.id, article_texts.c.revision == revision)
    row = conn.execute(select(article_texts).where(*known)).one_or_none()
    if row is None:
        raise NotFound(f"the article {article.url} has no revision {revision}; its last one is {article.revision}")
    return Article(
        id=article.id,
        url=article.url,
        source_id=article.source_id,
        title=row.title,
        published=at_offset(row.published_at, row.published_offset) or article.published,
        fetched=row.fetched_at,
        text=row.text,
        text_origin=row.text_origin,
        content_hash=row.content_hash,
        language=article.language,
        revision=revision,
    )


def _says_news(conn: Connection, row: Row[Any], article: Article) -> bool:
    if article.text_origin == "feed" and row.text_origin == "page":
        return False
    wanted = content_hash(article.text)
    had = select(article_texts.c.content_hash).where(article_texts.c.article_id == row.id)
    return wanted not in {_hash_of(row), *conn.scalars(had)}


def _hash_of(row: Row[Any]) -> str:
    """Of the whole text, also where only its quotes were kept."""
    return str(row.content_hash) if row.condensed_at else content_hash(row.text)
