"""Rows, rules and a stored database for the tests of alerts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from khabardar.config import Config
from khabardar.config.alerts import AlertsConfig
from khabardar.identity import article_id
from khabardar.interfaces import Cluster, CopyMarks, Resolution, Storage
from khabardar.records import Article, Facts, Incident, Reading, Report, Source, StoredReport, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, IncidentStatus, Role, SourceKind, SubEventType
from storage import open_storage

NOW = datetime(2026, 1, 31, 15, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
DAY = date(2026, 1, 31)


def facts(**cells: Any) -> Facts:
    base = Facts(
        date_start=DAY,
        date_end=DAY,
        date_precision=DatePrecision.DAY,
        place="Mastung",
        admin2="Mastung",
        admin1="Balochistan",
        country="PK",
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=SubEventType.SUICIDE_BOMB,
        killed=Toll(security=3),
        injured=Toll(unspecified=12),
    )
    return replace(base, **cells)


def incident(name: str = "KB-AAAAAAA", **cells: Any) -> Incident:
    """A row with `facts`; cells are those of the incident or of its facts."""
    of_facts = {cell: value for cell, value in cells.items() if cell in Facts.__dataclass_fields__}
    own = {cell: value for cell, value in cells.items() if cell not in of_facts}
    base = Incident(
        id=name,
        facts=facts(**of_facts),
        status=IncidentStatus.CANDIDATE,
        confidence=0.8,
        first_seen=NOW,
        last_changed=NOW,
        reports=2,
        articles=2,
        publishers=2,
    )
    return replace(base, **own)


def config(database: Path | None = None, **alerts: Any) -> Config:
    storage = {"storage": {"url": f"sqlite:///{database}"}} if database else {}
    source = {"id": "dawn", "name": "The Dawn", "url": "https://dawn.example/feed"}
    made = Config.model_validate({"sources": [source], **storage})
    return made.model_copy(update={"alerts": AlertsConfig.model_validate(alerts)})


def one_channel(url: str, database: Path | None = None, rule: dict[str, Any] | None = None, **channel: Any) -> Config:
    """A config with the channel `ops` and one rule for it."""
    channels = [{"id": "ops", "url": url, "timeout": "1s", **channel}]
    return config(database, channels=channels, rules=[{"id": "all", "channels": ["ops"], **(rule or {})}])


def opened(path: Path) -> Storage:
    """A new database with the source `dawn`."""
    storage = open_storage(f"sqlite:///{path}")
    storage.sync_sources([Source("dawn", "The Dawn", SourceKind.FEED, "https://dawn.example/feed", "dawn-group")])
    return storage


def told_by(storage: Storage, number: int, told: Facts, at: datetime = NOW) -> StoredReport:
    """An article that tells these facts, and its report."""
    url = f"https://dawn.example/{number}"
    article = Article(
        article_id(url),
        url,
        "dawn",
        f"Article {number}",
        at,
        at,
        "A bomber struck in Mastung.",
        content_hash=str(number),
    )
    storage.save_article(article)
    storage.save_reading(article.id, Reading((Report("r1", told),), "rules", "1"), CopyMarks(b""))
    return storage.reports_of_article(article.id)[0]


def row_of(storage: Storage, *reports: StoredReport, row: str | None = None, at: datetime = NOW, **cells: Any) -> str:
    """The row that these reports make, with the facts of the last of them; returns its id."""
    told = cells.pop("facts", reports[-1].report.facts)
    made = Cluster(tuple(r.id for r in reports), row, told, Role.MAIN, 0.8, len(reports), why="as told", **cells)
    storage.apply(Resolution((made,)), at)
    (name,) = {r.incident_id for r in storage.reports_of_article(reports[0].article_id)}
    return str(name)


def new_row(storage: Storage, number: int = 1, at: datetime = NOW, **cells: Any) -> str:
    """A row of one article."""
    return row_of(storage, told_by(storage, number, facts(**cells), at), at=at)
