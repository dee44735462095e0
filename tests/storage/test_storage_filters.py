"""Storage and `khabardar.row_filter` say the same of every row, for every filter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from storage_samples import LATER, NOW, cluster, facts, keep, report, resolution

from khabardar.interfaces import Box, IncidentFilter
from khabardar.records import Toll
from khabardar.reviews import Reject
from khabardar.row_filter import matches
from khabardar.vocabulary import GeoPrecision, IncidentStatus, RejectReason, Role, SubEventType, VictimGroup

ROWS = (
    {"killed": Toll(security=4, civilians=1), "perpetrator": "Baloch Liberation Army", "latitude": 26.1,
     "longitude": 62.0},
    {"day": 5, "date_end": date(2026, 3, 9), "killed": Toll(civilians=0), "place": "Sibi", "admin2": "Sibi"},
    {"day": 7, "admin1": "Sindh", "sub_event_type": SubEventType.GRENADE, "injured": Toll(security=2)},
    {"day": 9, "country": None, "admin1": None, "place": None, "geo_precision": GeoPrecision.COUNTRY, "latitude": 30.0,
     "longitude": 66.0},
    {"day": 2, "country": "AF", "killed": Toll(militants=9)},
)  # fmt: skip
FILTERS = (
    {},
    {"since": date(2026, 3, 8)},
    {"until": date(2026, 3, 2)},
    {"country": "PK"},
    {"country": "pk"},
    {"admin1": "sindh"},
    {"place": "an"},
    {"place": "sibi"},
    {"event_type": "Battles"},
    {"sub_event_type": "Grenade"},
    {"perpetrator": "liberation"},
    {"killed_min": 0},
    {"killed_min": 5},
    {"killed_min": 4, "side": VictimGroup.SECURITY},
    {"side": VictimGroup.SECURITY},
    {"side": VictimGroup.CIVILIANS},
    {"publishers_min": 2},
    {"status": IncidentStatus.REJECTED},
    {"background": True},
    {"changed_since": NOW},
    {"changed_since": LATER},
    {"mapped": True},
    {"mapped": False},
    {"box": Box(60, 26, 63, 27)},
    {"country": "PK", "killed_min": 1, "changed_since": NOW - timedelta(days=1)},
)


@pytest.fixture
def rows(storage):
    """All rows: one rejected, one that is only background, one with two outlets."""
    names = []
    for number, cells in enumerate(ROWS, 1):
        told = facts(**cells)
        (stored,) = keep(storage, number, report(facts=told))
        role = Role.BACKGROUND if number == 5 else Role.MAIN
        made = cluster(stored.id, facts=told, role=role, publishers=2 if number == 1 else 1)
        storage.apply(resolution(made), NOW)
        names.append(storage.reports_of_article(stored.article_id)[0].incident_id)
    storage.review(Reject(names[1], "ann", reason=RejectReason.OLD_NEWS), lambda reports: None, LATER)
    everything = IncidentFilter(background=True, changed_since=NOW - timedelta(days=999))
    return list(storage.incidents(everything))


def test_they_agree(storage, rows):
    assert len(rows) == len(ROWS)
    for cells in FILTERS:
        where = IncidentFilter(**cells)
        given = {row.id for row in storage.incidents(where)}
        assert given == {row.id for row in rows if matches(where, row)}, cells
