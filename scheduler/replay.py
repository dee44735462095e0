"""Articles from anywhere through the real stages into a database, in order of publication: how quality is measured,
and how an archive is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from khabardar.article_json import NamedArticle, source_slug
from khabardar.identity import article_id
from khabardar.interfaces import Storage
from khabardar.records import Article, Source, StoredReport
from khabardar.vocabulary import ArticleState, SourceKind, TollPolicy
from scheduler.engines import Engines, engine_of
from scheduler.stages import hints_for, keep_reading, match_pending


def replay(
    storage: Storage,
    articles: Sequence[NamedArticle],
    *,
    engines: Engines,
    policy: TollPolicy,
    now: datetime,
    on_read: Callable[[], None] = lambda: None,
) -> dict[str, Sequence[StoredReport]]:
    """Read, match and keep every article; returns the stored reports of each, by the name that its line gave.

    An article that is stored already is not read again, unless its page was rewritten since: then its reports take
    the place of the old ones. Replaying twice changes nothing.
    """
    named = _one_url_each(articles)
    _add_sources(storage, named)
    sources = {source.id: source for source in storage.sources()}
    for item in sorted(named, key=lambda item: (item.article.published, item.article.url)):
        article = item.article
        storage.save_article(article)
        storage.revise_article(article)
        if _is_unread(storage, article):
            article = storage.article(article.id)
            reading = engine_of(engines.of(article.source_id)).read(article, hints_for(sources.get(article.source_id)))
            keep_reading(storage, article, reading, now)
            match_pending(storage, policy, now)  # one by one, so that the history of a row tells what came after what
        on_read()
    match_pending(storage, policy, now)
    return {item.name: storage.reports_of_article(item.article.id) for item in named}


def _one_url_each(articles: Iterable[NamedArticle]) -> list[NamedArticle]:
    """Two lines of one url but different names are two articles to whoever sent them: the later gets its name in it.

    Two lines of one url and one name are one article whose page was rewritten in between.
    """
    seen: dict[str, str] = {}
    named = []
    for item in articles:
        if seen.setdefault(item.article.url, item.name) != item.name:
            url = f"{item.article.url}#{item.name}"
            item = replace(item, article=replace(item.article, url=url, id=article_id(url)))
        named.append(item)
    return named


def _add_sources(storage: Storage, articles: Iterable[NamedArticle]) -> None:
    """Every outlet named becomes a source that is never polled; those of the config keep their declaration."""
    known = {source.id: source for source in storage.sources()}
    for item in articles:
        slug = source_slug(item.source)
        known.setdefault(
            slug,
            Source(
                id=slug,
                name=item.source or slug,
                kind=SourceKind.FEED,
                url="",
                publisher=slug,
                enabled=False,
            ),
        )
    storage.sync_sources(known.values())


def _is_unread(storage: Storage, article: Article) -> bool:
    return storage.article_state(article.id) is ArticleState.FETCHED
