"""The items of a feed as feedparser gives them, to links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from crawler.canonical import canonical_url
from crawler.reading.dates import Stamp, plausible, read_stamp
from crawler.reading.documents import Origin
from crawler.reading.plain_text import one_line, plain_text
from khabardar.records import Link
from khabardar.vocabulary import Zone

_FOOTER = re.compile(r"(?:^|\n\n)The post [^\n]+ appeared first on [^\n]+$")  # WordPress adds it to every item
_NO_ADDRESS = re.compile(r"(?i)tag:|urn:")
_PUBLISHED = ("published", "created", "updated")
_ID_DIGITS = 16
_SHORTEST_TEXT = 60  # characters: an item without a page and with less tells nothing


def links_of(entries: Sequence[Any], base: str, origin: Origin) -> list[Link]:
    """In the feed's order. An item without a page of its own gets an address inside the feed, if it has a text."""
    return [link for entry in entries if (link := _link(entry, base, origin))]


def _link(entry: Any, base: str, origin: Origin) -> Link | None:
    title, content = one_line(entry.get("title")) or None, _content(entry)
    stated = _date(entry, _PUBLISHED, origin)
    published = plausible(stated, origin.fetched)
    url = _page(entry, base)
    if url is None:
        if len(content or "") < _SHORTEST_TEXT:
            return None
        day = stated.moment.date().isoformat() if stated else ""  # as it stands there, whenever we look
        url = inner_address(base, entry.get("id") or f"{title}|{day}")
    modified = plausible(_date(entry, ("updated",), origin), origin.fetched)
    return Link(
        url=url,
        source_id=origin.source_id,
        guid=entry.get("id") or None,
        title=title,
        published=published.moment if published else None,
        published_zone=published.zone if published else Zone.STATED,
        modified=modified.moment if modified else None,
        authors=_authors(entry),
        language=entry.get("language") or None,
        content=content,
        categories=_categories(entry),
    )


def inner_address(base: str, name: str) -> str:
    """Of an item that has no page: the feed's address and a name behind `#`, the same at every visit."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:_ID_DIGITS]
    return f"{canonical_url(base) or base}#{digest}"


def _page(entry: Any, base: str) -> str | None:
    """The item's page. A home page is none: feeds of notices give it to every item."""
    for address in (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id")):
        if address and address.strip() and not _NO_ADDRESS.match(address.strip()):
            url = canonical_url(address, base)
            if url and (urlsplit(url).path not in ("", "/") or urlsplit(url).query):
                return url
    return None


def _date(entry: Any, keys: Sequence[str], origin: Origin) -> Stamp | None:
    # feedparser's own reading gives nothing for dates without a zone, or in a local language.
    texts = (dict.get(entry, key) for key in keys)  # its own `get` mixes up the first and the last, and warns
    return next((date for text in texts if (date := read_stamp(text, origin.timezone, origin.language))), None)


def _authors(entry: Any) -> tuple[str, ...]:
    names = [one_line(author.get("name")) for author in entry.get("authors", ()) if author]
    return tuple(dict.fromkeys(filter(None, names)))


def _categories(entry: Any) -> tuple[str, ...]:
    words = [one_line(tag.get("label") or tag.get("term")) for tag in entry.get("tags", ()) if tag]
    return tuple(dict.fromkeys(filter(None, words)))


def _content(entry: Any) -> str | None:
    bodies = [part.get("value") or "" for part in entry.get("content", ())] + [entry.get("summary") or ""]
    text = max((plain_text(body) for body in bodies), key=len)
    return _FOOTER.sub("", text).strip() or None
