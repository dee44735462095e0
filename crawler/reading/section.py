"""A section page without a feed: the links that its CSS selector finds, of the same site only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import lxml.html
from cssselect import SelectorError
from lxml import etree

from crawler.canonical import canonical_url, same_site
from crawler.reading.decoding import decode
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.links import MOST_ITEMS, distinct
from khabardar.records import Link
from khabardar.vocabulary import PollCondition

_NO_ARTICLE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|m4a|avi|zip|css|js|xml|rss)$", re.IGNORECASE)


def read_section(document: Document, origin: Origin) -> Listing:
    """The listing of a section page; a selector that finds nothing is a fault, since the layout has changed then."""
    text = decode(document.body, document.content_type, origin.language)
    if not text.strip():
        return Listing(PollCondition.EMPTY, "the page is empty; if it stays so, look for a new address")
    selector = origin.selectors.list
    try:
        root = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
        anchors = list(_anchors(root, selector))
    except SelectorError:
        return Listing(PollCondition.BROKEN_CONTENT, f"selectors.list is no CSS selector: {selector!r}")
    except (etree.ParserError, ValueError) as error:
        return Listing(PollCondition.BROKEN_CONTENT, f"the page can't be parsed: {error}")
    base = urljoin(document.url, next(map(str, root.xpath("//base/@href")), ""))
    links = distinct(link for anchor in anchors[:MOST_ITEMS] if (link := _link(anchor, base, document.url, origin)))
    if links:
        return Listing(PollCondition.OK, links=links, next=_next(root, base, document.url, origin.selectors.next))
    return Listing(
        PollCondition.BROKEN_CONTENT,
        f"selectors.list {selector!r} finds no link of this site; the layout may have changed: mend the selector",
    )


def _next(root: lxml.html.HtmlElement, base: str, page: str, selector: str | None) -> str | None:
    """The section's next page. Its address is kept as it is: what else is tracking may be its number."""
    for element in root.cssselect(selector) if selector else ():
        href = (element.get("href") or element.get("data-href") or "").strip()
        url = urljoin(base, href).partition("#")[0] if href and not href.startswith("#") else ""
        if url.startswith(("http://", "https://")) and url != page and same_site(url, page):
            return url
    return None


def _anchors(root: lxml.html.HtmlElement, selector: str) -> Iterator[lxml.html.HtmlElement]:
    for element in root.cssselect(selector):
        if element.tag == "a":
            yield element
        else:
            yield from element.iter("a")


def _link(anchor: lxml.html.HtmlElement, base: str, page: str, origin: Origin) -> Link | None:
    href = (anchor.get("href") or "").strip()
    url = canonical_url(href, base) if href and not href.startswith("#") else None
    if url is None or not same_site(url, page) or _leads_elsewhere(url, page):
        return None
    title = " ".join(anchor.text_content().split())
    return Link(url=url, source_id=origin.source_id, title=title or None)


def _leads_elsewhere(url: str, page: str) -> bool:
    """The section itself, the home page, and files that are no article."""
    path = urlsplit(url).path
    return url == canonical_url(page) or path in ("", "/") or bool(_NO_ARTICLE.search(path))
