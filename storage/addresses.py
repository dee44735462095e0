"""Under how many addresses an article is known: its own, twins for phones, redirects, what feeds call it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from khabardar.identity import address_key, alike, article_id
from khabardar.records import Article
from khabardar.vocabulary import ArticleState
from storage.dialect import upsert
from storage.tables import addresses, articles

_WITHOUT_TEXT = (ArticleState.QUEUED, ArticleState.FAILED)


def known(conn: Connection, keys: Iterable[str]) -> set[str]:
    """Those of these address keys that lead to an article."""
    wanted = set(keys)
    own = select(articles.c.address_key).where(articles.c.address_key.in_(wanted))
    others = select(addresses.c.key).where(addresses.c.key.in_(wanted))
    return {key for key in conn.scalars(own.union_all(others)) if key}


def settle(conn: Connection, article: Article) -> Article | None:
    """The article under the address that it is to be kept under; None where it is another dress of one that we have.

    A page may call any address its own: where the article that has it tells something else, the page is not believed.
    """
    if not article.addresses:
        return article
    asked = article.addresses[0]
    row = _holder(conn, article.url)
    if row is None:
        _rename(conn, asked, article)
        _remember(conn, article.addresses, article.id)
        return article
    own = replace(article, url=asked, id=article_id(asked), addresses=article.addresses[1:])
    if row.id == own.id:
        return own
    if row.state not in _WITHOUT_TEXT and not alike(row.text or "", article.text):
        return own
    _forget_queued(conn, asked, row.id)
    _remember(conn, article.addresses, row.id)
    return replace(article, id=row.id, url=row.url) if row.state in _WITHOUT_TEXT else None


def _holder(conn: Connection, url: str) -> Row[Any] | None:
    """The article that is known by this address."""
    key = address_key(url)
    alias = select(addresses.c.article_id).where(addresses.c.key == key)
    query = select(articles).where((articles.c.address_key == key) | articles.c.id.in_(alias))
    return conn.execute(query.order_by(articles.c.seq).limit(1)).one_or_none()


def _rename(conn: Connection, asked: str, article: Article) -> None:
    """A queued link gets the name that its page gives itself."""
    new = {"id": article.id, "url": article.url, "address_key": address_key(article.url)}
    mine = (articles.c.id == article_id(asked), articles.c.state.in_(_WITHOUT_TEXT))
    conn.execute(update(articles).where(*mine).values(**new))


def _forget_queued(conn: Connection, asked: str, kept_id: str) -> None:
    """The link was one more address: what is left of it is the entry that says so."""
    mine = (articles.c.id == article_id(asked), articles.c.id != kept_id, articles.c.state.in_(_WITHOUT_TEXT))
    conn.execute(delete(articles).where(*mine))


def _remember(conn: Connection, urls: Iterable[str], kept_id: str) -> None:
    rows = [{"key": address_key(url), "url": url, "article_id": kept_id} for url in urls]
    upsert(conn, addresses, rows)
