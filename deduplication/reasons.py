"""What a row's history says of a change: which reports brought it."""

from __future__ import annotations

from collections.abc import Sequence

from deduplication.clustering import stable_key
from deduplication.rows import RowName
from khabardar.records import StoredReport


def latest(reports: Sequence[StoredReport]) -> StoredReport:
    """The report that a change is ascribed to: the newest of those that have no row yet, else of those that changed."""
    return max(_newcomers(reports) or _renewed(reports) or reports, key=stable_key)


def why(reports: Sequence[StoredReport], name: RowName) -> str:
    """One phrase: `report from Dawn`, `reports from Dawn and ISPR; took over KB-4FZ7Q2M`."""
    new = sorted(_newcomers(reports), key=stable_key)
    moved = [report for report in reports if report.incident_id not in (None, name.incident_id, *name.absorbed)]
    phrases = [_reports_from(new)] if new else []
    phrases += dict.fromkeys(report.pending or "" for report in sorted(_renewed(reports), key=stable_key))
    if name.absorbed:
        phrases.append("took over " + _listed(name.absorbed))
    if moved:
        phrases.append("reports moved here from " + _listed(sorted({report.incident_id or "" for report in moved})))
    if name.gave_to:
        phrases.append("reports moved to " + _listed([row or "a new row" for row in name.gave_to]))
    return "; ".join(phrases) or "matched again: no new report"


def _newcomers(reports: Sequence[StoredReport]) -> list[StoredReport]:
    return [report for report in reports if report.incident_id is None]


def _renewed(reports: Sequence[StoredReport]) -> list[StoredReport]:
    """Those that had a row and changed since, or whose row lost a report."""
    return [report for report in reports if report.incident_id is not None and report.pending]


def _reports_from(reports: Sequence[StoredReport]) -> str:
    publishers = list(dict.fromkeys(report.publisher for report in reports))
    return f"report{'s' if len(reports) > 1 else ''} from {_listed(publishers)}"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
