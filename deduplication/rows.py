"""Which row each cluster of reports is: ids stay with the oldest report, and are never given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from khabardar.records import StoredReport


@dataclass(frozen=True, slots=True)
class RowName:
    """`incident_id` None: a new row. `absorbed`: rows that end in this one. `gave_to`: those that got reports of it."""

    incident_id: str | None
    absorbed: tuple[str, ...] = ()
    gave_to: tuple[str | None, ...] = ()


def name_rows(clusters: Sequence[Sequence[StoredReport]], kept: Collection[int] = frozenset()) -> list[RowName]:
    """One name a cluster, in order.

    Rows choose in order of their oldest report (the lowest id that has the row): each takes the first cluster, by
    its reports' age, that has no name yet, so a row that is torn stays with its oldest part. A row that finds all
    of its reports in named clusters is absorbed by the one that has its oldest. Rows with reports that a person has
    them `kept` choose first, and go where those are: the machine does not let them end.
    """
    where = {report.id: place for place, group in enumerate(clusters) for report in group}
    rows: dict[str, list[int]] = defaultdict(list)
    later = {report.id: report.id not in kept for group in clusters for report in group}
    for report in sorted((report for group in clusters for report in group), key=lambda r: (later[r.id], r.id)):
        if report.incident_id is not None:
            rows[report.incident_id].append(report.id)
    names: dict[int, str] = {}
    absorbed: dict[int, list[str]] = defaultdict(list)
    for row, reports in sorted(rows.items(), key=lambda item: (later[item[1][0]], min(item[1]))):
        homes = [where[report] for report in reports]
        home = next((place for place in homes if place not in names), None)
        if home is None:
            absorbed[homes[0]].append(row)
        else:
            names[home] = row
    gave = {row: _others(where, reports, names, row) for row, reports in rows.items()}
    return [
        RowName(name := names.get(place), tuple(absorbed[place]), gave[name] if name else ())
        for place in range(len(clusters))
    ]


def _others(
    where: Mapping[int, int], reports: Sequence[int], names: Mapping[int, str], row: str
) -> tuple[str | None, ...]:
    """The rows, other than this one, in which reports that it had are now."""
    return tuple(dict.fromkeys(names.get(where[report]) for report in reports if names.get(where[report]) != row))
