"""An incident with every cell stated, for the export tests to change."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

from export import ExportedIncident, SourceRef
from khabardar.records import Facts, Incident, Toll
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    IncidentStatus,
    PerpetratorType,
    SubEventType,
    Tag,
    TargetType,
)

_FACTS: dict[str, Any] = {
    "date_start": date(2026, 2, 2),
    "date_end": date(2026, 2, 3),
    "date_precision": DatePrecision.RANGE,
    "place": "Kolpur",
    "admin2": "Kachhi",
    "admin1": "Balochistan",
    "country": "PK",
    "latitude": 29.91,
    "longitude": 67.13,
    "geo_precision": GeoPrecision.TOWN,
    "sub_event_type": SubEventType.ARMED_CLASH,
    "tags": frozenset({Tag.TRAIN, Tag.AMBUSH}),
    "perpetrator": "Baloch Liberation Army",
    "perpetrator_type": PerpetratorType.REBEL_GROUP,
    "attribution": Attribution.CLAIMED,
    "claimed_by": "Baloch Liberation Army",
    "targets": (TargetType.MILITARY, TargetType.TRANSPORTATION),
    "killed": Toll(civilians=1, security=4, militants=2, unspecified=0),
    "killed_low": 7,
    "killed_high": 9,
    "injured": Toll(civilians=2, security=5, militants=1, unspecified=3),
}
_INCIDENT: dict[str, Any] = {
    "id": "KB-4FZ7Q2M",
    "status": IncidentStatus.CANDIDATE,
    "confidence": 0.8166,
    "first_seen": datetime(2026, 2, 3, 5, 10, tzinfo=UTC),
    "last_changed": datetime(2026, 2, 3, 9, 40, tzinfo=UTC),
    "reports": 4,
    "articles": 4,
    "publishers": 3,
    "revision": 3,
}
_SOURCES = (
    SourceRef(
        "Coastal Courier",
        "https://courier.example/kolpur",
        datetime(2026, 2, 3, 4, tzinfo=UTC),
        "Train guards die at Kolpur",
    ),
    SourceRef("Hill Wire", "https://wire.example/1"),
)
_FACT_NAMES = {field.name for field in fields(Facts)}


def exported(*, sources: tuple[SourceRef, ...] = _SOURCES, **changes: Any) -> ExportedIncident:
    """The standard row, with some fields of its facts or of the incident changed."""
    facts = Facts(**_FACTS | {name: value for name, value in changes.items() if name in _FACT_NAMES})
    others = {name: value for name, value in changes.items() if name not in _FACT_NAMES}
    return ExportedIncident(Incident(facts=facts, **_INCIDENT | others), sources)
