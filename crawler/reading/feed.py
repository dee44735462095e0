"""RSS 0.9x to 2.0, RDF, Atom and JSON Feed to links, by feedparser, which gets text in UTF-8 and never a path."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import feedparser

from crawler.reading.decoding import decode
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.feed_items import links_of
from crawler.reading.json_feed import read_json_feed
from crawler.reading.links import MOST_ITEMS, distinct, newest
from crawler.reading.skips import skip_times
from khabardar.vocabulary import PollCondition

_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ITEM_END = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LONGEST_TTL = timedelta(days=1)


def read_feed(document: Document, origin: Origin) -> Listing:
    """The listing of a feed's body; a body that is no feed gives the condition and what to do."""
    text = decode(document.body, document.content_type, origin.language)
    if not text.strip():
        return Listing(PollCondition.EMPTY, "the feed's body is empty; if it stays so, look for a new address")
    if text.lstrip().startswith("{"):
        return read_json_feed(text, document.url, origin)
    if _HTML_START.match(text[:4096]):
        return Listing(
            PollCondition.NOT_A_FEED,
            "a web page where the feed should be; look on the site for its feed, or use kind: section",
        )
    text, left_out = _bounded(text)
    parsed = parsed_feed(text, document.url)
    found = links_of(parsed.entries, document.url, origin)
    if found:
        hours, days = skip_times(text)
        return Listing(
            PollCondition.OK,
            f"{left_out} items in the middle of a very long feed were left out" if left_out else "",
            distinct(newest(found)),
            min_interval=_ttl(parsed.feed),
            skip_hours=hours,
            skip_days=days,
        )
    return _without_links(parsed)


def parsed_feed(text: str, url: str) -> Any:
    """What feedparser makes of it: items that are as the feed wrote them, not cleaned and not resolved."""
    # A path as the body would be opened as a file: always a stream.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    return feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _without_links(parsed: Any) -> Listing:
    if parsed.entries:
        return Listing(
            PollCondition.BROKEN_CONTENT, f"none of its {len(parsed.entries)} items has a link, or a text of its own"
        )
    if not parsed.get("version"):
        if parsed.get("bozo"):
            return Listing(PollCondition.BROKEN_CONTENT, f"the feed's XML is broken: {_fault(parsed)}")
        return Listing(PollCondition.NOT_A_FEED, "neither RSS nor Atom nor JSON Feed; check the url")
    # CharacterEncodingOverride and NonXMLContentType only say that a header was wrong.
    if parsed.get("bozo") and not isinstance(
        parsed.bozo_exception, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType
    ):
        return Listing(PollCondition.BROKEN_CONTENT, f"the XML breaks off before the first item: {_fault(parsed)}")
    return Listing(PollCondition.EMPTY, "a feed without items; if it stays so, it may be frozen or have moved")


def _fault(parsed: Any) -> str:
    return " ".join(str(parsed.bozo_exception).split())[:120]


def _bounded(text: str) -> tuple[str, int]:
    """The text with at most MOST_ITEMS items, and how many were cut out: feedparser takes a millisecond for each.

    Both ends are kept, since most feeds begin with their newest item and some end with it.
    """
    ends = [match.end() for match in _ITEM_END.finditer(text)]
    if len(ends) <= MOST_ITEMS:
        return text, 0
    half = MOST_ITEMS // 2
    return text[: ends[half - 1]] + text[ends[-half - 1] :], len(ends) - 2 * half


def _ttl(feed: Any) -> timedelta | None:
    minutes = str(feed.get("ttl", "")).strip()
    return min(timedelta(minutes=int(minutes[:9])), _LONGEST_TTL) if minutes.isdecimal() and int(minutes) else None
