"""A link and what its page said, to an article; or the feed's own words where the page has fewer or can't be had."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler.canonical import canonical_url
from crawler.reading.dates import Stamp, plausible
from crawler.reading.documents import PageFacts
from crawler.reading.page_language import language_of
from crawler.reading.walls import SHORTEST_TEXT
from khabardar.identity import address_key, article_id, content_hash
from khabardar.records import Article, HttpFacts, Link, Source
from khabardar.vocabulary import PageCondition, SourceKind, Zone

_SHORTEST_PAGE = 250  # below it, a page that reads badly is more likely than a brief
_AS_LONG = 0.9  # of the feed's text: feeds add a line or two of their own
_WORDS = {
    PageCondition.PAYWALL: "the page shows only the beginning of the article, to those who don't pay",
    PageCondition.CONSENT: "the page asks for leave to set cookies and shows no article",
    PageCondition.LOGIN: "the page asks to sign in and shows no article",
    PageCondition.CHALLENGE: "the page tests for a browser and shows no article; ask the site to let us in",
    PageCondition.SOFT_404: "the page says that there is no such article, with the status of one that is there",
    PageCondition.HIDDEN_ADDRESS: "Google News tells the outlet's address to scripts only; watch the outlet's own feed",
    PageCondition.NO_TEXT: "no article text found in the page",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from an article's page, and what its answer said."""

    facts: PageFacts
    http: HttpFacts


def words_of(condition: PageCondition) -> str:
    """What a page was that could not be read."""
    return _WORDS[condition]


def article_from_page(source: Source, link: Link, page: Page, fetched: datetime) -> Article | None:
    """None where neither the page nor the feed has the text of an article."""
    facts, feed_text = page.facts, link.content or ""
    if facts.condition is not PageCondition.READ:
        if len(feed_text) < SHORTEST_TEXT:
            return None
        article = _article(source, link, facts, feed_text, fetched)
        return replace(article, text_origin="feed", http=page.http, remark=words_of(facts.condition))
    enough = len(facts.text) >= _SHORTEST_PAGE or len(facts.text) >= len(feed_text)
    use_page = enough and len(facts.text) >= _AS_LONG * len(feed_text)
    text = facts.text if use_page else feed_text
    if len(text) < SHORTEST_TEXT:
        return None
    article = _article(source, link, facts, text, fetched, page.http)
    if not use_page:
        return replace(article, text_origin="feed", http=page.http, remark="the feed tells more than its page")
    return _under_its_own_address(article, link, facts, page.http)


def article_from_feed(source: Source, link: Link, fetched: datetime, why: str = "") -> Article | None:
    """The article as the feed tells it, for a page that can't be had; None where the feed tells too little."""
    if len(link.content or "") < SHORTEST_TEXT:
        return None
    article = _article(source, link, PageFacts(""), link.content or "", fetched)
    return replace(article, text_origin="feed", page=None, remark=why or None)


def _article(
    source: Source, link: Link, facts: PageFacts, text: str, fetched: datetime, http: HttpFacts | None = None
) -> Article:
    published, published_origin = _published(source, link, facts, fetched)
    modified, modified_origin = _modified(source, link, facts, published.moment, fetched)
    return Article(
        id=article_id(link.url),
        url=link.url,
        source_id=source.id,
        title=_title(source, link, facts),
        published=published.moment.astimezone(ZoneInfo(source.timezone)),
        published_zone=published.zone,
        fetched=fetched,
        text=text,
        published_origin=published_origin,
        modified=modified.moment.astimezone(ZoneInfo(source.timezone)) if modified else None,
        modified_origin=modified_origin,
        page=facts.condition,
        is_live=facts.is_live,
        authors=link.authors or facts.authors,
        language=language_of(text, link.language, facts.language, source.language),
        guid=link.guid,
        content_hash=content_hash(text),
        http=http,
    )


def _under_its_own_address(article: Article, link: Link, facts: PageFacts, http: HttpFacts) -> Article:
    """The address that the page calls its own, or where it was found in the end; what it was asked for is kept, too."""
    if facts.canonical_url == link.url or (facts.canonical_url is None and http.final_url == link.url):
        return article  # most of them
    final = canonical_url(http.final_url)
    own = facts.canonical_url or final or link.url
    if address_key(own) == address_key(link.url) or (facts.canonical_url is None and _same_host(own, link.url)):
        return article
    others = dict.fromkeys(url for url in (link.url, final) if url and url != own)
    return replace(article, id=article_id(own), url=own, addresses=tuple(others))


def _same_host(a: str, b: str) -> bool:
    return urlsplit(a).hostname == urlsplit(b).hostname


def _published(source: Source, link: Link, facts: PageFacts, fetched: datetime) -> tuple[Stamp, str]:
    if link.published:
        stamp = Stamp(link.published, link.published_zone)
        return stamp, _kind_of_list(source)
    if stated := plausible(facts.published, fetched):
        return stated, "page"
    return Stamp(fetched, Zone.STATED), "fetched"


def _modified(
    source: Source, link: Link, facts: PageFacts, published: datetime, fetched: datetime
) -> tuple[Stamp | None, str | None]:
    """A change before publication, or at the same minute, is none. Last-Modified is when a server made its answer."""
    listed = Stamp(link.modified) if link.modified else None
    for stamp, origin in ((facts.modified, "page"), (listed, _kind_of_list(source))):
        found = plausible(stamp, fetched)
        if found and (found.moment - published).total_seconds() > 60:
            return found, origin
    return None, None


def _kind_of_list(source: Source) -> str:
    return "sitemap" if source.kind is SourceKind.SITEMAP else "feed"


def _title(source: Source, link: Link, facts: PageFacts) -> str:
    """The outlet's headline; on a section page a link's words may be "Read more"."""
    titles = (facts.title, link.title) if source.kind is SourceKind.SECTION else (link.title, facts.title)
    return next(filter(None, titles), "")
