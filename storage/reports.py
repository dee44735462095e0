"""Reports with their evidence, and the look-ups of them that the matcher needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    bindparam,
    insert,
    or_,
    select,
    union_all,
    update,
)

from khabardar.interfaces import Neighbourhood
from khabardar.records import Report, Span, StoredReport
from storage.columns import at_offset
from storage.dialect import insert_all
from storage.fact_columns import facts_of_row, facts_to_row
from storage.tables import articles, evidence, reports, sources

NEW = "new"  # why a report waits that was never matched
_CHUNK = 500
# Reports that span more days than this are few, and looked through one and all; the others go by their first day.
_LONG_SPAN_DAYS = 31

_copy = articles.alias("copy")
_outlet = sources.alias("outlet")
# The publisher of the earliest published among near copies.
_VOICE = (
    select(_outlet.c.publisher)
    .join_from(_copy, _outlet, _copy.c.source_id == _outlet.c.id)
    .where(_copy.c.copy_group == articles.c.copy_group)
    .order_by(_copy.c.published_at, _copy.c.id)
    .limit(1)
    .scalar_subquery()
    .correlate(articles)
)


def add(conn: Connection, many: Sequence[tuple[str, int, Sequence[Report]]]) -> None:
    """Store the reports of articles, each of (id, seq, reports), with evidence and the links of waves and parts."""
    rows = [
        report_to_row(report) | {"article_id": article_id, "article_seq": seq, "text_revision": 1, "pending": NEW}
        for article_id, seq, batch in many
        for report in batch
    ]
    inserted = insert_all(conn, reports, rows, reports.c.id, reports.c.article_id, reports.c.key)
    ids: dict[str, dict[str, int]] = {article_id: {} for article_id, _, _ in many}
    for row in inserted:
        ids[row.article_id][row.key] = row.id
    spans = [span for name, _, batch in many for report in batch for span in _spans(ids[name][report.key], report)]
    insert_all(conn, evidence, spans)
    for name, _, batch in many:
        link_parts(conn, batch, ids[name])


def link_parts(conn: Connection, batch: Iterable[Report], ids: Mapping[str, int]) -> None:
    """Each part of a wave points to its wave; `ids` are those of the batch by key."""
    links = [
        {"number": ids[report.key], "wave": ids[report.parent]}
        for report in batch
        if report.parent is not None and report.parent in ids
    ]
    if links:
        conn.execute(_LINK, links)


def pending(conn: Connection, limit: int) -> list[StoredReport]:
    """To be matched, in order of publication, then id. Reports are stored when their article is done, not before."""
    return stored(conn, reports.c.pending.is_not(None), limit=limit)


def any_pending(conn: Connection) -> bool:
    """Without looking for the first of them."""
    return conn.scalar(select(reports.c.id).where(reports.c.pending.is_not(None)).limit(1)) is not None


def look_again(conn: Connection, numbers: Iterable[int], why: str) -> None:
    """Have these matched anew, for what is no change of theirs; those that wait already do so for their own reason."""
    matched = (reports.c.incident_id.is_not(None), reports.c.pending.is_(None))
    again = update(reports).where(reports.c.id == bindparam("number"), *matched).values(pending=why)
    if rows := [{"number": number} for number in numbers]:
        conn.execute(again, rows)


def near(conn: Connection, where: Neighbourhood) -> list[StoredReport]:
    """All that overlaps these days and may lie in this area: an area that a report leaves open may be any."""
    conditions: list[ColumnElement[bool]] = [
        reports.c.id.in_(_overlapping(where.first_day, where.last_day)),
        reports.c.withdrawn_at.is_(None),
    ]
    if where.country is not None:
        conditions.append(_is_or_open(reports.c.country, where.country))
        if where.admin1 is not None:
            conditions.append(_is_or_open(reports.c.admin1, where.admin1))
    return stored(conn, *conditions)


def _overlapping(first_day: date, last_day: date) -> CompoundSelect[Any]:
    """Ids by two indexes, so that the time does not grow with the years stored: recent beginnings, and long spans."""
    earliest = first_day - timedelta(days=_LONG_SPAN_DAYS)
    lasting = select(reports.c.id).where(reports.c.date_end >= first_day)
    return union_all(
        lasting.where(reports.c.date_start.between(earliest, last_day)),
        lasting.where(reports.c.span_days > _LONG_SPAN_DAYS, reports.c.date_start < earliest),
    )


def of_incident(conn: Connection, incident_id: str) -> list[StoredReport]:
    """In order of publication, then id."""
    return stored(conn, reports.c.incident_id == incident_id)


def of_article(conn: Connection, article_id: str, *, withdrawn: bool = False) -> list[StoredReport]:
    """In the order in which the engine gave them; or those that the article once told and tells no more."""
    is_live = reports.c.withdrawn_at.is_(None)
    found = stored(conn, reports.c.article_id == article_id, ~is_live if withdrawn else is_live)
    return sorted(found, key=lambda report: report.id)


_INSERT = (
    insert(reports)
    .values(article_seq=select(articles.c.seq).where(articles.c.id == bindparam("of_article")).scalar_subquery())
    .returning(reports.c.id)
)


_LINK = update(reports).where(reports.c.id == bindparam("number")).values(parent_id=bindparam("wave"))


def _is_or_open(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return or_(column == value, column.is_(None))


def add_one(conn: Connection, article_id: str, report: Report, revision: int = 1) -> int:
    """A new report that waits to be matched, read in this revision of the text; returns its id."""
    row = report_to_row(report) | {"article_id": article_id, "text_revision": revision, "pending": NEW}
    report_id: int = conn.execute(_INSERT, row | {"of_article": article_id}).scalar_one()
    add_evidence(conn, report_id, report)
    return report_id


def report_to_row(report: Report) -> dict[str, Any]:
    """What an engine said, by the names of the columns; evidence has a table of its own."""
    return facts_to_row(report.facts) | {
        "key": report.key,
        "parent_key": report.parent,
        "role": report.role,
        "confidence": report.confidence,
        "span_days": (report.facts.date_end - report.facts.date_start).days,
    }


def add_evidence(conn: Connection, report_id: int, report: Report) -> None:
    """The spans of a report that has none yet."""
    insert_all(conn, evidence, _spans(report_id, report))


def _spans(report_id: int, report: Report) -> list[dict[str, Any]]:
    return [
        {"report_id": report_id, "cell": cell, "position": n, "start_char": span.start, "end_char": span.end}
        for cell, spans in report.evidence.items()
        for n, span in enumerate(spans)
    ]


def _with_provenance() -> Select[Any]:
    return (
        select(
            reports,
            articles.c.url,
            articles.c.source_id,
            articles.c.published_at,
            articles.c.published_offset,
            sources.c.publisher,
            sources.c.side,
            _VOICE.label("voice"),
        )
        .join_from(reports, articles, reports.c.article_id == articles.c.id)
        .join(sources, articles.c.source_id == sources.c.id)
    )


def stored(conn: Connection, *where: ColumnElement[bool], limit: int | None = None) -> list[StoredReport]:
    """The reports of these conditions, in order of publication, then id."""
    query = _with_provenance().where(*where).order_by(articles.c.published_at, reports.c.id).limit(limit)
    rows = conn.execute(query).all()
    spans = _evidence_of(conn, [row.id for row in rows])
    return [_stored_report(row, spans.get(row.id, {})) for row in rows]


def _evidence_of(conn: Connection, ids: Sequence[int]) -> dict[int, dict[str, tuple[Span, ...]]]:
    found: dict[int, dict[str, tuple[Span, ...]]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = evidence.c.report_id.in_(ids[start : start + _CHUNK])
        for row in conn.execute(select(evidence).where(chunk).order_by(*evidence.primary_key)):
            cells = found.setdefault(row.report_id, {})
            cells[row.cell] = (*cells.get(row.cell, ()), Span(row.start_char, row.end_char))
    return found


def _stored_report(row: Row[Any], spans: dict[str, tuple[Span, ...]]) -> StoredReport:
    report = Report(
        key=row.key,
        parent=row.parent_key,
        role=row.role,
        facts=facts_of_row(row),
        evidence=spans,
        confidence=row.confidence,
    )
    return StoredReport(
        id=row.id,
        report=report,
        article_id=row.article_id,
        article_url=row.url,
        source_id=row.source_id,
        publisher=row.publisher,
        side=row.side,
        published=cast("datetime", at_offset(row.published_at, row.published_offset)),
        voice=row.voice,
        parent_id=row.parent_id,
        incident_id=row.incident_id,
        revision=row.text_revision,
        pending=row.pending,
    )
