"""An article page to title, text and date: trafilatura's reading, mended by the source's own selectors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from crawler.canonical import canonical_url
from crawler.reading.dates import read_date
from crawler.reading.decoding import decode
from crawler.reading.documents import PageFacts
from crawler.reading.plain_text import one_line, plain_text
from khabardar.records import Selectors

_DATE_XPATHS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished' or @name='datePublished']/@content",
    "//meta[@name='parsely-pub-date' or @name='sailthru.date' or @name='pubdate' or @name='publish-date']/@content",
    "//meta[@name='DC.date.issued' or @name='dc.date' or @name='date']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "(//article//time/@datetime | //time[@pubdate]/@datetime)[1]",
)
_JSON_LD_XPATH = "//script[@type='application/ld+json']/text()"
_NO_SELECTORS = Selectors()


def read_page(
    body: bytes,
    url: str,
    content_type: str = "",
    timezone: str = "UTC",
    language: str = "en",
    selectors: Selectors = _NO_SELECTORS,
) -> PageFacts:
    """The facts of a page. Heavy and not safe in threads: spiders run it in the worker pool."""
    html = decode(body, content_type, language)
    root = _parsed(html)
    if root is None:
        return PageFacts("")
    # Deduplication is off: trafilatura would remember paragraphs over pages, and one reading depend on the last.
    found: Any = trafilatura.bare_extraction(
        html, url=url or None, include_comments=False, deduplicate=False, with_metadata=True
    )
    title = _selected(root, selectors.title) or one_line(found.title if found else None) or None
    text = _selected(root, selectors.text) or _blocks(found.text if found else "")
    return PageFacts(
        text=_without_title(text, title),
        title=title,
        published=_published(root, selectors.published, found.date if found else None, timezone, language),
        canonical_url=_canonical(root, url),
        authors=_authors(found.author if found else None),
    )


def _parsed(html: str) -> lxml.html.HtmlElement | None:
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _blocks(text: str | None) -> str:
    """trafilatura writes one paragraph a line."""
    return "\n\n".join(filter(None, (" ".join(line.split()) for line in (text or "").splitlines())))


def _selected(root: lxml.html.HtmlElement, selector: str | None) -> str:
    if not selector:
        return ""
    parts = [etree.tostring(element, encoding="unicode", with_tail=False) for element in root.cssselect(selector)]
    return "\n\n".join(filter(None, map(plain_text, parts)))


def _without_title(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n\n")
    return rest if title and first.casefold() == title.casefold() else text


def _published(
    root: lxml.html.HtmlElement, selector: str | None, guess: str | None, timezone: str, language: str
) -> datetime | None:
    texts = (*_selected(root, selector).splitlines(), *_stated_dates(root))
    stated = (read_date(text, timezone, language) for text in texts)
    return next(filter(None, stated), None) or read_date(guess, timezone)


def _stated_dates(root: lxml.html.HtmlElement) -> Iterator[str]:
    yield from map(str, root.xpath(_DATE_XPATHS[0]))
    for script in root.xpath(_JSON_LD_XPATH):
        yield from _json_ld_dates(str(script))
    for path in _DATE_XPATHS[1:]:
        yield from map(str, root.xpath(path))


def _json_ld_dates(script: str) -> Iterator[str]:
    try:
        waiting = [json.loads(script, strict=False)]
    except (json.JSONDecodeError, RecursionError):
        return
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if isinstance(node.get("datePublished"), str):
                yield node["datePublished"]
            waiting.extend(value for key, value in node.items() if key in ("@graph", "mainEntity"))


def _canonical(root: lxml.html.HtmlElement, url: str) -> str | None:
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for address in root.xpath(path):
            if str(address).strip() and (found := canonical_url(str(address), url or None)):
                return found
    return None


def _authors(names: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in (names or "").split(";")))))
