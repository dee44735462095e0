"""The filter `text`: rows by the words of their cells, or of an article that tells them, through an index of words.

The index is kept by triggers, so whoever writes an article or a row keeps it right: in SQLite two tables of FTS5 (that
of the articles holds no texts, it points into theirs), in PostgreSQL two tables with a tsvector. Both databases are
asked in the same words, folded here, so that neither ever reads an operator that a person did not mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from khabardar.errors import UsageError
from khabardar.searching import Wanted, wanted_in
from storage.folding import folded
from storage.tables import articles, incidents, reports

# Not among the tables of `storage.tables`: their kind differs by database, and triggers alone write them.
TABLES = ("article_words", "incident_words")
_of_articles = table(TABLES[0], column("rowid"), column("words"))
_REMEMBERED, _MOST_REMEMBERED = "khabardar_common_words", 200
_COMMON = 25_000  # articles: from there on looking up their rows one by one takes longer than going through all
_of_rows = table(TABLES[1], column("id"), column("words"))


class _Hold(FunctionElement[Any]):
    """A column of words holds what is looked for, written for SQLite and for PostgreSQL.

    It has no type: SQLAlchemy would compare a truth value with 1, and SQLite takes MATCH alone only.
    """

    inherit_cache = True


@compiles(_Hold, "sqlite")
def _in_sqlite(element: _Hold, compiler: SQLCompiler, **how: Any) -> str:
    words, for_sqlite, _ = element.clauses
    return f"{compiler.process(words, **how)} MATCH {compiler.process(for_sqlite, **how)}"


@compiles(_Hold, "postgresql")
def _in_postgresql(element: _Hold, compiler: SQLCompiler, **how: Any) -> str:
    words, _, for_postgresql = element.clauses
    return f"{compiler.process(words, **how)} @@ to_tsquery('simple', {compiler.process(for_postgresql, **how)})"


def told_with(words: str, *, common: bool = False) -> ColumnElement[bool]:
    """All of it stands in the row's own cells, or in one article that tells it. Raises UsageError: nothing is asked.

    `common`: most rows will have it, so they are gone through in the order of an index and not looked up one by one.
    """
    wanted = _read(words)
    telling = select(reports.c.incident_id).join_from(
        _of_articles, reports, reports.c.article_seq == _of_articles.c.rowid
    )
    rows = union_all(
        telling.where(_held(_of_articles.c.words, wanted), reports.c.incident_id.is_not(None)),
        select(_of_rows.c.id).where(_held(_of_rows.c.words, wanted)),
    )
    # A plus sign keeps SQLite from looking rows up by their ids.
    return (literal_column(f"+{incidents.c.id}") if common else incidents.c.id).in_(rows)


def are_common(conn: Connection, words: str) -> bool:
    """Whether so many articles hold it that `told_with` should be told; PostgreSQL finds that out by itself.

    Each connection remembers what it found: it only makes rows come sooner or later, and need not be of this moment.
    """
    if conn.dialect.name != "sqlite":
        return False
    known = conn.info.setdefault(_REMEMBERED, {})
    if words not in known:
        if len(known) >= _MOST_REMEMBERED:
            known.clear()
        found = select(_of_articles.c.rowid).where(_held(_of_articles.c.words, _read(words))).limit(_COMMON)
        known[words] = conn.scalar(select(func.count()).select_from(found.subquery())) == _COMMON
    return bool(known[words])


def _read(words: str) -> Sequence[Wanted]:
    try:
        return wanted_in(words)
    except ValueError as error:
        raise UsageError(f"text {words[:60]!r} {error}") from error


def _held(words: ColumnElement[Any], wanted: Sequence[Wanted]) -> ColumnElement[bool]:
    plain = [(folded(one.words), one.begins) for one in wanted]
    in_sqlite = " AND ".join(f'"{one}"{" *" if begins else ""}' for one, begins in plain if one)
    in_postgresql = " & ".join(f"'{one}'{':*' if begins else ''}" for one, begins in plain if one)
    return _Hold(words, bindparam(None, in_sqlite), bindparam(None, in_postgresql))


def unlisted(conn: Connection) -> int:
    """Read articles that the index of words does not know; more than none only where another tool wrote."""
    listed = "article_words_docsize" if conn.dialect.name == "sqlite" else TABLES[0]
    read = conn.scalar(select(func.count()).select_from(articles).where(articles.c.engine.is_not(None)))
    return abs((read or 0) - int(conn.execute(text(f"SELECT count(*) FROM {listed}")).scalar_one()))
