"""Stored reports by the hundred thousand, put into the real tables in bulk, each in the row of its true incident.

What the matcher would have done one at a time is not done here, so the reports that are timed afterwards meet a
database that holds no mistakes of the matcher's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.engine import Connection
from stream import OUTLETS, Told

from khabardar.identity import article_id, incident_id
from khabardar.interfaces import Storage
from khabardar.records import Article, Source, StoredReport
from khabardar.vocabulary import ArticleState, IncidentStatus, Role, Side, SourceKind
from storage import tables
from storage.articles import to_row
from storage.fact_columns import facts_to_row
from storage.reports import report_to_row

TEXT = "Gunmen attacked a post on the road, police said." + " More is known of it." * 10
_CHUNK = 2000
_CLOSED_AFTER = timedelta(days=3)  # no outlet tells an incident later


def sources() -> list[Source]:
    """The outlets of the stream, each a voice of its own."""
    return [
        Source(f"outlet-{n}", f"Outlet {n}", SourceKind.FEED, f"https://{n}.example/feed", f"publisher-{n}")
        for n in range(OUTLETS)
    ]


def article_of(told: Told, number: int, words: str = "") -> Article:
    """The article that tells it. Its url names the truth, for whoever judges the outcome."""
    url = f"https://outlet-{told.outlet}.example/{told.truth}/{number}"
    text = f"{TEXT} {words} Item {number}."  # no two alike, or all would be copies of one
    return Article(article_id(url), url, f"outlet-{told.outlet}", "News", told.published, told.published, text)


def truth_of(url: str) -> int:
    """The incident that an article of `article_of` tells."""
    return int(url.rsplit("/", 2)[1])


class Loader:
    """Puts reports into the tables of a database, in chunks."""

    def __init__(self, storage: Storage, url: str, words: Callable[[Told], str] = lambda told: "") -> None:
        """`words`: what an article says besides what all of them say."""
        storage.sync_sources(sources())
        self._words = words
        self._engine = create_engine(url)
        self._open: dict[int, list[StoredReport]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def load(self, stream: Iterator[Told], count: int, first_number: int) -> int:
        """Load `count` reports of the stream; returns the next number."""
        with self._engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA synchronous = OFF")
            next_id = 1 + (conn.scalar(select(func.max(tables.reports.c.id))) or 0)
            next_seq = 1 + (conn.scalar(select(func.max(tables.articles.c.seq))) or 0)
            for number in range(first_number, first_number + count):
                told = next(stream)
                self._add(told, number, next_id + number - first_number, next_seq + number - first_number)
                if number % _CHUNK == 0:
                    self._close(conn, told.published - _CLOSED_AFTER)
            self._close(conn, None)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return first_number + count

    def _add(self, told: Told, number: int, report_id: int, seq: int) -> None:
        article = article_of(told, number, self._words(told))
        stored = StoredReport(
            id=report_id,
            report=told.report,
            article_id=article.id,
            article_url=article.url,
            source_id=article.source_id,
            publisher=f"publisher-{told.outlet}",
            side=Side.INDEPENDENT,
            published=told.published,
            voice=f"publisher-{told.outlet}",
        )
        first = self._open.setdefault(told.truth, [])
        row = first[0].incident_id if first else incident_id(article.url, told.report.key)
        first.append(replace(stored, incident_id=row))
        done = {"id": article.id, "tries": 0, "state": ArticleState.DONE, "engine": "bench", "engine_version": "1"}
        known = {"seq": seq, "copy_group": article.id, "queued_at": told.published}
        self._put("articles", to_row(article) | done | known)
        place = {"id": report_id, "article_id": article.id, "article_seq": seq, "incident_id": row}
        self._put("reports", report_to_row(told.report) | place | {"text_revision": 1, "pending": None})
        for cell, spans in told.report.evidence.items():
            for n, span in enumerate(spans):
                at = {"report_id": report_id, "cell": cell, "position": n}
                self._put("evidence", at | {"start_char": span.start, "end_char": span.end})

    def _close(self, conn: Connection, before: datetime | None) -> None:
        """Write what waits, and the rows of incidents that nobody tells any more."""
        for truth, reports in list(self._open.items()):
            if before is None or reports[-1].published < before:
                self._add_row(self._open.pop(truth))
        for table, rows in self._rows.items():
            conn.execute(insert(tables.metadata.tables[table]), rows)
        self._rows = {}
        conn.commit()

    def _add_row(self, reports: list[StoredReport]) -> None:
        """With the cells of the last report: the matcher makes them anew from the reports whenever it comes by."""
        seen = reports[0].published
        name = str(reports[0].incident_id)
        row = facts_to_row(reports[-1].report.facts) | {
            "id": name,
            "status": IncidentStatus.CANDIDATE,
            "role": Role.MAIN,
            "confidence": 0.7,
            "reports": len(reports),
            "articles": len(reports),
            "publishers": len(reports),
            "first_seen": seen,
            "last_changed": reports[-1].published,
            "revision": len(reports),
        }
        self._put("incidents", row)
        for n, report in enumerate(reports, 1):
            field = "created" if n == 1 else "publishers"
            change = {"incident_id": name, "revision": n, "at": report.published, "field": field, "why": "report"}
            self._put("revisions", change | {"old": str(n - 1), "new": str(n), "report_id": report.id})

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)
