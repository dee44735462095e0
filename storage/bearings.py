"""What a verdict bears on, as it is stored: reports and rows by name, who is whose wave, how many tell a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from khabardar.errors import StorageError
from khabardar.interfaces import Resolution
from storage.tables import articles, incidents, reports


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What is stored of a report that a verdict names."""

    key: str
    url: str
    incident_id: str | None
    pending: str | None


def reports_named(conn: Connection, resolution: Resolution) -> dict[int, KnownReport]:
    """The reports of a verdict. Raises StorageError where it names one that does not exist."""
    wanted = {number for cluster in resolution.clusters for number in cluster.report_ids}
    query = (
        select(reports.c.id, reports.c.key, articles.c.url, reports.c.incident_id, reports.c.pending)
        .join_from(reports, articles, reports.c.article_id == articles.c.id)
        .where(reports.c.id.in_(wanted))
    )
    known = {row.id: KnownReport(row.key, row.url, row.incident_id, row.pending) for row in conn.execute(query)}
    if missing := sorted(wanted - known.keys()):
        raise StorageError(f"a verdict names reports that do not exist: {', '.join(map(str, missing))}")
    return known


def rows_named(conn: Connection, names: Iterable[str]) -> dict[str, Row[Any]]:
    """By id; those that do not exist are left out."""
    return {row.id: row for row in conn.execute(select(incidents).where(incidents.c.id.in_(list(names))))}


def reports_of(conn: Connection, names: Iterable[str]) -> dict[str, list[int]]:
    """Row -> its reports, in order of arrival. Asked for rows that lose some: mostly there are none."""
    found: dict[str, list[int]] = {}
    if wanted := list(names):
        query = select(reports.c.id, reports.c.incident_id).where(reports.c.incident_id.in_(wanted))
        for row in conn.execute(query.order_by(reports.c.id)):
            found.setdefault(row.incident_id, []).append(row.id)
    return found


def parents(conn: Connection, names: Iterable[str]) -> dict[str, str]:
    """For each row the row of the wave that its earliest part-of-a-wave report belongs to."""
    wave = reports.alias("wave")
    query = (
        select(reports.c.incident_id, wave.c.incident_id.label("parent"))
        .join(wave, reports.c.parent_id == wave.c.id)
        .where(reports.c.incident_id.in_(names), wave.c.incident_id.is_not(None))
        .where(wave.c.incident_id != reports.c.incident_id)
        .order_by(reports.c.id)
    )
    found: dict[str, str] = {}
    for row in conn.execute(query):
        found.setdefault(row.incident_id, row.parent)
    return found


def rows_of_parts(conn: Connection, names: Iterable[str]) -> dict[str, Row[Any]]:
    """Rows with reports that are parts of these rows' waves."""
    wave = reports.alias("wave")
    parts = (
        select(reports.c.incident_id)
        .join(wave, reports.c.parent_id == wave.c.id)
        .where(wave.c.incident_id.in_(names), reports.c.incident_id.is_not(None))
    )
    return {row.id: row for row in conn.execute(select(incidents).where(incidents.c.id.in_(parts)))}


def counts(conn: Connection, names: Iterable[str]) -> dict[str, Row[Any]]:
    """Row -> how many `reports` and `articles` tell it."""
    query = select(
        reports.c.incident_id,
        func.count().label("reports"),
        func.count(reports.c.article_id.distinct()).label("articles"),
    )
    found = conn.execute(query.where(reports.c.incident_id.in_(names)).group_by(reports.c.incident_id))
    return {row.incident_id: row for row in found}
