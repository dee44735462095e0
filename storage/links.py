"""Links that sources name, before their pages are fetched: the crawler's queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from khabardar.identity import address_key, article_id
from khabardar.records import FetchFailure, Link
from khabardar.vocabulary import ArticleState, Zone
from storage import addresses, sources
from storage.columns import at_offset, offset_of
from storage.guids import known_by_guid
from storage.tables import articles

_CHUNK = 500  # SQLite takes 32,766 parameters a statement, older builds 999


def queue(conn: Connection, links: Sequence[Link], now: datetime) -> list[Link]:
    """Store the unknown ones; returns them in order."""
    fresh: list[Link] = []
    batch = _without_shared_guids(_first_of_each_page(links))
    for start in range(0, len(batch), _CHUNK):
        fresh += _unknown(conn, batch[start : start + _CHUNK])
    if fresh:
        sources.ensure(conn, {link.source_id for link in fresh})
        conn.execute(insert(articles), [_to_row(link, now) for link in fresh])
    return fresh


def queued(conn: Connection, source_id: str, *, of_past: bool = False) -> list[Link]:
    """Oldest first: those of the daily work, or those that `run --since` found."""
    query = select(articles).where(
        articles.c.state == ArticleState.QUEUED, articles.c.source_id == source_id, articles.c.of_past == of_past
    )
    return [_link(row) for row in conn.execute(query.order_by(articles.c.seq))]


def count_failure(conn: Connection, failure: FetchFailure, max_tries: int) -> None:
    """One more failed try. A stored text is given up only where no other try can help, one that is read never."""
    known = conn.execute(select(articles.c.state, articles.c.tries).where(articles.c.url == failure.url)).one_or_none()
    if known is None:
        sources.ensure(conn, [failure.source_id])
        conn.execute(insert(articles), _to_row(Link(failure.url, failure.source_id), None))
    elif known.state is not ArticleState.QUEUED and not (known.state is ArticleState.FETCHED and failure.permanent):
        return
    tries = 1 + (known.tries if known else 0)
    state = ArticleState.FAILED if failure.permanent or tries >= max_tries else ArticleState.QUEUED
    failed = update(articles).where(articles.c.url == failure.url)
    conn.execute(failed.values(tries=tries, failure=failure.reason, state=state, page=failure.page))


def _first_of_each_page(links: Iterable[Link]) -> list[Link]:
    firsts: dict[str, Link] = {}
    for link in links:
        firsts.setdefault(address_key(link.url), link)
    return list(firsts.values())


def _without_shared_guids(links: Sequence[Link]) -> list[Link]:
    """A guid that several pages of one batch carry names none of them."""
    uses = Counter((link.source_id, link.guid) for link in links)
    return [replace(link, guid=None) if uses[link.source_id, link.guid] > 1 else link for link in links]


def _unknown(conn: Connection, links: Sequence[Link]) -> list[Link]:
    known_keys = addresses.known(conn, map(_key, links))
    strangers = [link for link in links if _key(link) not in known_keys]
    known_urls = known_by_guid(conn, links) if strangers else set()
    return [link for link in strangers if link.url not in known_urls]


def _key(link: Link) -> str:
    return address_key(link.url)


def _to_row(link: Link, now: datetime | None) -> dict[str, Any]:
    return {
        "id": article_id(link.url),
        "url": link.url,
        "address_key": address_key(link.url),
        "source_id": link.source_id,
        "state": ArticleState.QUEUED,
        "guid": link.guid,
        "title": link.title,
        "published_at": link.published,
        "published_offset": offset_of(link.published),
        "published_zone": link.published_zone if link.published else None,
        "modified_at": link.modified,
        "modified_offset": offset_of(link.modified),
        "authors": list(link.authors),
        "language": link.language,
        "feed_content": link.content,
        "tries": link.tries,
        "queued_at": now,
        "of_past": link.of_past,
    }


def _link(row: Row[Any]) -> Link:
    return Link(
        url=row.url,
        source_id=row.source_id,
        guid=row.guid,
        title=row.title,
        published=at_offset(row.published_at, row.published_offset),
        published_zone=row.published_zone or Zone.STATED,
        modified=at_offset(row.modified_at, row.modified_offset),
        authors=tuple(row.authors),
        language=row.language,
        content=row.feed_content,
        tries=row.tries,
        of_past=row.of_past,
    )
