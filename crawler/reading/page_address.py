"""Where a page says that it belongs: its canonical address, and where it sends its reader on to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html

from crawler.canonical import canonical_url, same_site

_OWN = ("//link[contains(concat(' ', @rel, ' '), ' canonical ')]/@href", "//meta[@property='og:url']/@content")
_REFRESH = re.compile(r"(?i)^\s*\d+(?:\.\d+)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)")
GOOGLE_NEWS = "news.google.com"
_NUMBER = re.compile(r"\d{2,}$")
_TWIN_TAIL = re.compile(r"/(?:print|mobile|full|all|\d{1,2})$")  # after which comes the same article in another dress
_PAGES = ("page", "p", "paged", "start", "offset")


def address_of(root: lxml.html.HtmlElement, url: str) -> str | None:
    """The canonical address that the page names, if it can be this page's: of this site, and of no list."""
    base = urljoin(url, next(map(str, root.xpath("//base/@href")), ""))
    for path in _OWN:
        for text in root.xpath(path):
            found = canonical_url(str(text), base or None) if str(text).strip() else None
            if found and (not url or _can_be(found, url)):
                return found
    return None


def sends_to(root: lxml.html.HtmlElement, url: str) -> str | None:
    """Where a page that is no more than a step on the way leads: a refresh, or Google News's link to the outlet."""
    for text in _steps(root, url):
        found = canonical_url(text, url or None)
        if found and urlsplit(found).hostname != GOOGLE_NEWS and found != canonical_url(url):
            return found
    return None


def _can_be(found: str, url: str) -> bool:
    """Broken templates name the home page, the section, or the program without the article's number."""
    path, own_path = urlsplit(found).path.rstrip("/"), urlsplit(canonical_url(url) or url).path.rstrip("/")
    if not same_site(found, url) or (not path and own_path):
        return False
    if own_path.startswith(f"{path}/") and not _TWIN_TAIL.match(own_path[len(path) :]):
        return False
    if path == own_path:
        kept = dict(parse_qsl(urlsplit(found).query))
        dropped = {name: value for name, value in parse_qsl(urlsplit(url).query) if name not in kept}
        return not any(_NUMBER.match(value) and name not in _PAGES for name, value in dropped.items())
    return True


def _steps(root: lxml.html.HtmlElement, url: str) -> Iterator[str]:
    if urlsplit(url).hostname == GOOGLE_NEWS:
        yield from map(str, root.xpath("//@data-n-au | //a[@rel='nofollow']/@href | //noscript//a/@href"))
    for text in root.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']/@content"):
        if found := _REFRESH.match(str(text)):
            yield found[1].strip()
