"""Which links are known by the feed's own id of an item, as far as such ids can be trusted.

Feeds change them with the headline, give one to many items, or count them from 1 in every answer; and three feeds of
one publisher name one item by one id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, or_, select

from khabardar.identity import address_key
from khabardar.records import Link
from storage.tables import articles, sources

_SAME_DATE = timedelta(days=2)  # an outlet that renames a page dates it anew at times
_WORLD_WIDE = ("http://", "https://", "tag:", "urn:")  # ids that are meant to be unique outside their feed, too


@dataclass(frozen=True, slots=True)
class _Item:
    title: str | None
    published: datetime | None


def known_by_guid(conn: Connection, links: Sequence[Link]) -> set[str]:
    """The urls of those links whose item we have under another address."""
    named = [link for link in links if link.guid]
    if not named:
        return set()
    distrusted = _sources_that_contradict(conn, named)
    trusted = [link for link in named if link.source_id not in distrusted]
    items = _items(conn, trusted) if trusted else {}
    return {link.url for link in trusted if any(_same(link, item) for item in items.get(_scope(link), ()))}


def _sources_that_contradict(conn: Connection, links: Sequence[Link]) -> set[str]:
    """Sources that name a page that we have by another id than before: their ids name nothing."""
    by_key = {address_key(link.url): link for link in links}
    cells = (articles.c.address_key, articles.c.guid, articles.c.source_id)
    known = select(*cells).where(articles.c.address_key.in_(by_key), articles.c.guid.is_not(None))
    return {
        row.source_id
        for row in conn.execute(known)
        if by_key[row.address_key].source_id == row.source_id and by_key[row.address_key].guid != row.guid
    }


def _items(conn: Connection, links: Sequence[Link]) -> dict[tuple[str, str], list[_Item]]:
    """By source and id, or by the id alone where it is world-wide and the publisher is the same."""
    families = _families(conn, {link.source_id for link in links})
    wanted: dict[str, set[str]] = {}
    for link in links:
        members = families.get(link.source_id, [link.source_id]) if _is_world_wide(link.guid) else [link.source_id]
        for member in members:
            wanted.setdefault(member, set()).add(link.guid or "")
    named = [and_(articles.c.source_id == source, articles.c.guid.in_(guids)) for source, guids in wanted.items()]
    query = select(articles.c.source_id, articles.c.guid, articles.c.title, articles.c.published_at).where(or_(*named))
    found: dict[tuple[str, str], list[_Item]] = {}
    for row in conn.execute(query):
        scope = ("", row.guid) if _is_world_wide(row.guid) else (row.source_id, row.guid)
        found.setdefault(scope, []).append(_Item(row.title, row.published_at))
    return found


def _families(conn: Connection, ids: set[str]) -> dict[str, list[str]]:
    """For each source all sources of its publisher."""
    query = select(sources.c.id, sources.c.publisher)
    publisher = {row.id: row.publisher for row in conn.execute(query)}
    return {id_: [other for other, name in publisher.items() if name == publisher.get(id_)] or [id_] for id_ in ids}


def _scope(link: Link) -> tuple[str, str]:
    return ("", link.guid or "") if _is_world_wide(link.guid) else (link.source_id, link.guid or "")


def _is_world_wide(guid: str | None) -> bool:
    return (guid or "").lower().startswith(_WORLD_WIDE)


def _same(link: Link, item: _Item) -> bool:
    """An id that comes back with another headline and another date is given out twice."""
    if link.title and item.title and link.title.casefold() == item.title.casefold():
        return True
    if link.published and item.published:
        return abs(link.published - item.published) <= _SAME_DATE
    return not (link.title and item.title)
