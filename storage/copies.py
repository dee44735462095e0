"""Near copies of articles: their signatures, found by shared bands, and the groups that speak with one voice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from khabardar.errors import NotFound
from khabardar.interfaces import CopyMarks
from storage.dialect import insert_all
from storage.tables import articles, reports, signature_bands

_RECOUNTED = "near copies found: voices counted anew"


def near(conn: Connection, bands: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Articles that share a band, in the order in which they became known; of a short text's, the first two.

    Only the very same words share the one band of a short text, and one article tells their group; the second is for
    an article that is read again and meets itself. An outlet's notice may be stored a thousand times.
    """
    sharing = select(signature_bands.c.article_seq).where(signature_bands.c.band.in_(set(bands)))
    query = select(articles.c.id, articles.c.signature).where(articles.c.seq.in_(sharing)).order_by(articles.c.seq)
    known = conn.execute(query.limit(2) if len(set(bands)) == 1 else query)
    return [(row.id, row.signature) for row in known]


def mark(conn: Connection, seq: int, article_id: str, marks: CopyMarks) -> None:
    """Keep what tells copies of this text, and put the article into the group of all that are near copies of it."""
    before = conn.execute(select(articles.c.signature, articles.c.copy_group).where(articles.c.seq == seq)).one()
    if before.signature == marks.signature and before.copy_group:
        return  # the same text, read again
    if before.copy_group:
        conn.execute(delete(signature_bands).where(signature_bands.c.article_seq == seq))
        _leave_group(conn, article_id, before.copy_group)
    insert_all(conn, signature_bands, [{"band": band, "article_seq": seq} for band in dict.fromkeys(marks.bands)])
    group = _one_group(conn, marks.copies) if marks.copies else article_id
    cells = {"signature": marks.signature, "copy_of": next(iter(marks.copies), None), "copy_group": group}
    conn.execute(update(articles).where(articles.c.seq == seq).values(**cells))
    if marks.copies and conn.scalar(_members(group).limit(1)) == article_id:
        _recount(conn, group)  # it was published first: the others speak with its voice from now on


def _one_group(conn: Connection, copies: Sequence[str]) -> str:
    """The group of these articles. A text that is near to two groups makes them one: whichever of the three was read
    last, the outcome is the same. Raises NotFound where a copied one was not read yet.
    """
    query = select(articles.c.id, articles.c.copy_group).where(articles.c.id.in_(copies))
    groups: dict[str, str | None] = {row.id: row.copy_group for row in conn.execute(query)}
    for copied in copies:
        if groups.get(copied) is None:
            raise NotFound(f"there is no article {copied!r} that another one could be a copy of")
    group, *others = dict.fromkeys(str(groups[copied]) for copied in copies)
    for other in others:
        conn.execute(update(articles).where(articles.c.copy_group == other).values(copy_group=group))
    if others:
        _recount(conn, group)
    return group


def _leave_group(conn: Connection, article_id: str, group: str) -> None:
    """A rewritten article may be no copy any more; where the group bears its name, the others take another's."""
    conn.execute(update(articles).where(articles.c.id == article_id).values(copy_group=None, copy_of=None))
    heir = conn.scalar(_members(group).limit(1))
    if heir and group == article_id:
        conn.execute(update(articles).where(articles.c.copy_group == group).values(copy_group=heir))
        group = heir
    if heir:
        _recount(conn, group)


def _members(group: str) -> Select[Any]:
    """In order of publication: the first gives the group its voice."""
    members = select(articles.c.id).where(articles.c.copy_group == group)
    return members.order_by(articles.c.published_at, articles.c.id)


def _recount(conn: Connection, group: str) -> None:
    """Rows that these articles tell are matched again, since their voices changed."""
    matched = (reports.c.incident_id.is_not(None), reports.c.pending.is_(None))
    told = update(reports).where(reports.c.article_id.in_(_members(group)), *matched)
    conn.execute(told.values(pending=_RECOUNTED))
