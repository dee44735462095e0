"""Near copies of articles: their signatures, found by shared bands, and the groups that speak with one voice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from khabardar.errors import NotFound
from khabardar.interfaces import CopyMarks
from storage.dialect import insert_all, portions, rows_with
from storage.tables import articles, reports, signature_bands

_RECOUNTED = "near copies found: voices counted anew"


def near(conn: Connection, bands: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Articles that share a band; of those that share a short text's, the first two.

    Only the very same words share the one band of a short text, and one article tells their group; the second is for
    an article that is read again and meets itself. An outlet's notice may be stored a thousand times.
    """
    sharing = rows_with(conn, signature_bands.c.band, set(bands), signature_bands.c.article_seq).distinct()
    sharing = sharing.order_by(*sharing.selected_columns)
    wanted = sharing.limit(2) if len(set(bands)) == 1 else sharing
    known = conn.execute(rows_with(conn, articles.c.seq, wanted, articles.c.id, articles.c.signature))
    return [(row.id, row.signature) for row in known]


@dataclass(frozen=True, slots=True)
class Marked:
    """An article, by its `seq` and id, with what tells copies of its text, and other `cells` to be written with it."""

    seq: int
    id: str
    marks: CopyMarks
    cells: Mapping[str, Any]


def mark(conn: Connection, one: Marked) -> None:
    """Keep what tells copies of a text in the place of what told those of another, as it may have been rewritten."""
    before = conn.execute(select(articles.c.signature, articles.c.copy_group).where(articles.c.seq == one.seq)).one()
    if before.signature == one.marks.signature and before.copy_group:  # the same text, read again
        conn.execute(update(articles).where(articles.c.seq == one.seq).values(**one.cells))
        return
    if before.copy_group:
        conn.execute(delete(signature_bands).where(signature_bands.c.article_seq == one.seq))
        _leave_group(conn, one.id, before.copy_group)
    mark_new(conn, [one])


def mark_new(conn: Connection, many: Sequence[Marked]) -> None:
    """Keep what tells copies of these texts, and put each article into the group of all that are near copies of it.

    They are in none yet, and one may be a copy of one before it. Raises NotFound where a copied one was not read yet.
    """
    if not many:
        return
    groups = _Groups(conn, {copied for one in many for copied in one.marks.copies})
    for one in many:
        groups.add(one.id, one.marks.copies)
    cells = [{"of_seq": one.seq, **one.cells, **_cells(one.marks, groups.of[one.id])} for one in many]
    conn.execute(update(articles).where(articles.c.seq == bindparam("of_seq")), cells)
    bands = [{"band": band, "article_seq": one.seq} for one in many for band in dict.fromkeys(one.marks.bands)]
    insert_all(conn, signature_bands, bands)
    # Where a new one was published first, the others speak with its voice from now on.
    copies = {one.id: groups.of[one.id] for one in many if one.marks.copies}
    first = _first_of(conn, set(copies.values()))
    for group in groups.merged | {group for name, group in copies.items() if first[group] == name}:
        _recount(conn, group)


def _cells(marks: CopyMarks, group: str) -> dict[str, Any]:
    return {"signature": marks.signature, "copy_of": next(iter(marks.copies), None), "copy_group": group}


class _Groups:
    """Article id -> group: of the copied ones, and of those that are added."""

    def __init__(self, conn: Connection, copied: Collection[str]) -> None:
        self._conn = conn
        cells = (articles.c.id, articles.c.copy_group)
        known = (conn.execute(rows_with(conn, articles.c.id, some, *cells)) for some in portions(list(copied)))
        self.of: dict[str, str] = {row.id: row.copy_group for rows in known for row in rows if row.copy_group}
        self.merged: set[str] = set()

    def add(self, article_id: str, copies: Sequence[str]) -> None:
        """A text that is near to two groups makes them one: whichever was read last, the outcome is the same."""
        for copied in copies:
            if copied not in self.of:
                raise NotFound(f"there is no article {copied!r} that another one could be a copy of")
        group, *others = dict.fromkeys([self.of[copied] for copied in copies] or [article_id])
        self.of[article_id] = group
        for other in others:
            self._conn.execute(update(articles).where(articles.c.copy_group == other).values(copy_group=group))
            self.of |= {name: group for name, its in self.of.items() if its == other}
        if others:
            self.merged = self.merged - set(others) | {group}


def _first_of(conn: Connection, groups: Collection[str]) -> dict[str, str]:
    """Of each group the article that was published first."""
    place = func.row_number().over(
        partition_by=articles.c.copy_group, order_by=[articles.c.published_at, articles.c.id]
    )
    members = select(articles.c.id, articles.c.copy_group, place.label("place"))
    ranked = members.where(articles.c.copy_group.in_(groups)).subquery()
    rows = conn.execute(select(ranked).where(ranked.c.place == 1)) if groups else ()
    return {row.copy_group: row.id for row in rows}


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
