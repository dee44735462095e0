"""A link and what its page said, to an article; or the feed's own words where the page has fewer or can't be had."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.reading.dates import plausible
from crawler.reading.documents import PageFacts
from khabardar.identity import article_id, content_hash
from khabardar.records import Article, HttpFacts, Link, Source
from khabardar.vocabulary import SourceKind

SHORTEST_TEXT = 60  # characters: less is a caption or a notice, not an article
_SHORTEST_PAGE = 250  # below it, a page that reads badly is more likely than a brief
_AS_LONG = 0.9  # of the feed's text: feeds add a line or two of their own


def article_from_page(
    source: Source, link: Link, facts: PageFacts, http: HttpFacts, fetched: datetime
) -> Article | None:
    """None where neither the page nor the feed has the text of an article."""
    feed_text = link.content or ""
    enough = len(facts.text) >= _SHORTEST_PAGE or len(facts.text) >= len(feed_text)
    use_page = enough and len(facts.text) >= _AS_LONG * len(feed_text)
    text = facts.text if use_page else feed_text
    if len(text) < SHORTEST_TEXT:
        return None
    return _article(source, link, facts, text, "page" if use_page else "feed", http, fetched)


def article_from_feed(source: Source, link: Link, fetched: datetime) -> Article | None:
    """The article as the feed tells it, for a page that can't be had; None where the feed tells too little."""
    if len(link.content or "") < SHORTEST_TEXT:
        return None
    return _article(source, link, PageFacts(""), link.content or "", "feed", None, fetched)


def _article(
    source: Source, link: Link, facts: PageFacts, text: str, text_origin: str, http: HttpFacts | None, fetched: datetime
) -> Article:
    published, published_origin = _published(source, link, facts, fetched)
    return Article(
        id=article_id(link.url),
        url=link.url,
        source_id=source.id,
        title=_title(source, link, facts),
        published=published.astimezone(ZoneInfo(source.timezone)),
        fetched=fetched,
        text=text,
        published_origin=published_origin,
        text_origin=text_origin,
        authors=link.authors or facts.authors,
        language=link.language or source.language,
        guid=link.guid,
        content_hash=content_hash(text),
        http=http,
    )


def _published(source: Source, link: Link, facts: PageFacts, fetched: datetime) -> tuple[datetime, str]:
    if link.published:
        return link.published, "sitemap" if source.kind is SourceKind.SITEMAP else "feed"
    if stated := plausible(facts.published, fetched):
        return stated, "page"
    return fetched, "fetched"


def _title(source: Source, link: Link, facts: PageFacts) -> str:
    """The outlet's headline; on a section page a link's words may be "Read more"."""
    titles = (facts.title, link.title) if source.kind is SourceKind.SECTION else (link.title, facts.title)
    return next(filter(None, titles), "")
