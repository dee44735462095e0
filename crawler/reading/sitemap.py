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
from crawler.reading.dates import plausible, read_date
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.links import MOST_ITEMS, distinct
from crawler.reading.plain_text import one_line
from khabardar.records import Link
from khabardar.vocabulary import PollCondition

MOST_CHILDREN = 3  # sitemaps of an index that one visit reads
_LARGEST = 50 * 1024 * 1024  # bytes unpacked: the limit of sitemaps.org
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Entry:
    url: str
    changed: datetime | None  # lastmod
    published: datetime | None  # news:publication_date
    title: str | None
    is_news: bool


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
    return entry.is_news or date is None or date >= fetched - _RECENT


def _newest_first(entry: _Entry) -> float:
    """A sort key; undated ones come last, in the order of the document."""
    date = entry.published or entry.changed
    return -date.timestamp() if date else 0.0


def _link(entry: _Entry, origin: Origin) -> Link:
    return Link(url=entry.url, source_id=origin.source_id, title=entry.title, published=entry.published)


def _entries(root: etree._Element, base: str, origin: Origin) -> Iterator[_Entry]:
    for element in root:
        values = {_local(part): part for part in element.iter() if isinstance(part.tag, str) and part.text}
        location = values.get("loc")
        url = canonical_url(location.text or "", base) if location is not None else None
        if url is None:
            continue
        published = _date(values.get("publication_date"), origin)
        title = values.get("title")
        yield _Entry(
            url=url,
            changed=_date(values.get("lastmod"), origin),
            published=plausible(published, origin.fetched),
            title=(one_line(title.text) or None) if title is not None else None,
            is_news="publication_date" in values,
        )


def _date(element: etree._Element | None, origin: Origin) -> datetime | None:
    return read_date(element.text, origin.timezone) if element is not None else None


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
