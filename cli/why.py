"""Why a row is as it is: what ties each report to it, and which other rows may be the same incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.common import print_table

if TYPE_CHECKING:
    from khabardar.interfaces import Storage
    from khabardar.records import Doubt, ScoredPair, StoredReport


def print_why(storage: Storage, row: str, reports: Sequence[StoredReport]) -> None:
    """Two tables: reports of the row, and possible duplicates."""
    ties = {tie.report_a: tie for tie in storage.ties_of_incident(row)}
    together = _by_people(storage, reports)
    print("\nWhy these reports are one row")
    print_table(("report", "publisher", "like", "score", "because"), _tie_rows(reports, ties, together))
    doubts = storage.doubts_of_incident(row)
    print("\nPossible duplicates" if doubts else "\nNo possible duplicate")
    if doubts:
        print_table(("row", "its report", "like", "score", "because"), [_doubt_row(doubt) for doubt in doubts])


def why_as_dict(storage: Storage, row: str, reports: Sequence[StoredReport]) -> dict[str, Any]:
    """The same as JSON."""
    together = _by_people(storage, reports)
    return {
        "reports": [_pair_as_dict(tie) for tie in storage.ties_of_incident(row)],
        "put_together_by_people": sorted(together),
        "doubts": [_pair_as_dict(d.pair) | {"incident": d.incident_id} for d in storage.doubts_of_incident(row)],
    }


def reasons(pair: ScoredPair) -> str:
    """`date +0.30 the same day; place +0.40 the same spot`; parts of no weight are left out."""
    return "; ".join(f"{part.name} {part.points:+.2f} {part.reason}" for part in pair.parts if part.points)


def _tie_rows(
    reports: Sequence[StoredReport], ties: Mapping[int, ScoredPair], together: set[int]
) -> Iterator[Sequence[object]]:
    founder = min((report.id for report in reports), default=None)
    for report in reports:
        tie = ties.get(report.id)
        first = "the first report of this row" if report.id == founder else ""
        said = "people put it together with another" if report.id in together else ""
        because = "; ".join(filter(None, (first, said, reasons(tie) if tie else "")))
        yield report.id, report.publisher, tie.report_b if tie else "", _score(tie), because or "not matched again yet"


def _doubt_row(doubt: Doubt) -> Sequence[object]:
    pair = doubt.pair
    return doubt.incident_id, pair.report_b, pair.report_a, _score(pair), reasons(pair)


def _score(pair: ScoredPair | None) -> str:
    return "" if pair is None else f"{pair.score:.2f}"


def _by_people(storage: Storage, reports: Sequence[StoredReport]) -> set[int]:
    pairs = storage.decisions([report.id for report in reports]).together
    return {number for pair in pairs for number in pair}


def _pair_as_dict(pair: ScoredPair) -> dict[str, Any]:
    parts = [{"name": part.name, "points": part.points, "reason": part.reason} for part in pair.parts]
    return {"report": pair.report_a, "like": pair.report_b, "score": pair.score, "parts": parts}
