"""Which row a person should look at next: the more it matters and the less sure it is, the sooner."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, and_, case, func, select

from khabardar.browsing import QueuedReview
from khabardar.vocabulary import IncidentStatus, PairWord, Role
from storage.incidents import incident_of
from storage.tables import doubts, incidents, reports, review_pairs

_CELL = incidents.c
_WAITS = and_(_CELL.status == IncidentStatus.CANDIDATE, _CELL.role == Role.MAIN)
# Uncertainty: 1 - confidence, and as much as half a confidence more for a possible double and a quarter for one voice
# alone. Severity: 1 for anything that happened, then people: a life counts ten wounded, and past 50 lives no more.
_DOUBLE, _ONE_VOICE = 0.5, 0.25
_MOST_KILLED, _MOST_HURT = 50, 100


def first(conn: Connection, limit: int) -> Sequence[QueuedReview]:
    """The most urgent candidates; among equals the newest."""
    doubtful = _CELL.id.in_(_doubtful_rows())
    priority = _uncertainty(doubtful) * _severity()
    query = select(incidents, priority.label("priority"), case((doubtful, 1), else_=0).label("doubtful")).where(_WAITS)
    ordered = query.order_by(priority.desc(), _CELL.date_start.desc(), _CELL.id).limit(limit)
    return [QueuedReview(incident_of(row), row.priority, bool(row.doubtful)) for row in conn.execute(ordered)]


def count(conn: Connection) -> int:
    """How many wait."""
    return conn.scalar(select(func.count()).select_from(incidents).where(_WAITS)) or 0


def _uncertainty(doubtful: ColumnElement[bool]) -> ColumnElement[Any]:
    double = case((doubtful, _DOUBLE), else_=0.0)
    one_voice = case((_CELL.publishers < 2, _ONE_VOICE), else_=0.0)
    return 1.0 - _CELL.confidence + double + one_voice


def _severity() -> ColumnElement[Any]:
    killed = _at_most(func.coalesce(_CELL.killed_high, _CELL.killed_total, 0), _MOST_KILLED)
    hurt = _at_most(func.coalesce(_CELL.injured_total, 0) + 5 * func.coalesce(_CELL.abducted, 0), _MOST_HURT)
    return 1.0 + killed * 1.0 + hurt * 0.1


def _at_most(value: ColumnElement[Any], most: int) -> ColumnElement[Any]:
    return case((value > most, most), else_=value)


def _doubtful_rows() -> CompoundSelect[Any]:
    """Rows with a report that may tell another row's incident, unless a person said something of the pair."""
    one, other = reports.alias("one"), reports.alias("other")
    decided = (
        select(review_pairs.c.id)
        .where(
            review_pairs.c.report_a == doubts.c.report_a,
            review_pairs.c.report_b == doubts.c.report_b,
            review_pairs.c.word != PairWord.OPEN,
        )
        .exists()
    )
    pairs = (
        select(one.c.incident_id, other.c.incident_id.label("other_id"))
        .select_from(doubts)
        .join(one, one.c.id == doubts.c.report_a)
        .join(other, other.c.id == doubts.c.report_b)
        .where(one.c.incident_id != other.c.incident_id, ~decided)
        .cte("pairs")
    )
    live = select(_CELL.id).where(_CELL.status.in_((IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED)))
    return (
        select(pairs.c.incident_id)
        .where(pairs.c.other_id.in_(live))
        .union(select(pairs.c.other_id).where(pairs.c.incident_id.in_(live)))
    )
