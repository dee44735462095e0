"""What people said of pairs of reports: appended, and the last word on a pair is the one in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, func, insert, select

from khabardar.reviews import Pair
from khabardar.vocabulary import PairWord
from storage.tables import review_pairs

_CHUNK = 500


def ordered(one: int, other: int) -> Pair:
    """A pair has no order; it is stored with the lower number first."""
    return min(one, other), max(one, other)


def across(ours: Iterable[int], theirs: Iterable[int]) -> list[Pair]:
    """Every pair of a report of the one with one of the other."""
    return sorted(ordered(a, b) for a, b in product(ours, theirs) if a != b)


def words(conn: Connection, report_ids: Sequence[int]) -> dict[Pair, PairWord]:
    """The word in force on each pair that has one of these reports."""
    wanted = sorted(set(report_ids))
    found: dict[Pair, PairWord] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for column in (review_pairs.c.report_a, review_pairs.c.report_b):
            last = select(func.max(review_pairs.c.id)).where(column.in_(chunk))
            last = last.group_by(review_pairs.c.report_a, review_pairs.c.report_b)
            for row in conn.execute(select(review_pairs).where(review_pairs.c.id.in_(last))):
                found[row.report_a, row.report_b] = row.word
    return found


def say(conn: Connection, review_id: int, pairs: Mapping[Pair, PairWord]) -> set[int]:
    """Append these words where they differ from those in force (no word at all is `open`); returns their reports."""
    known = words(conn, [number for pair in pairs for number in pair])
    rows: list[dict[str, Any]] = [
        {"review_id": review_id, "report_a": a, "report_b": b, "word": word}
        for (a, b), word in pairs.items()
        if known.get((a, b), PairWord.OPEN) is not word
    ]
    if rows:
        conn.execute(insert(review_pairs), rows)
    return {number for row in rows for number in (row["report_a"], row["report_b"])}


def before(conn: Connection, review_id: int) -> dict[Pair, PairWord]:
    """Of each pair that a decision spoke of, the word that was in force before it."""
    own = select(review_pairs).where(review_pairs.c.review_id == review_id)
    earlier: dict[Pair, PairWord] = {}
    for row in conn.execute(own):
        pair = (review_pairs.c.report_a == row.report_a, review_pairs.c.report_b == row.report_b)
        older = select(review_pairs.c.word).where(*pair, review_pairs.c.id < row.id)
        word = conn.scalar(older.order_by(review_pairs.c.id.desc()).limit(1))
        earlier[row.report_a, row.report_b] = word or PairWord.OPEN
    return earlier
