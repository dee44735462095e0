"""When an article was published and when it was changed, as its page says, best witness first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy

import lxml.html
import trafilatura
from lxml.etree import XPath

from crawler.reading.dates import Stamp, read_stamp
from crawler.reading.json_ld import Node, strings

_JSON_LD = None  # its place among the paths
_PUBLISHED = (
    XPath("//meta[@property='article:published_time' or @name='article:published_time']/@content"),
    _JSON_LD,
    XPath("//meta[@itemprop='datePublished' or @name='datePublished']/@content"),
    XPath(
        "//meta[@name='parsely-pub-date' or @name='sailthru.date' or @name='pubdate' or @name='publish-date']/@content"
    ),
    XPath("//meta[@name='cXenseParse:recs:publishtime' or @name='cXenseParse:publishtime']/@content"),
    XPath("//meta[@name='article.published' or @property='og:published_time' or @name='published_time']/@content"),
    XPath("//meta[@name='DC.date.issued' or @name='dcterms.created' or @name='dc.date' or @name='date']/@content"),
    XPath("//@itemprop[.='datePublished']/../@*[name()='datetime' or name()='content']"),
    XPath("(//article//time/@datetime | //time[@pubdate]/@datetime)[1]"),
    XPath("//time[contains(@class, 'publish') or contains(@class, 'entry-date')]/@datetime"),
)
_MODIFIED = (
    XPath("//meta[@property='article:modified_time' or @property='og:updated_time']/@content"),
    _JSON_LD,
    XPath("//meta[@itemprop='dateModified' or @name='last-modified' or @name='dcterms.modified']/@content"),
    XPath("//@itemprop[.='dateModified']/../@datetime | //time[contains(@class, 'updated')]/@datetime"),
)
_LONGEST = 80  # characters: more is no date


def published(
    root: lxml.html.HtmlElement, articles: list[Node], selected: Iterable[str], timezone: str, language: str
) -> Stamp | None:
    """The first statement that is a date; what the source's own selector found comes first, a guess last."""
    texts = (*selected, *_stated(root, articles, _PUBLISHED, "datePublished"))
    return _first(texts, timezone, language) or read_stamp(_guessed(root), timezone)


def modified(root: lxml.html.HtmlElement, articles: list[Node], timezone: str, language: str) -> Stamp | None:
    """The same of the last change."""
    return _first(_stated(root, articles, _MODIFIED, "dateModified"), timezone, language)


def _guessed(root: lxml.html.HtmlElement) -> str | None:
    """trafilatura looks for a day among the page's visible words, too."""
    found = trafilatura.extract_metadata(deepcopy(root))
    return found.date if found else None


def _first(texts: Iterable[str], timezone: str, language: str) -> Stamp | None:
    found = (read_stamp(text, timezone, language) for text in texts if len(text) <= _LONGEST)
    return next(filter(None, found), None)


def _stated(
    root: lxml.html.HtmlElement, articles: list[Node], paths: Iterable[XPath | None], key: str
) -> Iterator[str]:
    for path in paths:
        yield from strings(articles, key) if path is None else map(str, path(root))
