"""What was read in articles: first readings, many at once with a statement for each kind of row, and the mark `done`.

`renewing.py` puts a second reading in the place of the first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import compress
from operator import not_
from typing import Any

from sqlalchemy import Connection, select

from khabardar.errors import NotFound
from khabardar.interfaces import CopyMarks, TextRead
from khabardar.records import Reading
from khabardar.vocabulary import ArticleState
from storage import copies, reports
from storage.tables import articles
from storage.tables import reports as reports_table

_WITHOUT_TEXT = (ArticleState.QUEUED, ArticleState.FAILED)


def of_texts(conn: Connection, ids: Collection[str]) -> dict[str, TextRead]:
    """How far the texts of these articles are read, of those that have one."""
    told = select(reports_table.c.id).where(reports_table.c.article_id == articles.c.id).exists()
    query = select(articles.c.id, articles.c.revision, articles.c.state, told.label("told"))
    rows = conn.execute(query.where(articles.c.id.in_(ids), articles.c.state.not_in(_WITHOUT_TEXT)))
    return {row.id: TextRead(row.revision, row.state is ArticleState.DONE, row.told) for row in rows}


def save(conn: Connection, many: Sequence[tuple[str, Reading, CopyMarks]]) -> None:
    """Reports, signature and state `done` of each article together; nothing where it is done already."""
    unread = _unread(conn, [article_id for article_id, _, _ in many])
    wanted = [(unread.pop(name), reading, marks) for name, reading, marks in many if name in unread]
    marked = [_marked(row.seq, row.id, reading, marks) for row, reading, marks in wanted]
    is_new = [row.copy_group is None for row, _, _ in wanted]
    copies.mark_new(conn, list(compress(marked, is_new)))
    for one in compress(marked, map(not_, is_new)):
        copies.mark(conn, one)
    reports.add(conn, [(row.id, row.seq, reading.reports) for row, reading, _ in wanted])


def mark(conn: Connection, seq: int, article_id: str, reading: Reading, marks: CopyMarks) -> None:
    """State `done`, who read it, and what tells near copies of the text in the place of what told those of another."""
    copies.mark(conn, _marked(seq, article_id, reading, marks))


def _marked(seq: int, article_id: str, reading: Reading, marks: CopyMarks) -> copies.Marked:
    cells = {
        "state": ArticleState.DONE,
        "engine": reading.engine,
        "engine_version": reading.engine_version,
        "reading_notes": list(reading.notes),
    }
    return copies.Marked(seq, article_id, marks, cells)


def _unread(conn: Connection, ids: Collection[str]) -> dict[str, Any]:
    """Those that are not `done`. Raises NotFound where one has no text."""
    cells = (articles.c.id, articles.c.seq, articles.c.state, articles.c.copy_group)
    known: dict[str, Any] = {row.id: row for row in conn.execute(select(*cells).where(articles.c.id.in_(ids)))}
    for article_id in ids:
        if article_id not in known or known[article_id].state in _WITHOUT_TEXT:
            raise NotFound(f"there is no text of an article {article_id!r} to keep a reading of")
    return {name: row for name, row in known.items() if row.state is not ArticleState.DONE}
