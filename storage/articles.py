"""Articles: their text, their way through the states, and their near copies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, tuple_, update

from khabardar.errors import NotFound
from khabardar.identity import address_key
from khabardar.records import Article, ArticleRow, HttpFacts
from khabardar.vocabulary import ArticleState, Zone
from storage import addresses, sources
from storage.columns import at_offset, offset_of
from storage.tables import articles
from storage.tables import reports as reports_table

_ID_LENGTH = 16


def save(conn: Connection, article: Article) -> Article | None:
    """Store the text of an article that has none yet; returns it under the address that it is kept under.

    None: its page is another dress of one that we have.
    """
    settled = addresses.settle(conn, article)
    if settled is not None:
        _save(conn, [settled])
    return settled


def save_all(conn: Connection, many: Iterable[Article]) -> list[Article | None]:
    """As `save` for each in its turn, but with one statement for all that follow one another without more addresses."""
    kept: list[Article | None] = []
    for is_settled, group in groupby(many, key=lambda article: not article.addresses):
        if is_settled:
            batch = list(group)
            _save(conn, batch)
            kept += batch
        else:
            kept += [save(conn, article) for article in group]
    return kept


def _save(conn: Connection, batch: Sequence[Article]) -> None:
    query = select(articles.c.id, articles.c.state).where(articles.c.id.in_([article.id for article in batch]))
    states: dict[str, ArticleState] = {row.id: row.state for row in conn.execute(query)}
    new, waiting = [], []
    for article in batch:
        state = states.get(article.id)
        if state is None:
            new.append(to_row(article) | {"id": article.id, "guid": article.guid, "tries": 0})
        elif state in (ArticleState.QUEUED, ArticleState.FAILED):
            # The guid stays as it was queued: there it was judged among the others of its batch.
            waiting.append(to_row(article) | {"kept_id": article.id})
        states[article.id] = ArticleState.FETCHED
    if new:
        sources.ensure(conn, {article.source_id for article in batch})
        conn.execute(insert(articles), new)
    if waiting:
        # As parameters: SQLAlchemy then remembers the statement, and builds no expression for each cell.
        conn.execute(update(articles).where(articles.c.id == bindparam("kept_id")), waiting)


def unread(conn: Connection, limit: int, ids: Collection[str] | None = None) -> list[Article]:
    """Those in state `fetched`, in order of publication, then id; of all, or of these ids."""
    query = select(articles).where(articles.c.state == ArticleState.FETCHED)
    if ids is not None:
        query = query.where(articles.c.id.in_(ids))
    ordered = query.order_by(articles.c.published_at, articles.c.id).limit(limit)
    return [_article(row) for row in conn.execute(ordered)]


def unread_ids(conn: Connection, limit: int) -> list[str]:
    """Of the same, without reading their texts."""
    query = select(articles.c.id).where(articles.c.state == ArticleState.FETCHED)
    return list(conn.scalars(query.order_by(articles.c.published_at, articles.c.id).limit(limit)))


def read_otherwise(
    conn: Connection, reader: tuple[str, str] | None, since: datetime | None, after: str | None, limit: int
) -> list[Article]:
    """Read ones, in order of publication, then id, after that of the id `after`; not those that `reader` read."""
    # A text cut down to its quotes would be read as if that were all that it said.
    query = select(articles).where(articles.c.state == ArticleState.DONE, articles.c.condensed_at.is_(None))
    if reader is not None:
        query = query.where(or_(articles.c.engine != reader[0], articles.c.engine_version != reader[1]))
    if since is not None:
        query = query.where(articles.c.published_at >= since)
    if after is not None:
        last = select(articles.c.published_at, articles.c.id).where(articles.c.id == after)
        query = query.where(tuple_(articles.c.published_at, articles.c.id) > last.scalar_subquery())
    ordered = query.order_by(articles.c.published_at, articles.c.id).limit(limit)
    return [_article(row) for row in conn.execute(ordered)]


def find(conn: Connection, name: str) -> Article:
    """By id, an unambiguous beginning of one, or url."""
    row = conn.execute(select(articles).where((articles.c.id == name) | (articles.c.url == name))).one_or_none()
    if row is None:
        row = _by_beginning(conn, name.lower())
    if row.text is None:
        state = f"{row.state.value}{': ' + row.failure if row.failure else ''}"
        raise NotFound(f"the article {row.url} has no text yet ({state})")
    return _article(row)


def state_of(conn: Connection, article_id: str) -> ArticleState | None:
    """None: no article of this id."""
    return conn.scalar(select(articles.c.state).where(articles.c.id == article_id))


def listing(
    conn: Connection, *, source_id: str | None, state: ArticleState | None, limit: int | None
) -> list[ArticleRow]:
    """Newest first; those without a date last."""
    count = (
        select(func.count())
        .where(reports_table.c.article_id == articles.c.id, reports_table.c.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    query: Select[Any] = select(articles, count.label("report_count"))
    if source_id is not None:
        query = query.where(articles.c.source_id == source_id)
    if state is not None:
        query = query.where(articles.c.state == state)
    ordered = query.order_by(articles.c.published_at.desc().nulls_last(), articles.c.seq.desc()).limit(limit)
    return [_article_row(row) for row in conn.execute(ordered)]


def count(conn: Connection) -> dict[ArticleState, int]:
    """Every state, also those of no article."""
    query = select(articles.c.state, func.count().label("number")).group_by(articles.c.state)
    return dict.fromkeys(ArticleState, 0) | {row.state: row.number for row in conn.execute(query)}


def _by_beginning(conn: Connection, beginning: str) -> Row[Any]:
    last = beginning.ljust(_ID_LENGTH, "f")
    found = conn.execute(select(articles).where(articles.c.id.between(beginning, last)).limit(2)).all()
    if not beginning or not found:
        raise NotFound(f"no article has the id or url {beginning!r}; `khabardar articles list` shows them")
    if len(found) > 1:
        raise NotFound(f"several articles have an id that begins with {beginning!r}; write more of it")
    return found[0]


def to_row(article: Article) -> dict[str, Any]:
    """The cells of a fetched article, without its id and guid."""
    http = article.http
    return {
        "url": article.url,
        "address_key": address_key(article.url),
        "source_id": article.source_id,
        "state": ArticleState.FETCHED,
        "title": article.title,
        "published_at": article.published,
        "published_offset": offset_of(article.published),
        "published_origin": article.published_origin,
        "published_zone": article.published_zone,
        "modified_at": article.modified,
        "modified_offset": offset_of(article.modified),
        "modified_origin": article.modified_origin,
        "authors": list(article.authors),
        "language": article.language,
        "feed_content": None,
        "failure": article.remark,
        "page": article.page,
        "is_live": article.is_live,
        "looked_at": article.fetched,
        "fetched_at": article.fetched,
        "text": article.text,
        "text_origin": article.text_origin,
        "content_hash": article.content_hash,
        "revision": article.revision,
        "http_status": http.status if http else None,
        "http_final_url": http.final_url if http else None,
        "http_etag": http.etag if http else None,
        "http_last_modified": http.last_modified if http else None,
        "http_bytes": http.bytes if http else None,
    }


def _article(row: Row[Any]) -> Article:
    return Article(
        id=row.id,
        url=row.url,
        source_id=row.source_id,
        title=row.title,
        published=cast("datetime", at_offset(row.published_at, row.published_offset)),
        fetched=row.fetched_at,
        text=row.text,
        published_origin=row.published_origin,
        published_zone=row.published_zone or Zone.STATED,
        modified=at_offset(row.modified_at, row.modified_offset),
        modified_origin=row.modified_origin,
        page=row.page,
        remark=row.failure,
        is_live=row.is_live,
        text_origin=row.text_origin,
        authors=tuple(row.authors),
        language=row.language,
        guid=row.guid,
        content_hash=row.content_hash,
        revision=row.revision,
        http=_http_facts(row),
    )


def _http_facts(row: Row[Any]) -> HttpFacts | None:
    if row.http_status is None:
        return None
    return HttpFacts(row.http_status, row.http_final_url, row.http_etag, row.http_last_modified, row.http_bytes)


def _article_row(row: Row[Any]) -> ArticleRow:
    return ArticleRow(
        id=row.id,
        url=row.url,
        source_id=row.source_id,
        title=row.title or "",
        published=at_offset(row.published_at, row.published_offset),
        state=row.state,
        reports=row.report_count,
        copy_of=row.copy_of,
        failure=row.failure,
    )
