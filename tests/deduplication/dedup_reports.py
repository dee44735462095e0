"""Reports to match, made in a line each, and a store that keeps them in memory as the real one would."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from deduplication import component, resolve
from khabardar.identity import incident_id
from khabardar.interfaces import Cluster, Neighbourhood
from khabardar.records import Facts, Report, StoredReport, Toll
from khabardar.reviews import NO_DECISIONS, Decisions
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    PerpetratorType,
    Role,
    Side,
    SubEventType,
    TollPolicy,
)

DAY = date(2030, 5, 14)
_numbers = itertools.count(1)

GROUPS: dict[str, Any] = {
    "perpetrator_type": PerpetratorType.REBEL_GROUP,
    "attribution": Attribution.CLAIMED,
}
FORCES: dict[str, Any] = {
    "perpetrator": "Pakistan security forces",
    "perpetrator_type": PerpetratorType.STATE_FORCES,
    "attribution": Attribution.WITNESSED,
}


def claimed(group: str) -> dict[str, Any]:
    """Cells of a report in which this group claims the deed."""
    return GROUPS | {"perpetrator": group, "claimed_by": group}


def facts(**cells: Any) -> Facts:
    """An armed clash in the town of Gulzar, Shorkot district, unless the cells say otherwise."""
    start = cells.pop("day", DAY)
    end = cells.pop("until", start)
    base: dict[str, Any] = {
        "date_start": start,
        "date_end": end,
        "date_precision": DatePrecision.DAY if start == end else DatePrecision.RANGE,
        "place": "Gulzar",
        "admin2": "Shorkot",
        "admin1": "Balochistan",
        "country": "PK",
        "geo_precision": GeoPrecision.TOWN,
        "sub_event_type": SubEventType.ARMED_CLASH,
    }
    return Facts(**(base | cells))


def report(**cells: Any) -> StoredReport:
    """A stored report; keys of StoredReport and Report go there, all others are cells of its facts."""
    number = next(_numbers)
    stored: dict[str, Any] = {
        "id": cells.pop("id", number),
        "article_id": cells.pop("article", f"article-{number}"),
        "source_id": cells.pop("source", f"source-{number}"),
        "publisher": cells.pop("publisher", f"Publisher {number}"),
        "side": cells.pop("side", Side.INDEPENDENT),
        "published": cells.pop("published", datetime(2030, 5, 15, 8, tzinfo=UTC)),
        "parent_id": cells.pop("parent_id", None),
        "incident_id": cells.pop("row", None),
    }
    stored["article_url"] = "https://news.example/" + stored["article_id"]
    stored["voice"] = cells.pop("voice", stored["publisher"])
    key, role, sure = cells.pop("key", "a"), cells.pop("role", Role.MAIN), cells.pop("confidence", 0.5)
    return StoredReport(report=Report(key=key, role=role, confidence=sure, facts=facts(**cells)), **stored)


def killed(**parts: int) -> dict[str, Toll]:
    """Cells for a death toll by side."""
    return {"killed": Toll(**parts)}


def after(hours: int) -> datetime:
    """A time of publication, in hours after the first."""
    day, hour = divmod(8 + hours, 24)
    return datetime(2030, 5, 15 + day, hour, tzinfo=UTC)


@dataclass
class Shelf:
    """Keeps reports and rows in memory, and matches what is pending as the scheduler does."""

    reports: dict[int, StoredReport] = field(default_factory=dict)
    rows: dict[str, Cluster] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    decisions: Decisions = NO_DECISIONS

    def add(self, reports: Iterable[StoredReport]) -> None:
        self.reports.update({report.id: report for report in reports})
        self.match([report for report in self.reports.values() if report.incident_id is None])

    def match(self, seeds: Sequence[StoredReport]) -> None:
        reports = component(seeds, self.look, self.row)
        for resolution in resolve(reports, TollPolicy.LATEST_CREDIBLE, self.decisions):
            for cluster in resolution.clusters:
                self._keep(cluster)
        for row in [row for row in self.rows if not self.row(row)]:
            del self.rows[row]

    def look(self, where: Neighbourhood) -> list[StoredReport]:
        return [
            report
            for report in self.reports.values()
            if report.report.facts.date_start <= where.last_day
            and report.report.facts.date_end >= where.first_day
            and _open_or_same(report.report.facts.country, where.country)
            and _open_or_same(report.report.facts.admin1, where.admin1)
        ]

    def row(self, incident: str) -> list[StoredReport]:
        return [report for report in self.reports.values() if report.incident_id == incident]

    def partition(self) -> frozenset[frozenset[tuple[str, str]]]:
        """Rows as sets of (article, key): what must not depend on the order of arrival."""
        return frozenset(frozenset(self._names(cluster)) for cluster in self.rows.values())

    def told(self) -> dict[frozenset[tuple[str, str]], tuple[Facts, Role, float, int]]:
        """What each row says, by its reports."""
        return {
            frozenset(self._names(row)): (row.facts, row.role, row.confidence, row.publishers)
            for row in self.rows.values()
        }

    def _names(self, cluster: Cluster) -> Iterable[tuple[str, str]]:
        return ((self.reports[i].article_id, self.reports[i].report.key) for i in cluster.report_ids)

    def _keep(self, cluster: Cluster) -> None:
        row = cluster.incident_id or self._new_id(cluster)
        before = self.rows.get(row)
        self.changes += before is None or set(before.report_ids) != set(cluster.report_ids)
        self.rows[row] = cluster
        for number in cluster.report_ids:
            self.reports[number] = replace(self.reports[number], incident_id=row)
        self.merged.update(dict.fromkeys(cluster.absorbed, row))

    def _new_id(self, cluster: Cluster) -> str:
        first = self.reports[min(cluster.report_ids)]
        ids = (incident_id(first.article_url, first.report.key, attempt) for attempt in itertools.count())
        return next(row for row in ids if row not in self.rows and row not in self.merged)


def _open_or_same(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
