"""What all lists of links have in common: a length that is bounded, and each address once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from khabardar.records import Link

MOST_ITEMS = 10_000  # of one document: a sitemap may have 50,000


def newest(links: Sequence[Link]) -> list[Link]:
    """At most MOST_ITEMS, and the newest first where every item is dated: some feeds begin with their oldest."""
    dated = [(link.published, link) for link in links if link.published]
    if len(dated) == len(links):
        links = [link for _, link in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    return list(links[:MOST_ITEMS])


def distinct(links: Iterable[Link]) -> tuple[Link, ...]:
    """One link an address, the first one's; a GUID that several addresses share identifies none of them."""
    by_url: dict[str, Link] = {}
    for link in links:
        by_url.setdefault(link.url, link)
    uses = Counter(link.guid for link in by_url.values() if link.guid)
    return tuple(replace(link, guid=None) if uses[link.guid or ""] > 1 else link for link in by_url.values())
