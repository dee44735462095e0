"""One decision of a person on its way into the tables: what all kinds of decisions share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Row, select, update

from khabardar.errors import ReviewError
from khabardar.interfaces import Resolution, RowMaker
from khabardar.records import StoredReport
from khabardar.reviews import Pair, Review, Reviewed
from khabardar.vocabulary import IncidentStatus, PairWord
from storage import incidents as rows_of
from storage import reports as reports_of
from storage import review_pairs, set_cells
from storage.applying import Authority, apply
from storage.revisions import Edit
from storage.set_cells import SetCell, SetCells
from storage.tables import incidents, reports


@dataclass(frozen=True, slots=True)
class Homecoming:
    """Reports that come `back`, those that they `left`, and those that were `at_home` before."""

    back: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    at_home: list[int] = field(default_factory=list)


class Decision:
    """Gathers what a decision does to rows; `finish` makes it true. `why` stands in the history of each row."""

    def __init__(
        self, conn: Connection, review: Review, review_id: int, why: str, make_row: RowMaker, now: datetime
    ) -> None:
        self.conn = conn
        self.id = review_id
        self.by = review.by
        self.now = now
        self._why = why
        self._make_row = make_row
        self._edits: dict[str, Edit] = {}
        self._emptied: set[str] = set()
        self._cells_before: SetCells = {}
        self._rows: dict[str, list[StoredReport]] = {}  # rows that are made anew, with their reports
        self._founded: list[list[StoredReport]] = []
        self._absorbed: dict[str, list[str]] = {}

    def edit(self, name: str) -> Edit:
        """The entries of a row that this decision appends."""
        row = row_of(self.conn, name)
        return self._edits.setdefault(name, Edit(name, row.revision, self._why, None, self.id))

    def set_status(self, name: str, status: IncidentStatus) -> None:
        """Of a live row; equal status is no change."""
        self.edit(name).note("status", row_of(self.conn, name).status, status, None, self.by)
        self.conn.execute(update(incidents).where(incidents.c.id == name).values(status=status))

    def set_cells(self, name: str, cells: Mapping[str, SetCell | None]) -> None:
        """Cells of a row that its values are to show from now on; None: the machine's value again."""
        if not self.reports(name):
            raise ReviewError(f"{name} has no report left to make its values of: no article tells it any more")
        self._note_cells(name)
        set_cells.put(self.conn, name, cells)

    def reports(self, name: str) -> list[StoredReport]:
        """The reports that a row will have; it is made anew of them. The list may be changed."""
        if name not in self._rows:
            self._rows[name] = reports_of.of_incident(self.conn, name)
        return self._rows[name]

    def found(self, leaving: list[StoredReport], old: str) -> None:
        """A new row of reports that leave an old one."""
        self._take(old, leaving)
        self._founded.append(leaving)

    def join(self, keep: str, gone: str) -> None:
        """One row ends in another."""
        self.reports(keep).extend(self.reports(gone))
        del self._rows[gone]
        self._absorbed.setdefault(keep, []).append(gone)

    def bring_home(self, name: str, numbers: Collection[int]) -> Homecoming:
        """Reports that left a row come back to it, from wherever they are; a row that has no others ends in it.

        Those that no article tells any more do not come.
        """
        home = self._ending_in(rows_of.survivor(self.conn, name))
        done = Homecoming(at_home=[report.id for report in self.reports(home)])
        for row in sorted(self._homes(numbers) - {home}):
            leaving = [report for report in self.reports(row) if report.id in numbers]
            done.back.extend(report.id for report in leaving)
            done.left.extend(report.id for report in self.reports(row) if report.id not in numbers)
            if len(leaving) == len(self.reports(row)):
                self.join(home, row)
            else:
                self._take(row, leaving)
                self.reports(home).extend(leaving)
        return done

    def _homes(self, numbers: Collection[int]) -> set[str]:
        """The rows that will have these reports, by what the decision did so far."""
        stored = self.conn.scalars(select(reports.c.incident_id).where(reports.c.id.in_(list(numbers))))
        for row in {row for row in stored if row is not None} - self._joined():
            self.reports(row)
        return {row for row, batch in self._rows.items() if any(report.id in numbers for report in batch)}

    def _ending_in(self, name: str) -> str:
        """The row that a row ends in, by what the decision did so far."""
        keep = next((keep for keep, gone in self._absorbed.items() if name in gone), None)
        return name if keep is None else self._ending_in(keep)

    def _joined(self) -> set[str]:
        return {gone for row in self._absorbed.values() for gone in row}

    def revive(self, name: str, status: IncidentStatus, numbers: list[int]) -> list[StoredReport]:
        """A merged row comes back, with those of its reports that its survivor still has; returns them.

        A survivor that has none of its own left ends as a row that no article tells any more.
        """
        row = row_of(self.conn, name)
        if row.status is not IncidentStatus.MERGED:
            raise ReviewError(f"{name} is not merged any more: it is {row.status}")
        keep = rows_of.survivor(self.conn, name)
        back = [report for report in self.reports(keep) if report.id in numbers]
        if not back:
            raise ReviewError(
                f"{name} can't be taken out of {keep}: none of its reports is left there; `split` or `merge` instead"
            )
        self._take(keep, back)
        if not self.reports(keep):
            self._leave_empty(keep)
        self._rows[name] = back
        self._note_cells(keep)
        set_cells.take_back(self.conn, name, keep)
        self._come_back(row, status)
        return back

    def say(self, words: Mapping[Pair, PairWord]) -> None:
        """People's words on pairs, these and older ones, brought into line with the rows that the decision leaves.

        What they bear on is matched anew: the neighbours may have to give way, whatever comes or does not come later.
        """
        row_of_report = {r.id: name for name, batch in self._batches().items() for r in batch}
        known = review_pairs.words(self.conn, list(row_of_report)) | dict(words)
        for a, b in known:
            one, other = row_of_report.get(a), row_of_report.get(b)
            wrong = PairWord.APART if one == other else PairWord.TOGETHER
            if one is not None and other is not None and known[a, b] is wrong:
                known[a, b] = PairWord.OPEN
        spoken_of = review_pairs.say(self.conn, self.id, known)
        reports_of.look_again(self.conn, sorted(spoken_of), f"matched again after a decision by {self.by}")

    def finish(self, name: str) -> Reviewed:
        """Make the rows so; `name` is the row that the decision speaks of, None of it: the row that it founded."""
        if empty := next((row for row in self._absorbed if not self._rows[row]), None):
            raise ReviewError(f"no article tells {empty} any more, nor the rows that are to end in it")
        clusters = [
            replace(self._make_row(batch), incident_id=row, absorbed=tuple(self._absorbed.get(row, ())))
            for row, batch in self._rows.items()
            if batch
        ]
        clusters += [self._make_row(batch) for batch in self._founded]
        before = set_cells.of(self.conn, [*self._rows, *self._joined()])
        emptied = frozenset(row for row in self._emptied if not self._rows[row])
        authority = Authority(self.id, self._why, self._edits, before | self._cells_before, emptied)
        apply(self.conn, Resolution(tuple(clusters)), self.now, authority)
        changed = {row for row, edit in self._edits.items() if edit.changes}
        founded = [self._row_now(batch[0]) for batch in self._founded]
        return Reviewed(founded[0] if founded else name, tuple(sorted(changed.union(founded))))

    def _row_now(self, report: StoredReport) -> str:
        return str(self.conn.scalar(select(reports.c.incident_id).where(reports.c.id == report.id)))

    def _take(self, name: str, leaving: list[StoredReport]) -> None:
        gone = {report.id for report in leaving}
        self._rows[name] = [report for report in self.reports(name) if report.id not in gone]

    def _leave_empty(self, name: str) -> None:
        self._emptied.add(name)
        row = row_of(self.conn, name)
        status = IncidentStatus.WITHDRAWN if row.status is IncidentStatus.CANDIDATE else row.status
        edit = self.edit(name)
        edit.note("status", row.status, status)
        edit.note("publishers", row.publishers, 0)
        cells = {"status": status, "reports": 0, "articles": 0, "publishers": 0}
        self.conn.execute(update(incidents).where(incidents.c.id == name).values(**cells))

    def _note_cells(self, name: str) -> None:
        self._cells_before.setdefault(name, set_cells.of(self.conn, [name]).get(name, {}))

    def _come_back(self, row: Row[Any], status: IncidentStatus) -> None:
        edit = self.edit(row.id)
        edit.note("status", row.status, status)
        edit.note("merged_into", row.merged_into, None)
        back = update(incidents).where(incidents.c.id == row.id)
        self.conn.execute(back.values(status=status, merged_into=None))

    def _batches(self) -> dict[str, list[StoredReport]]:
        return self._rows | {f"new {n}": batch for n, batch in enumerate(self._founded)}


def row_of(conn: Connection, name: str) -> Row[Any]:
    """The row of this full id, merged or not, as it is stored now."""
    return conn.execute(select(incidents).where(incidents.c.id == name)).one()


def pairs_within(batch: list[StoredReport]) -> list[Pair]:
    """Every pair of these reports."""
    return [review_pairs.ordered(a.id, b.id) for a, b in combinations(batch, 2)]
