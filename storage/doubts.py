"""Pairs of reports that may tell the same incident, for a person to look at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from khabardar.records import Doubt, ScoredPair
from khabardar.vocabulary import IncidentStatus, PairWord
from storage import review_pairs
from storage.tables import doubts, incidents, reports
from storage.ties import parts_of, parts_to_json

_LIVE = (IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED)


def note(conn: Connection, pairs: Iterable[ScoredPair], now: datetime) -> None:
    """Add new pairs, renew the scores and reasons of known ones; a pair has no order."""
    for pair in pairs:
        first, second = sorted((pair.report_a, pair.report_b))
        here = (doubts.c.report_a == first, doubts.c.report_b == second)
        cells = {"score": pair.score, "parts": parts_to_json(pair)}
        known = conn.execute(select(doubts.c.score, doubts.c.parts).where(*here)).one_or_none()
        if known is None:
            conn.execute(insert(doubts), {"report_a": first, "report_b": second, "noted_at": now} | cells)
        elif known._asdict() != cells:
            conn.execute(update(doubts).where(*here).values(**cells))


def of_incident(conn: Connection, incident_id: str) -> list[Doubt]:
    """Pairs with a report of another live row that nobody decided on: the row's own report first, best score first."""
    own = list(conn.scalars(select(reports.c.id).where(reports.c.incident_id == incident_id)))
    query = select(doubts).where(or_(doubts.c.report_a.in_(own), doubts.c.report_b.in_(own)))
    pairs = []
    for row in conn.execute(query.order_by(doubts.c.score.desc(), doubts.c.report_a, doubts.c.report_b)):
        ours, other = (row.report_a, row.report_b) if row.report_a in own else (row.report_b, row.report_a)
        pairs.append(ScoredPair(ours, other, row.score, parts_of(row.parts)))
    others = {pair.report_b for pair in pairs}
    live = (
        select(reports.c.id, reports.c.incident_id)
        .join(incidents, reports.c.incident_id == incidents.c.id)
        .where(reports.c.id.in_(others), incidents.c.status.in_(_LIVE), incidents.c.id != incident_id)
    )
    row_of = {row.id: row.incident_id for row in conn.execute(live)}
    words = review_pairs.words(conn, [*own, *others])
    open_pairs = [
        pair
        for pair in pairs
        if words.get(review_pairs.ordered(pair.report_a, pair.report_b), PairWord.OPEN) is PairWord.OPEN
    ]
    return [Doubt(pair, row_of[pair.report_b]) for pair in open_pairs if pair.report_b in row_of]
