"""Why a report is in its row: the pair that ties it most to it, with the reasons of its score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from khabardar.records import ScoredPair, ScorePart
from storage import dialect
from storage.tables import reports, ties


def keep(conn: Connection, pairs: Sequence[ScoredPair]) -> None:
    """Of each report the latest tie; those that say what is known already are not written."""
    query = select(ties).where(ties.c.report_id.in_([pair.report_a for pair in pairs]))
    known = {row.report_id: (row.with_report, row.score, row.parts) for row in conn.execute(query)}
    rows = [
        {"report_id": pair.report_a, "with_report": pair.report_b, "score": pair.score, "parts": parts_to_json(pair)}
        for pair in pairs
    ]
    new = [row for row in rows if known.get(row["report_id"]) != (row["with_report"], row["score"], row["parts"])]
    if new:
        dialect.upsert(conn, ties, new)


def of_incident(conn: Connection, incident_id: str) -> list[ScoredPair]:
    """Of the reports that are in the row, those whose like is in it too; by number of the report."""
    other = reports.alias("other")
    query = (
        select(ties)
        .join(reports, ties.c.report_id == reports.c.id)
        .join(other, ties.c.with_report == other.c.id)
        .where(reports.c.incident_id == incident_id, other.c.incident_id == incident_id)
        .order_by(ties.c.report_id)
    )
    return [ScoredPair(row.report_id, row.with_report, row.score, parts_of(row.parts)) for row in conn.execute(query)]


def parts_to_json(pair: ScoredPair) -> list[list[Any]]:
    """As it is stored: lists of name, points and words."""
    return [[part.name, part.points, part.reason] for part in pair.parts]


def parts_of(stored: Iterable[Sequence[Any]] | None) -> tuple[ScorePart, ...]:
    """The inverse of `parts_to_json`; nothing for pairs that were stored before reasons were."""
    return tuple(ScorePart(*part) for part in stored or ())
