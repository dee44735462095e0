"""What reports were before their article was rewritten or read anew: kept whole, with the words that said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from khabardar.records import Evidence, Report, Span, StoredReport, SupersededReport
from storage.fact_columns import facts_of_row
from storage.reports import report_to_row
from storage.tables import superseded_reports


def keep(
    conn: Connection, old: Sequence[StoredReport], reader: tuple[str | None, str | None], why: str, now: datetime
) -> None:
    """Copies of these reports as they are; `reader` is the engine that read them, and its version."""
    if old:
        conn.execute(insert(superseded_reports), [_to_row(report, reader, why, now) for report in old])


def of_article(conn: Connection, article_id: str) -> list[SupersededReport]:
    """Oldest first."""
    query = select(superseded_reports).where(superseded_reports.c.article_id == article_id)
    return [_superseded(row) for row in conn.execute(query.order_by(superseded_reports.c.id))]


def last_rows(conn: Connection, report_ids: Sequence[int]) -> Mapping[int, str | None]:
    """The row that each of these reports told when it was last superseded."""
    query = select(superseded_reports).where(superseded_reports.c.report_id.in_(report_ids))
    return {row.report_id: row.incident_id for row in conn.execute(query.order_by(superseded_reports.c.id))}


def _to_row(old: StoredReport, reader: tuple[str | None, str | None], why: str, now: datetime) -> dict[str, Any]:
    row = report_to_row(old.report) | {
        "report_id": old.id,
        "article_id": old.article_id,
        "incident_id": old.incident_id,
        "evidence": {cell: [[s.start, s.end] for s in spans] for cell, spans in old.report.evidence.items()},
        "text_revision": old.revision,
        "engine": reader[0],
        "engine_version": reader[1],
        "superseded_at": now,
        "why": why,
    }
    del row["span_days"]
    return row


def _superseded(row: Row[Any]) -> SupersededReport:
    return SupersededReport(
        report_id=row.report_id,
        report=Report(row.key, facts_of_row(row), row.parent_key, row.role, _evidence(row.evidence), row.confidence),
        revision=row.text_revision,
        engine=row.engine,
        engine_version=row.engine_version,
        incident_id=row.incident_id,
        at=row.superseded_at,
        why=row.why,
    )


def _evidence(stored: Mapping[str, list[list[int]]]) -> Evidence:
    return {cell: tuple(Span(start, end) for start, end in spans) for cell, spans in stored.items()}
