"""Records to store, each with what matters to a test and defaults for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from khabardar.identity import article_id
from khabardar.interfaces import Cluster, CopyMarks, Resolution, Storage
from khabardar.records import Article, Facts, Link, Reading, Report, Source, StoredReport
from khabardar.vocabulary import DatePrecision, GeoPrecision, Role, SourceKind, SubEventType

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KARACHI = timezone(timedelta(hours=5))


def source(name: str, **cells: object) -> Source:
    base = Source(name, name.title(), SourceKind.FEED, f"https://{name}.example/feed", publisher=f"{name}-group")
    return replace(base, **cells)


def url_of(number: int) -> str:
    return f"https://dawn.example/{number}"


def link(number: int, **cells: object) -> Link:
    return replace(Link(url_of(number), "dawn"), **cells)


def article(number: int, **cells: object) -> Article:
    """Published at 01:00 of March `number` in Pakistan, which is the day before in UTC."""
    base = Article(
        id=article_id(url_of(number)),
        url=url_of(number),
        source_id="dawn",
        title=f"Article {number}",
        published=datetime(2026, 3, number, 1, tzinfo=KARACHI),
        fetched=NOW,
        text="Gunmen attacked a post in Mand.",
    )
    return replace(base, **cells)


def facts(day: int = 1, **cells: object) -> Facts:
    base = Facts(
        date_start=date(2026, 3, day),
        date_end=date(2026, 3, day),
        date_precision=DatePrecision.DAY,
        place="Mand",
        admin1="Balochistan",
        country="PK",
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=SubEventType.ARMED_CLASH,
    )
    return replace(base, **cells)


def report(key: str = "r1", **cells: object) -> Report:
    return replace(Report(key, facts()), **cells)


def reading(*reports: Report) -> Reading:
    return Reading(reports, engine="rules", engine_version="1")


def marks(signature: bytes = b"", *bands: bytes, copies: Sequence[str] = ()) -> CopyMarks:
    return CopyMarks(signature, bands, tuple(copies))


def keep(
    storage: Storage, number: int, *reports: Report, copy_of: int | None = None, **cells: object
) -> Sequence[StoredReport]:
    """An article fetched and read; its stored reports."""
    stored = article(number, **cells)
    storage.save_article(stored)
    original = article_id(url_of(copy_of)) if copy_of else None
    storage.save_reading(
        stored.id, reading(*reports), marks(b"signature", b"band", copies=[original] if original else [])
    )
    return storage.reports_of_article(stored.id)


def cluster(*report_ids: int, row: str | None = None, **cells: object) -> Cluster:
    base = Cluster(report_ids, row, facts(), Role.MAIN, confidence=0.5, publishers=1, why="as told")
    return replace(base, **cells)


def resolution(*clusters: Cluster) -> Resolution:
    return Resolution(clusters)
