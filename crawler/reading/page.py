"""An article page to its facts: trafilatura's reading, mended by the source's own selectors."""

from __future__ import annotations

from collections.abc import Iterable

import lxml.html
from lxml import etree
from trafilatura import load_html

from crawler.reading import json_ld, page_dates
from crawler.reading.decoding import decode
from crawler.reading.documents import PageFacts
from crawler.reading.page_address import address_of, sends_to
from crawler.reading.page_language import language_of, stated_language
from crawler.reading.page_people import authors_of
from crawler.reading.page_text import article_text
from crawler.reading.page_title import title_of
from crawler.reading.plain_text import plain_text
from crawler.reading.walls import condition_of
from khabardar.records import ArticleSelectors
from khabardar.vocabulary import PageCondition

_NO_SELECTORS = ArticleSelectors()
_LIVE_PATH = ("/live/", "liveblog", "live-blog", "live-updates", "-live-")


def read_page(
    body: bytes,
    url: str,
    content_type: str = "",
    timezone: str = "UTC",
    language: str = "en",
    selectors: ArticleSelectors = _NO_SELECTORS,
) -> PageFacts:
    """The facts of a page. Heavy and not safe in threads: spiders run it in the worker pool."""
    html = decode(body, content_type, language)
    whole = load_html(html)  # once for all readers, as trafilatura parses: it mends what libxml2 stumbles over
    root = _parsed(html) if whole is None else whole
    if root is None:
        return PageFacts("")
    if selectors.remove:
        _remove(root, selectors.remove)
    nodes = json_ld.nodes(root)
    articles = json_ld.articles(nodes)
    title = _selected(root, selectors.title) or title_of(root, articles)
    text = _selected(root, selectors.text) or (article_text(whole, articles, url, title) if whole is not None else "")
    condition = PageCondition.READ if selectors.text and text else condition_of(root, articles, url, title, text)
    return PageFacts(
        text=text,
        title=title or None,
        published=page_dates.published(root, articles, _dates(root, selectors.published), timezone, language),
        modified=page_dates.modified(root, articles, timezone, language),
        canonical_url=address_of(root, url),
        authors=authors_of(root, articles, _names(root, selectors.author)),
        language=language_of(text, stated_language(root), language),
        is_live=json_ld.is_live(nodes) or any(mark in url for mark in _LIVE_PATH),
        condition=condition,
        sends_to=sends_to(root, url) if condition is not PageCondition.READ else None,
    )


def _parsed(html: str) -> lxml.html.HtmlElement | None:
    """A scrap that is no whole page: it has no article, but may send its reader on."""
    try:
        return lxml.html.document_fromstring(html.encode("utf-8", "replace"), lxml.html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return None


def _remove(root: lxml.html.HtmlElement, selectors: Iterable[str]) -> None:
    for element in [found for selector in selectors for found in root.cssselect(selector)]:
        if element.getparent() is not None:
            element.drop_tree()


def _selected(root: lxml.html.HtmlElement, selector: str | None) -> str:
    if not selector:
        return ""
    parts = [etree.tostring(element, encoding="unicode", with_tail=False) for element in root.cssselect(selector)]
    return "\n\n".join(filter(None, map(plain_text, parts)))


def _dates(root: lxml.html.HtmlElement, selector: str | None) -> list[str]:
    """In an attribute for machines, or in words."""
    found = root.cssselect(selector) if selector else []
    return [text for one in found for text in (one.get("datetime"), one.get("content"), one.text_content()) if text]


def _names(root: lxml.html.HtmlElement, selector: str | None) -> list[str]:
    return [one.get("content") or one.text_content() for one in (root.cssselect(selector) if selector else ())]
