"""Taking back what a person or the machine did to a row: a new entry, which can be taken back in its turn.

Undoing a person's decision takes it back in every row that it changed. What a person had not set goes back to the
machine, whose value may have moved on meanwhile. Undoing the machine is a person's word: the old values are set, a
row brought back from a merge is kept apart, and reports that were moved between rows stay where they go back to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from khabardar.cells import SETTABLE
from khabardar.errors import NotFound, ReviewError
from khabardar.interfaces import RowMaker
from khabardar.reviews import Reviewed, Undo
from khabardar.vocabulary import IncidentStatus, PairWord, ReviewAction
from storage import incidents, review_pairs, reviews
from storage.decision import Decision, row_of
from storage.set_cells import SetCell
from storage.tables import reviews as reviews_table
from storage.tables import revisions


def undo(conn: Connection, review: Undo, make_row: RowMaker, now: datetime) -> Reviewed:
    """Back to what was before the revision that is named, whatever came since."""
    name = _named(conn, review.incident)
    number = _default(conn, row_of(conn, name)) if review.revision is None else review.revision
    entries = _entries(conn, revisions.c.incident_id == name, revisions.c.revision == number)
    if not entries:
        raise ReviewError(f"{name} has no revision {number}; `khabardar incidents history {name}` shows them")
    undone = entries[0].review_id
    mine = reviews.append(conn, review, ReviewAction.UNDO, name, now, undoes=undone)
    why = review.note or f"undoes revision {number} of {name}"
    decision = Decision(conn, review, mine, why, make_row, now)
    if undone is None:
        _undo_machine(decision, name, entries)
    else:
        _undo_review(decision, undone)
    done = decision.finish(name)
    if not done.changed:
        raise ReviewError(f"nothing of revision {number} of {name} is left to undo")
    return done


def _named(conn: Connection, name: str) -> str:
    try:
        return incidents.own_id(conn, name)
    except NotFound as error:
        raise NotFound(f"{error}; to undo is `khabardar incidents undo ID REVISION`") from error


def _default(conn: Connection, row: Row[Any]) -> int:
    """The revision that ended a merged row; of a live one, the last by a person."""
    merged = row.status is IncidentStatus.MERGED
    by_kind = revisions.c.field == "merged_into" if merged else revisions.c.review_id.is_not(None)
    number = conn.scalar(select(func.max(revisions.c.revision)).where(revisions.c.incident_id == row.id, by_kind))
    if number is None:
        raise ReviewError(
            f"only the machine has changed {row.id}; say which revision: `khabardar incidents undo {row.id} REVISION`, "
            f"with a number from `khabardar incidents history {row.id}`"
        )
    return int(number)


def _entries(conn: Connection, *where: Any) -> Sequence[Row[Any]]:
    return conn.execute(select(revisions).where(*where).order_by(revisions.c.id)).all()


def _undo_machine(decision: Decision, name: str, entries: Sequence[Row[Any]]) -> None:
    fields = {entry.field: entry for entry in entries}
    if "merged_into" in fields:
        _take_out(decision, name, fields)
    elif "reports" in fields:
        _send_back(decision, fields["reports"])
    elif "created" in fields:
        raise ReviewError(f"this revision founded {name}, and rows are never deleted: `reject` it, or `merge` it")
    else:
        _set_back(decision, name, fields)


def _take_out(decision: Decision, name: str, fields: dict[str, Row[Any]]) -> None:
    """A row out of the one that the machine merged it into; they are kept apart from now on."""
    keep = incidents.survivor(decision.conn, name)
    back = _revive(decision, name, fields)
    rest = [report.id for report in decision.reports(keep)]
    decision.say(dict.fromkeys(review_pairs.across(back, rest), PairWord.APART))


def _send_back(decision: Decision, entry: Row[Any]) -> None:
    """Reports that the machine moved between rows go back, each to the row that it left, and stay there.

    All rows that lost some then have an entry of that very moment. A row that came of them ends again.
    """
    here = _numbers(entry.old) ^ _numbers(entry.new)
    moment = (revisions.c.at == entry.at, revisions.c.review_id.is_(None))
    words: dict[tuple[int, int], PairWord] = {}
    for loss in _entries(decision.conn, *moment, revisions.c.field == "reports"):
        lost = (_numbers(loss.old) - _numbers(loss.new)) & here
        ended = _entries(decision.conn, *moment, revisions.c.incident_id == loss.incident_id)
        fields = {other.field: other for other in ended}
        if lost and "merged_into" in fields:
            _take_out(decision, loss.incident_id, fields)
        elif lost:
            moved = decision.bring_home(loss.incident_id, lost)
            words |= dict.fromkeys(review_pairs.across(moved.back, moved.left), PairWord.APART)
            words |= dict.fromkeys(review_pairs.across(moved.back, moved.at_home), PairWord.TOGETHER)
    decision.say(words)


def _set_back(decision: Decision, name: str, fields: dict[str, Row[Any]]) -> None:
    cells = {cell: SetCell(fields[cell].old, decision.by, decision.now) for cell in SETTABLE if cell in fields}
    if not cells:
        raise ReviewError(f"nothing of this revision of {name} can be undone: {', '.join(fields)} follow its reports")
    _check_live(decision.conn, name)
    decision.set_cells(name, cells)


def _undo_review(decision: Decision, undone: int) -> None:
    named = decision.conn.scalar(select(reviews_table.c.incident_id).where(reviews_table.c.id == undone))
    rows: dict[str, dict[str, Row[Any]]] = {}
    for entry in _entries(decision.conn, revisions.c.review_id == undone):
        rows.setdefault(entry.incident_id, {})[entry.field] = entry
    for name, fields in rows.items():
        if "created" in fields:
            _join_again(decision, str(named), name)
        elif "merged_into" in fields and fields["merged_into"].new is None:
            _join_again(decision, fields["merged_into"].old, name)
        elif "merged_into" in fields:
            _revive(decision, name, fields)
    for name, fields in rows.items():
        if "reports" in fields and not fields.keys() & {"created", "merged_into"}:
            decision.bring_home(name, _numbers(fields["reports"].old) - _numbers(fields["reports"].new))
    for name, fields in rows.items():
        _give_back(decision, name, fields)
    decision.say(review_pairs.before(decision.conn, undone))


def _join_again(decision: Decision, keep: str, gone: str) -> None:
    keep, gone = incidents.survivor(decision.conn, keep), incidents.survivor(decision.conn, gone)
    if keep != gone:
        decision.join(keep, gone)


def _revive(decision: Decision, name: str, fields: dict[str, Row[Any]]) -> list[int]:
    told = fields["reports"].old if "reports" in fields else None
    if told is None:
        raise ReviewError(f"{name} was merged before its reports were noted; `split` them off instead")
    back = decision.revive(name, IncidentStatus(fields["status"].old), sorted(_numbers(told)))
    return [report.id for report in back]


def _numbers(told: str | None) -> set[int]:
    """Reports, as `as_text` wrote them into the history."""
    return {int(number) for number in told.split(", ")} if told else set()


def _give_back(decision: Decision, name: str, fields: dict[str, Row[Any]]) -> None:
    """Status and cells that a person changed, as they were before; what only followed from it follows again."""
    cells = {
        cell: SetCell(entry.old, entry.old_set_by, decision.now) if entry.old_set_by else None
        for cell in SETTABLE
        if (entry := fields.get(cell)) is not None and (entry.old_set_by or entry.new_set_by)
    }
    status = fields.get("status") if "merged_into" not in fields else None
    if not cells and status is None:
        return
    _check_live(decision.conn, name)
    if status is not None:
        decision.set_status(name, IncidentStatus(status.old))
    if cells:
        decision.set_cells(name, cells)


def _check_live(conn: Connection, name: str) -> None:
    row = row_of(conn, name)
    if row.status is IncidentStatus.MERGED:
        raise ReviewError(f"{name} was merged into {row.merged_into} since; undo that first, or edit {row.merged_into}")
