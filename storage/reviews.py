"""The log of people's decisions, and what of it the matcher has to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from khabardar.reviews import Decisions, Review
from khabardar.vocabulary import PairWord, RejectReason, ReviewAction
from storage import review_pairs
from storage.tables import reviews


def last(conn: Connection) -> int:
    """Number of the last decision; 0 before the first."""
    return conn.scalar(select(func.max(reviews.c.id))) or 0


def append(
    conn: Connection,
    review: Review,
    action: ReviewAction,
    incident_id: str,
    now: datetime,
    *,
    reason: RejectReason | None = None,
    undoes: int | None = None,
) -> int:
    """Note a decision on this row; returns its number."""
    row = {
        "at": now,
        "by": review.by,
        "action": action,
        "incident_id": incident_id,
        "reason": reason,
        "note": review.note,
        "undoes": undoes,
    }
    number: int = conn.execute(insert(reviews).returning(reviews.c.id), row).scalar_one()
    return number


def decisions(conn: Connection, report_ids: Sequence[int]) -> Decisions:
    """The words on pairs of these reports; the word of a report on itself is that it stays in its row."""
    wanted = set(report_ids)
    words = {p: word for p, word in review_pairs.words(conn, report_ids).items() if wanted.issuperset(p)}
    together = {pair for pair, word in words.items() if word is PairWord.TOGETHER}
    return Decisions(
        together=frozenset(pair for pair in together if pair[0] != pair[1]),
        apart=frozenset(pair for pair, word in words.items() if word is PairWord.APART),
        kept=frozenset(one for one, other in together if one == other),
    )
