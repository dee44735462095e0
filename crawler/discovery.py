"""Where a site keeps its feeds and sitemaps, by what its pages and its robots.txt say of them. Pure.

First what a page names in its head, then links that look like feeds, then robots.txt, and only where these name nothing
the addresses at which most sites have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree

from crawler.canonical import canonical_url, same_site
from crawler.reading.decoding import decode
from crawler.reading.documents import Document
from crawler.reading.page_language import stated_language
from crawler.reading.plain_text import one_line
from khabardar.records import Link
from khabardar.vocabulary import PollCondition, SourceKind

FEED_PATHS = ("feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feeds/posts/default", "feed.json")
SITEMAP_PATHS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_news.xml", "sitemap.xml", "sitemap_index.xml")
_SECTION_SELECTORS = ("article h2 a", "article h3 a", "h2 a", "h3 a", "article a", "main a")
_FEED_TYPE = re.compile(r"(?i)application/(?:rss|atom|rdf|feed)\+(?:xml|json)|text/xml|application/xml")
_FEED_PATH = re.compile(r"(?i)(?:^|[/._-])(?:rss|feeds?|atom|backend)(?:[/._-]|\d|$)")
_COMMENTS = re.compile(r"(?i)comments?(?:/|$|\W)")
_SITEMAP_LINE = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")
_NO_NEWS = re.compile(r"(?i)image|video|tag|categor|author|page-sitemap|static")
_MOST_LINKS = 8
_FEWEST_HEADLINES = 5
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a source. `found`: how it was found, in words."""

    url: str
    kind: SourceKind
    found: str


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the site's page says of itself."""

    name: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one candidate turned out to be. `pages`: characters of the articles tried; 0 where one could not be read."""

    candidate: Candidate
    condition: PollCondition
    detail: str = ""
    title: str = ""
    items: int = 0
    newest: datetime | None = None
    selector: str | None = None  # of a section page
    pages: tuple[int, ...] = ()
    page_faults: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        return self.condition is PollCondition.OK and self.items > 0


def named_by_page(document: Document) -> list[Candidate]:
    """Feeds that a page names; those of comments come last."""
    root = _parsed(document)
    if root is None:
        return []
    base = urljoin(document.url, next(map(str, root.xpath("//base/@href")), ""))
    found = [
        Candidate(url, SourceKind.FEED, "the page names it in its head")
        for link in root.xpath("//link[contains(concat(' ', @rel, ' '), ' alternate ')][@href][@type]")
        if _FEED_TYPE.search(link.get("type")) and (url := _absolute(link.get("href"), base))
    ]
    linked = (url for anchor in root.xpath("//a[@href]") if (url := _absolute(anchor.get("href"), base)))
    likely = [url for url in linked if _FEED_PATH.search(urlsplit(url).path) and same_site(url, document.url)]
    found += [Candidate(url, SourceKind.FEED, "a link on the page") for url in likely[:_MOST_LINKS]]
    return sorted(_once(found), key=lambda one: bool(_COMMENTS.search(one.url)))


def named_by_robots(text: str, url: str) -> list[Candidate]:
    """Sitemaps of robots.txt, those with news first, those of pictures and tags last."""
    lines = (address for line in _SITEMAP_LINE.findall(text) if (address := _absolute(line, url)))
    found = _once(Candidate(address, SourceKind.SITEMAP, "robots.txt names it") for address in lines)
    return sorted(found, key=lambda one: ("news" not in one.url.lower(), bool(_NO_NEWS.search(one.url))))


def usual(url: str, kind: SourceKind) -> list[Candidate]:
    """Where most sites have them."""
    home = home_of(url)
    paths = FEED_PATHS if kind is SourceKind.FEED else SITEMAP_PATHS
    return [Candidate(urljoin(home, path), kind, "where most sites have one") for path in paths]


def home_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def facts_of(document: Document) -> SiteFacts:
    """Name and language, for the declaration."""
    root = _parsed(document)
    if root is None:
        return SiteFacts()
    names = [*root.xpath("//meta[@property='og:site_name']/@content"), root.findtext(".//title") or ""]
    name = next((line for text in names if (line := one_line(str(text)))), "")
    tag = (stated_language(root) or "en").split("-")[0].lower()
    return SiteFacts(re.split(r"\s+[|–—-]\s+", name)[0].strip(), tag)


def section_selector(document: Document) -> str | None:
    """The first usual selector that finds headlines enough, for a site that has no feed."""
    root = _parsed(document)
    if root is None:
        return None
    for selector in _SECTION_SELECTORS:
        anchors = root.cssselect(selector)
        told = {
            canonical_url(anchor.get("href") or "", document.url)
            for anchor in anchors
            if len(anchor.text_content().split()) >= _HEADLINE_WORDS
        }
        if sum(url is not None and same_site(url, document.url) for url in told) >= _FEWEST_HEADLINES:
            return selector
    return None


def newest_of(links: Sequence[Link]) -> datetime | None:
    """The newest date that items carry."""
    return max((link.published for link in links if link.published), default=None)


def _parsed(document: Document) -> lxml.html.HtmlElement | None:
    text = decode(document.body, document.content_type)
    try:
        return lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _absolute(href: str, base: str) -> str | None:
    """As it is written: a feed's tracking parameters may be what it is."""
    try:
        url = urljoin(base, href.strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else None
    except ValueError:
        return None


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    def each() -> Iterator[tuple[str, Candidate]]:
        for candidate in candidates:
            yield candidate.url.partition("#")[0], candidate

    firsts: dict[str, Candidate] = {}
    for url, candidate in each():
        firsts.setdefault(url, candidate)
    return list(firsts.values())
