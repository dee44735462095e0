"""What keeps a database well: its check, a copy that was verified, figures, and the numbers that make look-ups fast."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from khabardar.errors import StorageError
from storage import dialect
from storage.tables import article_texts, articles, evidence, incidents, metadata, reports
from storage.words import unlisted

_SHOWN = 10
_NEVER_FEWER = ("incidents", "reports", "revisions", "articles")  # rows of these are never deleted


def faults_of(conn: Connection, *, rows: bool = True) -> list[str]:
    """All that is wrong in the file and in what its rows say, in words; empty: nothing. Reads every page.

    `rows`: False for a version whose tables are not those of the code.
    """
    return dialect.structural_faults(conn) or (_senseless(conn) if rows else [])


def _senseless(conn: Connection) -> list[str]:
    """What the database allows and this program never writes."""
    texts = evidence.join(reports, evidence.c.report_id == reports.c.id).join(
        articles, reports.c.article_id == articles.c.id
    )
    outside = (reports.c.text_revision == articles.c.revision, evidence.c.end_char > func.length(articles.c.text))
    no_row = (reports.c.incident_id.is_(None), reports.c.pending.is_(None), reports.c.withdrawn_at.is_(None))
    merged = (incidents.c.status == "merged", incidents.c.merged_into.is_(None))
    counts = {
        "quotes lie outside of their article's text": select(func.count()).select_from(texts).where(*outside),
        "reports have neither a row nor wait for one": select(func.count()).select_from(reports).where(*no_row),
        "merged rows don't say into which": select(func.count()).select_from(incidents).where(*merged),
    }
    found = {words: conn.scalar(query) for words, query in counts.items()}
    found["articles are not in the index of words; a database made by `khabardar db copy` has a new one"] = unlisted(
        conn
    )
    return [f"{number} {words}" for words, number in found.items() if number]


def kept_counts(conn: Connection) -> dict[str, int]:
    """Rows of the tables from which nothing is ever deleted, in whatever version."""
    return {name: int(conn.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in _NEVER_FEWER}


def counts_of(conn: Connection) -> dict[str, int]:
    """Rows of each table."""
    return {
        name: conn.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(metadata.tables.items())
    }


def stats(conn: Connection, size: int) -> dict[str, Any]:
    """For `db stats`: rows a table, bytes of texts, the days that are covered."""
    days = conn.execute(select(func.min(incidents.c.date_start), func.max(incidents.c.date_start))).one()
    return {
        "bytes": size,
        "text_bytes": (conn.scalar(select(func.sum(func.length(articles.c.text)))) or 0)
        + (conn.scalar(select(func.sum(func.length(article_texts.c.text)))) or 0),
        "condensed_articles": conn.scalar(select(func.count()).where(articles.c.condensed_at.is_not(None))) or 0,
        "free_bytes_inside": dialect.free_inside(conn),
        "first_incident": days[0],
        "last_incident": days[1],
        "rows": counts_of(conn),
    }


def verify_copy(path: Path, version: str | None, at_least: dict[str, int]) -> None:
    """Raises StorageError where the copy is damaged, of another version, or has less than there was before it."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            faults = [row[0] for row in copy.execute(f"PRAGMA integrity_check({_SHOWN})")]
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            fewer = [
                name
                for name, number in at_least.items()
                if copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] < number
            ]
    except sqlite3.Error as error:
        raise StorageError(f"the backup {path} can't be read back: {error}; it was not kept") from error
    if faults != ["ok"] or fewer or (found and found[0]) != version:
        why = "; ".join(
            [*(fault for fault in faults if fault != "ok"), *(f"rows of {name} are missing" for name in fewer)]
        )
        raise StorageError(f"the backup {path} is not what it should be ({why or 'another version'}); it was not kept")


def flush(path: Path) -> None:
    """To the disk itself: a power cut after a backup was reported must not take it away."""
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
