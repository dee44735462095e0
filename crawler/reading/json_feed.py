"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to links."""

from __future__ import annotations

import json
from typing import Any

from crawler.canonical import canonical_url
from crawler.reading.dates import Stamp, plausible, read_stamp
from crawler.reading.documents import Listing, Origin
from crawler.reading.feed_items import inner_address
from crawler.reading.links import distinct, newest
from crawler.reading.plain_text import one_line, paragraphs, plain_text
from khabardar.records import Link
from khabardar.vocabulary import PollCondition, Zone


def read_json_feed(text: str, url: str, origin: Origin) -> Listing:
    """The listing of a JSON document; one that is not JSON Feed gives the condition."""
    try:
        feed = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return Listing(PollCondition.BROKEN_CONTENT, f"the feed's JSON is broken: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(PollCondition.NOT_A_FEED, "JSON, but no JSON Feed: it has no `items`; check the url")
    links = [link for item in items if isinstance(item, dict) and (link := _link(item, url, origin))]
    if not links:
        return Listing(PollCondition.EMPTY, "a JSON feed without items that have an address")
    return Listing(PollCondition.OK, links=distinct(newest(links)))


def _link(item: dict[str, Any], base: str, origin: Origin) -> Link | None:
    html, text = str(item.get("content_html") or ""), str(item.get("content_text") or item.get("summary") or "")
    content = max(plain_text(html), paragraphs(text), key=len) or None
    address = str(item.get("url") or item.get("external_url") or "")
    url = canonical_url(address, base) if address else None
    if url is None:
        if not content or not item.get("id"):
            return None
        url = inner_address(base, str(item["id"]))
    published = plausible(_date(item, "date_published", origin), origin.fetched)
    modified = plausible(_date(item, "date_modified", origin), origin.fetched)
    tags = item.get("tags")
    return Link(
        url=url,
        source_id=origin.source_id,
        guid=str(item["id"]) if item.get("id") else None,
        title=one_line(str(item.get("title") or "")) or None,
        published=published.moment if published else None,
        published_zone=published.zone if published else Zone.STATED,
        modified=modified.moment if modified else None,
        authors=_authors(item),
        language=str(item.get("language") or "") or None,
        content=content,
        categories=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
    )


def _date(item: dict[str, Any], key: str, origin: Origin) -> Stamp | None:
    return read_stamp(str(item.get(key) or ""), origin.timezone, origin.language)


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    authors = item.get("authors") or [item.get("author")]
    names = [one_line(str(author.get("name") or "")) for author in authors if isinstance(author, dict)]
    return tuple(dict.fromkeys(filter(None, names)))
