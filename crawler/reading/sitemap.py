"""Sitemaps, news sitemaps and sitemap indexes (sitemaps.org, Google's news extension), plain or gzipped.

A news sitemap lists the last two days and is taken whole. An ordinary one lists all that a site ever wrote: of it only
what changed in the last week is news; the archive is another errand.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from crawler.canonical import canonical_url
from crawler.reading.dates import Stamp, plausible, read_stamp
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.links import MOST_ITEMS, distinct
from crawler.reading.plain_text import one_line
from khabardar.records import Link
from khabardar.vocabulary import PollCondition, Zone

MOST_CHILDREN = 3  # sitemaps of an index that one visit reads
_LARGEST = 50 * 1024 * 1024  # bytes unpacked: the limit of sitemaps.org
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Entry:
    url: str
    changed: Stamp | None  # lastmod
    published: Stamp | None  # news:publication_date
    title: str | None
    is_news: bool
    language: str | None = None
    keywords: tuple[str, ...] = ()


def read_sitemap(document: Document, origin: Origin) -> Listing:
    """The listing of a sitemap's body, or, of an index, the sitemaps to read next."""
    try:
        body = _unpacked(document.body)
    except (OSError, EOFError, zlib.error) as error:
        return Listing(PollCondition.BROKEN_CONTENT, f"the gzipped sitemap can't be unpacked: {error}")
    if not body.strip():
        return Listing(PollCondition.EMPTY, "the sitemap's body is empty; if it stays so, look for a new address")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return Listing(PollCondition.BROKEN_CONTENT, f"the sitemap's XML is broken: {error}")
    if root is None:
        return Listing(PollCondition.NOT_A_FEED, "no sitemap: it is not XML; robots.txt may name the right url")
    kind = _local(root)
    if kind == "sitemapindex":
        return _index(root, document.url, origin)
    if kind != "urlset":
        return Listing(PollCondition.NOT_A_FEED, f"no sitemap: its root is <{kind}>; robots.txt may name the right url")
    return _urlset(root, document.url, origin)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = gzip.GzipFile(fileobj=io.BytesIO(body)).read(_LARGEST + 1)
    if len(unpacked) > _LARGEST:
        raise OSError(f"it is larger than {_LARGEST >> 20} MB unpacked")
    return unpacked


def _index(root: etree._Element, base: str, origin: Origin) -> Listing:
    entries = sorted(_entries(root, base, origin), key=_newest_first)
    if not entries:
        return Listing(PollCondition.EMPTY, "a sitemap index that names no sitemap")
    # News sitemaps first: an index often mixes them with those of tags, authors and pictures.
    chosen = sorted(entries, key=lambda entry: "news" not in entry.url.rpartition("/")[2].lower())
    return Listing(PollCondition.OK, children=tuple(entry.url for entry in chosen[:MOST_CHILDREN]))


def _urlset(root: etree._Element, base: str, origin: Origin) -> Listing:
    entries = list(_entries(root, base, origin))
    if not entries:
        return Listing(PollCondition.EMPTY, "a sitemap without addresses; if it stays so, it may have moved")
    recent = [entry for entry in entries if _is_recent(entry, origin.fetched)]
    chosen = sorted(recent, key=_newest_first)[:MOST_ITEMS]
    left_out = len(recent) - len(chosen)
    detail = f"{left_out} addresses beyond the newest {MOST_ITEMS} were left out" if left_out else ""
    return Listing(PollCondition.OK, detail, distinct(_link(entry, origin) for entry in chosen))


def _is_recent(entry: _Entry, fetched: datetime) -> bool:
    date = entry.published or entry.changed
    return entry.is_news or date is None or date.moment >= fetched - _RECENT


def _newest_first(entry: _Entry) -> float:
    """A sort key; undated ones come last, in the order of the document."""
    date = entry.published or entry.changed
    return -date.moment.timestamp() if date else 0.0


def _link(entry: _Entry, origin: Origin) -> Link:
    modified = plausible(entry.changed, origin.fetched)
    return Link(
        url=entry.url,
        source_id=origin.source_id,
        title=entry.title,
        published=entry.published.moment if entry.published else None,
        published_zone=entry.published.zone if entry.published else Zone.STATED,
        modified=modified.moment if modified else None,
        language=entry.language,
        categories=entry.keywords,
    )


def _entries(root: etree._Element, base: str, origin: Origin) -> Iterator[_Entry]:
    for element in root:
        own = _texts(element)
        url = canonical_url(own.get("loc", ""), base) if "loc" in own else None
        if url is None:
            continue
        # Only of the news: pictures and films have titles and addresses of their own.
        about = next((part for part in element if _local(part) == "news"), None)
        news = _texts(about) if about is not None else {}
        names = next((_texts(part) for part in about if _local(part) == "publication"), {}) if about is not None else {}
        yield _Entry(
            url=url,
            changed=read_stamp(own.get("lastmod"), origin.timezone),
            published=plausible(read_stamp(news.get("publication_date"), origin.timezone), origin.fetched),
            title=one_line(news.get("title")) or None,
            is_news="publication_date" in news,
            language=names.get("language") or None,
            keywords=tuple(filter(None, (word.strip() for word in news.get("keywords", "").split(",")))),
        )


def _texts(element: etree._Element) -> dict[str, str]:
    """The words in its children, by their names without prefix."""
    return {_local(part): part.text.strip() for part in element if isinstance(part.tag, str) and part.text}


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
