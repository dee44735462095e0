"""People's decisions carried out: confirm, reject, edit, merge, split. Undoing has a module of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Row

from khabardar.errors import ReviewError
from khabardar.interfaces import RowMaker
from khabardar.reviews import Confirm, Edit, Merge, Reject, Review, Reviewed, Split, Undo
from khabardar.vocabulary import IncidentStatus, PairWord, ReviewAction
from storage import incidents, reports, review_pairs, reviews, set_cells
from storage.decision import Decision, pairs_within, row_of
from storage.set_cells import SetCell
from storage.undoing import undo


def carry_out(conn: Connection, review: Review, make_row: RowMaker, now: datetime) -> Reviewed:
    """`Storage.review`, within the caller's transaction, which has the writer's lock."""
    if isinstance(review, Undo):
        return undo(conn, review, make_row, now)
    name = incidents.survivor(conn, review.incident)
    row = row_of(conn, name)
    if row.status is IncidentStatus.WITHDRAWN:
        raise ReviewError(f"{name} was withdrawn: no article tells it any more")

    def begin(action: ReviewAction, why: str) -> Decision:
        reason = review.reason if isinstance(review, Reject) else None
        number = reviews.append(conn, review, action, name, now, reason=reason)
        return Decision(conn, review, number, why, make_row, now)

    return _BY_KIND[type(review)](review, row, begin)


Begin = Callable[[ReviewAction, str], Decision]


def _confirm(review: Confirm, row: Row[Any], begin: Begin) -> Reviewed:
    decision = begin(ReviewAction.CONFIRM, review.note or "confirmed")
    return _new_status(row, IncidentStatus.CONFIRMED, decision)


def _reject(review: Reject, row: Row[Any], begin: Begin) -> Reviewed:
    words = review.reason.value.replace("-", " ")
    decision = begin(ReviewAction.REJECT, f"{words}: {review.note}" if review.note else words)
    return _new_status(row, IncidentStatus.REJECTED, decision)


def _new_status(row: Row[Any], status: IncidentStatus, decision: Decision) -> Reviewed:
    if row.status is status:
        raise ReviewError(f"{row.id} is {status} already; `khabardar incidents history {row.id}` says by whom")
    decision.set_status(row.id, status)
    own = reports.of_incident(decision.conn, row.id)
    decision.say({(report.id, report.id): PairWord.TOGETHER for report in own})
    return decision.finish(row.id)


def _edit(review: Edit, row: Row[Any], begin: Begin) -> Reviewed:
    decision = begin(ReviewAction.EDIT, review.note or "edited")
    known = set_cells.of(decision.conn, [row.id]).get(row.id, {})
    wanted = {cell: SetCell(value, review.by, decision.now) for cell, value in review.cells.items()}
    first, last = (({**known, **wanted}).get(cell) for cell in ("date_start", "date_end"))
    if first and last and str(last.value) < str(first.value):
        raise ReviewError(f"date_end {last.value} lies before date_start {first.value}; set both")
    decision.set_cells(row.id, wanted)
    done = decision.finish(row.id)
    if not done.changed:
        raise ReviewError(f"{row.id} has these values already, set by {review.by}")
    return done


def _merge(review: Merge, row: Row[Any], begin: Begin) -> Reviewed:
    decision = begin(ReviewAction.MERGE, review.note or "merged: one incident")
    others = [row_of(decision.conn, incidents.survivor(decision.conn, name)) for name in review.others]
    _check_merge(row, others)
    batches = [list(decision.reports(name)) for name in (row.id, *(other.id for other in others))]
    for other in others:
        decision.join(row.id, other.id)
    sides = [[report.id for report in batch] for batch in batches]
    pairs = [pair for ours, theirs in combinations(sides, 2) for pair in review_pairs.across(ours, theirs)]
    decision.say(dict.fromkeys(pairs, PairWord.TOGETHER))
    if row.status is IncidentStatus.CANDIDATE and any(o.status is IncidentStatus.CONFIRMED for o in others):
        decision.set_status(row.id, IncidentStatus.CONFIRMED)
    return decision.finish(row.id)


def _check_merge(row: Row[Any], others: list[Row[Any]]) -> None:
    names = [row.id, *(other.id for other in others)]
    if len(names) == 1:
        raise ReviewError(f"{row.id} alone can't be merged; name the rows that are the same incident")
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ReviewError(f"two of the ids are one row already: {twice}")
    if gone := next((other.id for other in others if other.status is IncidentStatus.WITHDRAWN), None):
        raise ReviewError(f"{gone} was withdrawn: no article tells it any more")


def _split(review: Split, row: Row[Any], begin: Begin) -> Reviewed:
    decision = begin(ReviewAction.SPLIT, review.note or "split: another incident")
    batch = decision.reports(row.id)
    here = {report.id for report in batch}
    if strangers := sorted(set(review.reports) - here):
        has = ", ".join(map(str, sorted(here)))
        raise ReviewError(f"{row.id} has no report {', '.join(map(str, strangers))}; it has {has}")
    leaving = [report for report in batch if report.id in review.reports]
    if len(leaving) in (0, len(batch)):
        raise ReviewError(f"{row.id} has {len(batch)} reports; name those that tell another incident, not all")
    numbers = {report.id for report in leaving}
    parted = dict.fromkeys(review_pairs.across(numbers, here - numbers), PairWord.APART)
    decision.found(leaving, row.id)
    decision.say(parted | dict.fromkeys(pairs_within(leaving), PairWord.TOGETHER))
    return decision.finish(row.id)


_BY_KIND: dict[type[Review], Callable[[Any, Row[Any], Begin], Reviewed]] = {
    Confirm: _confirm,
    Reject: _reject,
    Edit: _edit,
    Merge: _merge,
    Split: _split,
}
