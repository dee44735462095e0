"""Hypothesis strategies for news to match: few places and days, so that many reports collide."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dedup_reports import DAY, FORCES, after, claimed, report
from hypothesis import strategies as st

from khabardar.records import StoredReport, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, Role, Side, Tag, TargetType
from khabardar.vocabulary import SubEventType as S

PLACES = [
    {"place": "Gulzar", "latitude": 29.0, "longitude": 66.0},
    {"place": "Chah Sar"},
    {"place": "Shorkot", "geo_precision": GeoPrecision.TOWN},
    {"place": "Shorkot", "geo_precision": GeoPrecision.DISTRICT},
    {"place": "Mill Road", "geo_precision": GeoPrecision.EXACT},
    {"place": "Balochistan", "admin2": None, "geo_precision": GeoPrecision.PROVINCE},
    {"place": "Gulzaar", "admin1": None, "admin2": None},
]
SIDES = [{}, claimed("Front"), claimed("Army of the Hills"), FORCES]
KINDS = [S.ARMED_CLASH, S.ATTACK, S.REMOTE_EXPLOSIVE, S.GRENADE, S.ARRESTS, S.ABDUCTION]
TARGETS = [(), (TargetType.POLICE,), (TargetType.MILITARY, TargetType.POLICE), (TargetType.PRIVATE_CITIZENS,)]
numbers = st.sampled_from([None, None, 0, 1, 3, 14])
tolls = st.builds(Toll, civilians=numbers, security=numbers, militants=numbers, unspecified=numbers)


@st.composite
def cells(draw: st.DrawFn) -> dict[str, object]:
    precision = draw(
        st.sampled_from([DatePrecision.DAY, DatePrecision.DAY, DatePrecision.ASSUMED, DatePrecision.MONTH])
    )
    day = DAY + timedelta(days=draw(st.integers(0, 2)))
    month = precision is DatePrecision.MONTH
    found = {
        "day": day.replace(day=1) if month else day,
        "until": day.replace(day=31) if month else day + timedelta(days=draw(st.sampled_from([0, 0, 0, 1]))),
        "sub_event_type": draw(st.sampled_from(KINDS)),
        "targets": draw(st.sampled_from(TARGETS)),
        "killed": draw(tolls),
        "injured": draw(tolls),
        "tags": frozenset(draw(st.sampled_from([(), (Tag.TRAIN,), (Tag.BODY_FOUND,)]))),
        "role": draw(st.sampled_from([Role.MAIN, Role.MAIN, Role.BACKGROUND])),
        "side": draw(st.sampled_from([Side.INDEPENDENT, Side.GROUP])),
        "published": after(draw(st.integers(0, 48))),
    }
    if precision is not DatePrecision.DAY:
        found["date_precision"] = precision
    return found | draw(st.sampled_from(PLACES)) | draw(st.sampled_from(SIDES))


@st.composite
def articles(draw: st.DrawFn) -> list[list[StoredReport]]:
    """Articles of one to three reports each, some with a wave; few places and days, so that many collide."""
    news = []
    for n in range(draw(st.integers(2, 7))):
        told = draw(st.lists(cells(), min_size=1, max_size=3))
        publisher = f"Paper {draw(st.integers(0, 3))}"
        wave = len(told) > 1 and draw(st.booleans())
        reports = [
            report(
                **(c | {"article": f"n{n}", "key": "abc"[i], "publisher": publisher, "published": told[0]["published"]})
            )
            for i, c in enumerate(told)
        ]
        news.append([replace(r, parent_id=reports[0].id) if wave and i else r for i, r in enumerate(reports)])
    return news
