"""What the lists of the past say: robots.txt, sitemaps of any age, the Wayback index. Bytes in, plain records out."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from crawler.canonical import canonical_url, same_site
from crawler.past.days import Days, list_may_hold, page_may_be_of
from crawler.reading.documents import Document, Origin
from khabardar.records import Link

_LARGEST = 50 * 1024 * 1024  # bytes unpacked: the limit of sitemaps.org
_NO_ARTICLE = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".css", ".js", ".xml", ".rss")


@dataclass(frozen=True, slots=True)
class PastListing:
    """What one list gave of the days asked for. `fault`: why it gave nothing, with the way out."""

    links: tuple[Link, ...] = ()
    children: tuple[str, ...] = ()
    listed: int = 0  # addresses, of these days or not
    resume: str | None = None  # the Wayback index: where its next page begins
    fault: str | None = None


def sitemaps_of_robots(document: Document) -> PastListing:
    """The sitemaps that robots.txt names; else the address at which most sites have theirs."""
    lines = document.body.decode("utf-8", "replace").splitlines()
    named = [line.partition(":")[2] for line in lines if line.strip().lower().startswith("sitemap:")]
    urls = [url for name in named if (url := canonical_url(name, document.url))]
    return PastListing(children=tuple(dict.fromkeys(urls)) or (canonical_url("/sitemap.xml", document.url) or "",))


def read_past_sitemap(document: Document, origin: Origin, days: Days) -> PastListing:
    """A sitemap's pages, or an index's sitemaps, that may be of these days."""
    try:
        body = _unpacked(document.body)
    except (OSError, EOFError, zlib.error) as error:
        return PastListing(fault=f"the gzipped sitemap can't be unpacked: {error}")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body, parser) if body.strip() else None
    except etree.XMLSyntaxError as error:
        return PastListing(fault=f"the sitemap's XML is broken: {error}")
    kind = str(etree.QName(root).localname) if root is not None else ""
    if root is None or kind not in ("sitemapindex", "urlset"):
        return PastListing(fault="it is no sitemap; name the right ones in the source's `archive: {sitemaps: […]}`")
    entries = list(_entries(root, document.url, origin))
    if kind == "sitemapindex":
        children = tuple(url for url, _, changed, _ in entries if list_may_hold(days, url, changed))
        return PastListing(children=children, listed=len(entries))
    links = tuple(
        Link(url=url, source_id=origin.source_id, title=title, published=published, of_past=True)
        for url, published, changed, title in entries
        if page_may_be_of(days, url, published, changed)
    )
    return PastListing(links=links, listed=len(entries))


def read_wayback_index(document: Document, origin: Origin, days: Days, site: str) -> PastListing:
    """Pages of the site that were kept in these days: JSON rows of [time, address], then the key of the next page."""
    try:
        rows = json.loads(document.body or b"[]")
    except ValueError:
        return PastListing(fault="the Wayback index answers with no JSON; try again later")
    if not isinstance(rows, list):
        return PastListing(fault="the Wayback index answers with JSON of another form")
    cells = [row for row in rows[1:] if isinstance(row, list)]
    resume = cells[-1][0] if len(cells) > 1 and len(cells[-1]) == 1 and cells[-2] == [] else None
    kept = [row[1] for row in cells if len(row) == 2]
    urls = dict.fromkeys(url for address in kept if (url := canonical_url(str(address))))
    links = tuple(
        Link(url=url, source_id=origin.source_id, of_past=True)
        for url in urls
        if same_site(url, site)
        and not url.partition("?")[0].lower().endswith(_NO_ARTICLE)
        and page_may_be_of(days, url, None, None)
    )
    return PastListing(links=links, listed=len(kept), resume=resume)


Entry = tuple[str, datetime | None, datetime | None, str | None]


def _entries(root: etree._Element, base: str, origin: Origin) -> Iterable[Entry]:
    """(address, published, changed, title); of the site's own pages only, since anybody may write a sitemap."""
    for element in root:
        texts = {str(etree.QName(part).localname): part.text for part in element.iter() if isinstance(part.tag, str)}
        url = canonical_url(texts.get("loc") or "", base)
        if url is not None and same_site(url, base):
            published, changed = (_moment(texts.get(name)) for name in ("publication_date", "lastmod"))
            title = " ".join((texts.get("title") or "").split()) or None
            yield url, published, changed, title


def _moment(text: str | None) -> datetime | None:
    """W3C dates only, which are all that sitemaps may have; without a zone they are UTC."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = gzip.GzipFile(fileobj=io.BytesIO(body)).read(_LARGEST + 1)
    if len(unpacked) > _LARGEST:
        raise OSError(f"it is larger than {_LARGEST >> 20} MB unpacked")
    return unpacked
