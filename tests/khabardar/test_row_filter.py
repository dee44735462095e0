"""One row against a filter: what storage would say of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from khabardar.filters import filter_from
from khabardar.interfaces import Box, IncidentFilter
from khabardar.records import Facts, Incident, Toll
from khabardar.row_filter import matches
from khabardar.vocabulary import DatePrecision, GeoPrecision, IncidentStatus, Role, SubEventType, VictimGroup


def row(**changes) -> Incident:
    facts = {
        "date_start": date(2026, 3, 2),
        "date_end": date(2026, 3, 3),
        "date_precision": DatePrecision.RANGE,
        "place": "Kolpur",
        "admin2": "Kachhi",
        "admin1": "Balochistan",
        "country": "PK",
        "geo_precision": GeoPrecision.TOWN,
        "sub_event_type": SubEventType.ARMED_CLASH,
        "perpetrator": "Baloch Liberation Army",
        "killed": Toll(security=4, civilians=1),
    }
    own = {
        "id": "KB-4FZ7Q2M",
        "status": IncidentStatus.CANDIDATE,
        "confidence": 0.8,
        "first_seen": datetime(2026, 3, 3, 5, tzinfo=UTC),
        "last_changed": datetime(2026, 3, 3, 9, tzinfo=UTC),
        "reports": 2,
        "articles": 2,
        "publishers": 2,
    }
    for name, value in changes.items():
        (facts if name in Facts.__dataclass_fields__ else own)[name] = value
    return Incident(facts=Facts(**facts), **own)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({}, True),
        ({"since": "2026-03-03"}, True),
        ({"since": "2026-03-04"}, False),
        ({"until": "2026-03-01"}, False),
        ({"country": "pk"}, True),
        ({"admin1": "sindh"}, False),
        ({"place": "kachhi"}, True),
        ({"place": "olpu"}, True),
        ({"place": "achh"}, False),
        ({"event": "Battles"}, True),
        ({"type": "Grenade"}, False),
        ({"who": "liberation"}, True),
        ({"killed": "5"}, True),
        ({"killed": "5", "side": "security"}, False),
        ({"killed": "4", "side": "security"}, True),
        ({"side": "militants"}, False),
        ({"side": "civilians"}, True),
        ({"outlets": "3"}, False),
        ({"status": "confirmed"}, False),
        ({"changed": "2026-03-03T09:00Z"}, False),
        ({"changed": "2026-03-03T08:59Z"}, True),
    ],
)
def test_one_row_against_a_filter(query: dict[str, str], fits: bool) -> None:
    assert matches(filter_from(query), row()) is fits


def test_ended_and_background_rows_only_where_asked_for() -> None:
    assert not matches(IncidentFilter(), row(status=IncidentStatus.REJECTED))
    assert matches(IncidentFilter(status=IncidentStatus.REJECTED), row(status=IncidentStatus.REJECTED))
    assert matches(IncidentFilter(changed_since=datetime(2026, 1, 1, tzinfo=UTC)), row(status=IncidentStatus.MERGED))
    assert not matches(IncidentFilter(), row(role=Role.BACKGROUND))
    assert matches(IncidentFilter(background=True), row(role=Role.BACKGROUND))
    assert not matches(IncidentFilter(killed_min=0), row(killed=Toll()))
    assert matches(IncidentFilter(side=VictimGroup.SECURITY, killed_min=0), row(killed=Toll(security=0)))


def test_a_point_in_a_box_and_a_point_that_says_where() -> None:
    here = row(latitude=29.9, longitude=67.1)
    assert matches(IncidentFilter(box=Box(67, 29, 68, 30), mapped=True), here)
    assert not matches(IncidentFilter(box=Box(67, 30, 68, 31)), here)
    assert not matches(IncidentFilter(box=Box(67, 29, 68, 30)), row())
    assert matches(
        IncidentFilter(mapped=False), row(latitude=29.9, longitude=67.1, geo_precision=GeoPrecision.PROVINCE)
    )


def test_parts_of_a_wave() -> None:
    assert matches(IncidentFilter(parent="KB-AAAAAAA"), row(parent_id="KB-AAAAAAA"))
    assert not matches(IncidentFilter(parent="KB-AAAAAAA"), row())
