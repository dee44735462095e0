"""The matcher's verdict made true in the tables: rows, their reports, their parents, and every change of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from khabardar.cells import overlay
from khabardar.codec import flatten
from khabardar.errors import StorageError
from khabardar.identity import incident_id
from khabardar.interfaces import Cluster, Resolution
from khabardar.records import Facts, ScoredPair, ScorePart
from khabardar.vocabulary import IncidentStatus, Role
from storage import bearings, doubts, revisions, set_cells, ties
from storage.bearings import KnownReport
from storage.fact_columns import facts_of_row, facts_to_row
from storage.revisions import Cells, Edit
from storage.set_cells import SetCell, SetCells
from storage.tables import incidents, reports

_DECIDED = (IncidentStatus.CONFIRMED, IncidentStatus.REJECTED)


@dataclass(frozen=True, slots=True)
class Authority:
    """The person's decision that a verdict carries out: it may end rows that the machine may not."""

    review_id: int
    why: str
    edits: dict[str, Edit]  # what the decision itself changed, not written yet
    cells_before: SetCells  # of the rows concerned, as people had set them before the decision
    emptied: frozenset[str] = frozenset()  # rows that stay, though none of their reports is left


def apply(
    conn: Connection, resolution: Resolution, now: datetime, authority: Authority | None = None
) -> tuple[int, int]:
    """Make the rows agree with `resolution`; returns (new rows, changed rows). Applied twice it changes nothing."""
    return _Application(conn, resolution, now, authority).run()


@dataclass(frozen=True, slots=True)
class _Target:
    """A cluster and the row that it makes; `before` None: the row is new. `held`: reports that stay elsewhere."""

    cluster: Cluster
    id: str
    before: Row[Any] | None
    own: tuple[int, ...]
    held: tuple[int, ...]


class _Application:
    """One verdict on its way into the tables: what its steps share."""

    def __init__(self, conn: Connection, resolution: Resolution, now: datetime, authority: Authority | None) -> None:
        self._conn = conn
        self._now = now
        self._resolution = resolution
        self._reports = bearings.reports_named(conn, resolution)
        self._rows = bearings.rows_named(
            conn, _named_rows(resolution) | {r.incident_id for r in self._reports.values() if r.incident_id}
        )
        self._authority = authority
        self._edits: dict[str, Edit] = authority.edits if authority else {}
        self._cells = set_cells.of(conn, self._rows)
        self._cells_before = authority.cells_before if authority else self._cells

    def run(self) -> tuple[int, int]:
        targets = list(self._targets())
        moves = self._moves(targets)
        for target in targets:
            if target.before is None:
                self._insert(target, moves.keys() & target.own)
        concerned = {row for move in moves.values() for row in move} | self._rows.keys() - {t.id for t in targets}
        before = bearings.reports_of(self._conn, concerned)
        self._assign(targets)
        ended = list(self._taken_over(targets))
        for old, new, why in ended:
            self._merge(old, new, why, before.get(old, []))
        self._refresh(targets)
        self._note_moves(concerned - {old for old, _, _ in ended}, before)
        ties.keep(self._conn, [tie for target in targets for tie in target.cluster.ties])
        changed = sum(revisions.append(self._conn, edit, self._now) for edit in self._edits.values())
        doubts.note(self._conn, [*self._resolution.doubts, *self._withheld(targets)], self._now)
        return sum(target.before is None for target in targets), changed

    # Which row a cluster makes.

    def _targets(self) -> Iterator[_Target]:
        for cluster in self._resolution.clusters:
            held = tuple(self._held(cluster))
            own = tuple(number for number in cluster.report_ids if number not in held)
            if own:
                name = self._checked(cluster.incident_id) if cluster.incident_id else self._new_id(min(own))
                yield _Target(cluster, name, self._rows.get(name), own, held)

    def _checked(self, name: str) -> str:
        row = self._rows.get(name)
        if row is None:
            raise StorageError(f"a verdict names the incident {name}, which does not exist")
        if row.status is IncidentStatus.MERGED:
            raise StorageError(f"a verdict names the incident {name}, which was merged into {row.merged_into}")
        return name

    def _new_id(self, founding: int) -> str:
        report = self._reports[founding]
        names = (incident_id(report.url, report.key, attempt) for attempt in count())
        return next(name for name in names if self._is_free(name, report))

    def _is_free(self, name: str, founder: KnownReport) -> bool:
        """Nobody has it; or the row which this very report founded, when a verdict is applied again."""
        if name == founder.incident_id:
            return all(cluster.incident_id != name for cluster in self._resolution.clusters)
        return self._conn.scalar(select(incidents.c.id).where(incidents.c.id == name)) is None

    def _held(self, cluster: Cluster) -> Iterator[int]:
        """Reports of rows that a person decided on: the machine does not take such a row over."""
        absorbed = set() if self._authority else set(cluster.absorbed) - {cluster.incident_id}
        decided = {name for name in absorbed if name in self._rows and self._rows[name].status in _DECIDED}
        return (number for number in cluster.report_ids if self._reports[number].incident_id in decided)

    # The steps.

    def _moves(self, targets: Sequence[_Target]) -> dict[int, tuple[str, str]]:
        """Report -> the row that it leaves and the one that it goes to; those that had none are left out."""
        return {
            number: (left, target.id)
            for target in targets
            for number in target.own
            if (left := self._reports[number].incident_id) not in (None, target.id) and left
        }

    def _insert(self, target: _Target, moved: Collection[int]) -> None:
        cluster = target.cluster
        row = facts_to_row(cluster.facts) | {
            "id": target.id,
            "status": IncidentStatus.CANDIDATE,
            "role": cluster.role,
            "confidence": cluster.confidence,
            "reports": 0,
            "articles": 0,
            "publishers": cluster.publishers,
            "first_seen": self._now,
            "last_changed": self._now,
            "revision": 0,
        }
        self._conn.execute(insert(incidents), row)
        edit = self._new_edit(target.id, 0, cluster.why, cluster.latest_report_id)
        edit.note("created", None, None)
        edit.note("reports", None, target.own if moved else None)
        revisions.append(self._conn, edit, self._now)

    def _assign(self, targets: Sequence[_Target]) -> None:
        moves = [
            {"report": number, "row": target.id}
            for target in targets
            for number in target.own
            if self._reports[number].incident_id != target.id
        ]
        if moves:
            one = update(reports).where(reports.c.id == bindparam("report")).values(incident_id=bindparam("row"))
            self._conn.execute(one, moves)
        # A person's decision does not look around: what waits for the matcher goes on waiting.
        waiting = [n for n, report in self._reports.items() if report.pending and not self._authority]
        self._conn.execute(update(reports).where(reports.c.id.in_(waiting)).values(pending=None))

    def _taken_over(self, targets: Sequence[_Target]) -> Iterator[tuple[str, str, str]]:
        """(row, its survivor, why): rows named as absorbed, and rows that lost their last report unnamed."""
        named = {name: target for target in reversed(targets) for name in target.cluster.absorbed}
        holding = select(reports.c.incident_id).where(reports.c.incident_id.in_(list(self._rows))).distinct()
        kept = {target.id for target in targets} | (set(self._conn.scalars(holding)) - named.keys())
        for name, row in self._rows.items():
            if name not in kept and self._may_end(row):
                home = named.get(name) or self._home_of_first_report(name, targets)
                yield name, home.id, home.cluster.why

    def _may_end(self, row: Row[Any]) -> bool:
        if self._authority:
            return row.status is not IncidentStatus.MERGED and row.id not in self._authority.emptied
        return row.status is IncidentStatus.CANDIDATE

    def _home_of_first_report(self, name: str, targets: Sequence[_Target]) -> _Target:
        first = min(number for number, report in self._reports.items() if report.incident_id == name)
        return next(target for target in targets if first in target.own)

    def _merge(self, old: str, new: str, why: str, leaving: Sequence[int]) -> None:
        self._conn.execute(
            update(incidents)
            .where(incidents.c.id == old)
            .values(status=IncidentStatus.MERGED, merged_into=new, reports=0, articles=0)
        )
        self._conn.execute(update(reports).where(reports.c.incident_id == old).values(incident_id=new))
        edit = self._edit(old, why, None)
        edit.note("status", self._rows[old].status, IncidentStatus.MERGED)
        edit.note("merged_into", None, new)
        edit.note("reports", leaving, None)  # what an undo brings back
        if set_cells.carry(self._conn, old, new):
            self._cells = set_cells.of(self._conn, self._rows)

    def _note_moves(self, rows: Iterable[str], before: Mapping[str, Sequence[int]]) -> None:
        """Rows that gave reports to others or got theirs: what an undo brings back. A new row says so itself."""
        known = sorted(self._rows.keys() & rows)
        now = bearings.reports_of(self._conn, known)
        for name in known:
            self._edit(name, "its reports moved to other rows", None).note("reports", before.get(name), now.get(name))

    def _refresh(self, targets: Sequence[_Target]) -> None:
        """Values, parents and counts of the clusters' rows; parents of the rows of their waves' parts."""
        parts = bearings.rows_of_parts(self._conn, {target.id for target in targets})
        names = {target.id for target in targets} | parts.keys()
        parents = bearings.parents(self._conn, names)
        counts = bearings.counts(self._conn, names)
        for target in targets:
            self._refresh_one(target, parents.get(target.id), counts[target.id])
        for name in sorted(parts.keys() - {target.id for target in targets}):
            self._rows[name] = parts[name]
            self._refresh_parent(name, parents.get(name))

    def _refresh_parent(self, name: str, parent: str | None) -> None:
        old = self._rows[name].parent_id
        if old != parent:
            self._conn.execute(update(incidents).where(incidents.c.id == name).values(parent_id=parent))
            self._edit(name, "the row of its wave changed", None).note("parent", old, parent)

    def _refresh_one(self, target: _Target, parent: str | None, counts: Row[Any]) -> None:
        cluster, before = target.cluster, target.before
        silent = {"reports": counts.reports, "articles": counts.articles, "confidence": cluster.confidence}
        row = silent | {"role": cluster.role, "publishers": cluster.publishers, "parent_id": parent}
        cells = self._cells.get(target.id, {})
        facts = overlay(cluster.facts, {cell: setting.value for cell, setting in cells.items()})
        row |= facts_to_row(facts)
        if before is not None and before.status is IncidentStatus.WITHDRAWN:
            row["status"] = IncidentStatus.CANDIDATE
        if before is None or any(before._mapping[column] != value for column, value in row.items()):
            self._conn.execute(update(incidents).where(incidents.c.id == target.id).values(**row))
        if before is None:
            return
        old = _cells(facts_of_row(before), before.role, before.publishers, before.parent_id)
        new = _cells(facts, cluster.role, cluster.publishers, parent)
        edit = self._edit(target.id, cluster.why, cluster.latest_report_id)
        edit.note("status", before.status, row.get("status", before.status))
        had = self._cells_before.get(target.id, {})
        for field, value in new.items():
            edit.note(field, old[field], value, _setter(had, field), _setter(cells, field))

    def _edit(self, name: str, why: str, report_id: int | None) -> Edit:
        return self._edits.setdefault(name, self._new_edit(name, self._rows[name].revision, why, report_id))

    def _new_edit(self, name: str, revision: int, why: str, report_id: int | None) -> Edit:
        if self._authority:
            return Edit(name, revision, self._authority.why, None, self._authority.review_id)
        return Edit(name, revision, why, report_id)

    def _withheld(self, targets: Sequence[_Target]) -> Iterator[ScoredPair]:
        """The machine is sure that these are one incident, and only a person may say so."""
        part = ScorePart("decision", 1.0, "the same to the machine, but a person decided on one of the rows")
        for target in targets:
            for number in target.held:
                yield ScoredPair(min(target.own), number, 1.0, (part,))


def _named_rows(resolution: Resolution) -> set[str]:
    return {name for c in resolution.clusters for name in (c.incident_id, *c.absorbed) if name}


def _cells(facts: Facts, role: Role, publishers: int, parent: str | None) -> Cells:
    return flatten(facts) | {"role": role, "publishers": publishers, "parent": parent}


def _setter(cells: Mapping[str, SetCell], field: str) -> str | None:
    return cells[field].by if field in cells else None
