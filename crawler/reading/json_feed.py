"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to links."""

from __future__ import annotations

import json
from typing import Any

from crawler.canonical import canonical_url
from crawler.reading.dates import plausible, read_date
from crawler.reading.documents import Listing, Origin
from crawler.reading.links import MOST_ITEMS, distinct
from crawler.reading.plain_text import one_line, paragraphs, plain_text
from khabardar.records import Link
from khabardar.vocabulary import PollCondition


def read_json_feed(text: str, url: str, origin: Origin) -> Listing:
    """The listing of a JSON document; one that is not JSON Feed gives the condition."""
    try:
        feed = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        return Listing(PollCondition.BROKEN_CONTENT, f"the feed's JSON is broken: {error}")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Listing(PollCondition.NOT_A_FEED, "JSON, but no JSON Feed: it has no `items`; check the url")
    links = [link for item in items[:MOST_ITEMS] if isinstance(item, dict) and (link := _link(item, url, origin))]
    if not links:
        return Listing(PollCondition.EMPTY, "a JSON feed without items that have an address")
    return Listing(PollCondition.OK, links=distinct(links))


def _link(item: dict[str, Any], base: str, origin: Origin) -> Link | None:
    url = canonical_url(str(item.get("url") or item.get("external_url") or ""), base)
    if url is None or not (item.get("url") or item.get("external_url")):
        return None
    html, text = str(item.get("content_html") or ""), str(item.get("content_text") or item.get("summary") or "")
    published = read_date(str(item.get("date_published") or ""), origin.timezone, origin.language)
    return Link(
        url=url,
        source_id=origin.source_id,
        guid=str(item["id"]) if item.get("id") else None,
        title=one_line(str(item.get("title") or "")) or None,
        published=plausible(published, origin.fetched),
        authors=_authors(item),
        content=max(plain_text(html), paragraphs(text), key=len) or None,
    )


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    authors = item.get("authors") or [item.get("author")]
    names = [one_line(str(author.get("name") or "")) for author in authors if isinstance(author, dict)]
    return tuple(dict.fromkeys(filter(None, names)))
