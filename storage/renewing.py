"""A second reading of an article, of its rewritten text or by a newer engine: its reports take the old ones' places.

A report that goes on keeps its number, and with it its row and what people decided of it; what it said before is
kept beside. One that is told no more leaves its row, and a row that nothing tells any more is withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, String, bindparam, cast, delete, func, literal, select, update

from khabardar.cells import as_text
from khabardar.codec import flatten
from khabardar.errors import NotFound
from khabardar.interfaces import CopyMarks
from khabardar.records import Reading, Report, StoredReport
from khabardar.vocabulary import ArticleState, IncidentStatus
from storage import incidents, readings, reports, revisions, superseding
from storage.tables import articles as articles_table
from storage.tables import evidence, sources
from storage.tables import incidents as incidents_table
from storage.tables import reports as reports_table


def renew(
    conn: Connection,
    article_id: str,
    reading: Reading,
    successors: Mapping[str, int],
    marks: CopyMarks,
    now: datetime,
) -> None:
    """Put `reading` in the place of the one that is stored; the same reading again changes nothing."""
    row = _article(conn, article_id)
    _Renewal(conn, row, _cause(row, reading), now).run(reading, successors)
    readings.mark(conn, row.seq, article_id, reading, marks)


@dataclass(frozen=True, slots=True)
class _Cause:
    """What brought the second reading, in words for the history. `rewritten`: the text is not the one read before."""

    why: str
    gone: str
    rewritten: bool


class _Renewal:
    """The reports of one article on their way to what a new reading says."""

    def __init__(self, conn: Connection, article: Row[Any], cause: _Cause, now: datetime) -> None:
        self._conn = conn
        self._article = article
        self._cause = cause
        self._now = now
        self._live = {report.id: report for report in reports.of_article(conn, article.id)}
        withdrawn = reports.of_article(conn, article.id, withdrawn=True)
        self._old = self._live | {report.id: report for report in withdrawn}

    def run(self, reading: Reading, successors: Mapping[str, int]) -> None:
        ids = {key: number for key, number in successors.items() if number in self._old}
        changed = [report for report in reading.reports if report.key in ids and not self._stays(report, ids)]
        gone = [report for number, report in self._live.items() if number not in ids.values()]
        replaced = [self._live[ids[report.key]] for report in changed if ids[report.key] in self._live]
        reader = (self._article.engine, self._article.engine_version)
        superseding.keep(self._conn, [*replaced, *gone], reader, self._cause.why, self._now)
        self._make_room()
        for report in reading.reports:
            if report.key not in ids:
                ids[report.key] = reports.add_one(self._conn, self._article.id, report, self._article.revision)
            else:
                self._name(ids[report.key], report.key)
        for report in changed:
            self._rewrite(ids[report.key], report)
        reports.link_parts(self._conn, reading.reports, ids)
        if self._cause.rewritten:
            self._note({ids[report.key]: report for report in changed}, gone)
        self._withdraw(gone)

    def _stays(self, report: Report, ids: Mapping[str, int]) -> bool:
        """A rewritten text is told anew even where it says the same: later, and with other words."""
        old = self._live.get(ids[report.key])
        return old is not None and old.report == report and not self._cause.rewritten

    def _make_room(self) -> None:
        """A key is unique within the article, and may pass from one report to another."""
        ours = reports_table.c.article_id == self._article.id
        self._conn.execute(
            update(reports_table).where(ours).values(key=literal("~") + cast(reports_table.c.id, String))
        )

    def _name(self, number: int, key: str) -> None:
        self._conn.execute(update(reports_table).where(reports_table.c.id == number).values(key=key))

    def _rewrite(self, number: int, report: Report) -> None:
        old = self._old[number]
        row = reports.report_to_row(report) | {
            "text_revision": self._article.revision,
            "pending": self._cause.why if self._row_of(old) else reports.NEW,
            "incident_id": self._row_of(old),
            "parent_id": None,
            "withdrawn_at": None,
        }
        self._conn.execute(update(reports_table).where(reports_table.c.id == number).values(**row))
        self._conn.execute(delete(evidence).where(evidence.c.report_id == number))
        reports.add_evidence(self._conn, number, report)

    def _note(self, changed: Mapping[int, Report], gone: Sequence[StoredReport]) -> None:
        """What an outlet says otherwise than before, in the history of the row, whether its values follow or not."""
        for number, report in changed.items():
            if number in self._live:
                self._note_one(self._live[number], flatten(report.facts), self._cause.why)
        for old in gone:
            self._note_one(old, {}, self._cause.gone)

    def _note_one(self, old: StoredReport, now: Mapping[str, Any], why: str) -> None:
        before = flatten(old.report.facts)
        cells = [cell for cell, value in before.items() if now.get(cell) != value]
        if cells and old.incident_id:
            row = self._conn.execute(select(incidents_table).where(incidents_table.c.id == old.incident_id)).one()
            edit = revisions.Edit(row.id, row.revision, why, old.id)
            edit.note("report", _told(before, cells), _told(now, cells) if now else None)
            revisions.append(self._conn, edit, self._now)

    def _row_of(self, old: StoredReport) -> str | None:
        """A withdrawn report that is told again goes back to the row that it told."""
        if old.id in self._live:
            return old.incident_id
        former = superseding.last_rows(self._conn, [old.id]).get(old.id)
        return incidents.survivor(self._conn, former) if former else None

    def _withdraw(self, gone: Sequence[StoredReport]) -> None:
        leave = update(reports_table).where(reports_table.c.id == bindparam("number"))
        leave = leave.values(incident_id=None, parent_id=None, pending=None, withdrawn_at=self._now)
        if gone:
            self._conn.execute(leave, [{"number": report.id} for report in gone])
        for name in sorted({report.incident_id for report in gone if report.incident_id}):
            self._after_loss(name)

    def _after_loss(self, name: str) -> None:
        """A row that lost a report is made anew of the others, or has none left."""
        others = (reports_table.c.incident_id == name, reports_table.c.withdrawn_at.is_(None))
        if self._conn.scalar(select(func.count()).where(*others)):
            why = func.coalesce(reports_table.c.pending, self._cause.gone)
            self._conn.execute(update(reports_table).where(*others).values(pending=why))
        else:
            _empty(self._conn, name, self._cause.gone, self._now)


def _told(facts: Mapping[str, Any], cells: Sequence[str]) -> str:
    return "; ".join(f"{cell} {as_text(facts[cell]) or 'not told'}" for cell in cells)


def _empty(conn: Connection, name: str, why: str, now: datetime) -> None:
    """A row without reports: what a person decided of it stands; else it is withdrawn."""
    row = conn.execute(select(incidents_table).where(incidents_table.c.id == name)).one()
    status = IncidentStatus.WITHDRAWN if row.status is IncidentStatus.CANDIDATE else row.status
    cells = {"status": status, "reports": 0, "articles": 0, "publishers": 0}
    conn.execute(update(incidents_table).where(incidents_table.c.id == name).values(**cells))
    edit = revisions.Edit(name, row.revision, why, None)
    edit.note("status", row.status, status)
    edit.note("publishers", row.publishers, 0)
    revisions.append(conn, edit, now)


def _article(conn: Connection, article_id: str) -> Row[Any]:
    query = (
        select(articles_table, sources.c.publisher)
        .join(sources, articles_table.c.source_id == sources.c.id)
        .where(articles_table.c.id == article_id)
    )
    row = conn.execute(query).one_or_none()
    if row is None or row.state in (ArticleState.QUEUED, ArticleState.FAILED):
        raise NotFound(f"there is no text of an article {article_id!r} to keep a reading of")
    return row


def _cause(row: Row[Any], reading: Reading) -> _Cause:
    if row.state is ArticleState.FETCHED:
        why = f"{row.publisher} rewrote its article (revision {row.revision})"
        return _Cause(why, f"{why} and tells it no more", rewritten=True)
    why = f"read again by {reading.engine} {reading.engine_version}"
    return _Cause(why, f"{why}: the article from {row.publisher} does not tell it", rewritten=False)
