"""The scorer itself: what counts as found, as right and as a false alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from quality_scores import Score, same_name, score_article

from khabardar.records import Facts, Report, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, Role, SubEventType

FACTS = Facts(
    date_start=date(2025, 3, 10),
    date_end=date(2025, 3, 10),
    date_precision=DatePrecision.DAY,
    place="Nushki",
    admin2="Nushki",
    admin1="Balochistan",
    country="PK",
    latitude=29.55,
    longitude=66.02,
    geo_precision=GeoPrecision.TOWN,
    sub_event_type=SubEventType.GRENADE,
    perpetrator="Unidentified gunmen",
    killed=Toll(security=2),
)


def report(role: Role = Role.MAIN, **changes: Any) -> Report:
    return Report(key="a", facts=replace(FACTS, **changes), role=role)


def score(gold: list[Report], predicted: list[Report]) -> Score:
    return score_article("x", gold, predicted)


def test_the_gold_itself_is_all_right() -> None:
    figures = score([report()], [report()]).figures()
    assert figures == {"found_f1": 1.0, "row_f1": 1.0, "killed_total": 1.0, "false_alarms": 0.0}


@pytest.mark.parametrize(
    "change",
    [
        {"date_start": date(2025, 3, 9), "date_end": date(2025, 3, 9)},
        {"place": "Ahmad Wal", "latitude": None, "longitude": None},
        {"sub_event_type": SubEventType.REMOTE_EXPLOSIVE},
        {"killed": Toll(security=3)},
        {"killed": Toll()},
        {"perpetrator": None},
    ],
)
def test_found_with_a_wrong_cell_is_no_right_row(change: dict[str, Any]) -> None:
    result = score([report()], [report(**change)])
    assert (result.found, result.rows_right) == (1, 0)
    assert len(result.misses) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"date_start": date(2025, 3, 12), "date_end": date(2025, 3, 12)},
        {"place": "Zhob", "admin2": "Zhob", "latitude": 31.34, "longitude": 69.45},
    ],
)
def test_another_day_or_district_is_missed_and_spurious(change: dict[str, Any]) -> None:
    result = score([report()], [report(**change)])
    assert (result.gold, result.predicted, result.found) == (1, 1, 0)


def test_spelling_and_a_near_point_are_the_same_place() -> None:
    assert score([report()], [report(place="Noshki")]).rows_right == 1
    assert score([report()], [report(place="Killi Mengal", latitude=29.6, longitude=66.05)]).rows_right == 1


def test_background_gold_neither_rewards_nor_punishes() -> None:
    background = report(Role.BACKGROUND)
    assert score([background], []) == Score(quiet_articles=1)
    assert score([background], [report()]) == Score(quiet_articles=1)
    assert score([], [background]) == Score(quiet_articles=1)


def test_report_on_a_quiet_article_is_a_false_alarm() -> None:
    result = score([], [report(), report()])
    assert (result.alarms, result.figures()["false_alarms"]) == (2, 2.0)


def test_each_report_finds_one_at_most_and_the_closest_first() -> None:
    other = report(killed=Toll(security=9))
    result = score([report(), other], [other])
    assert (result.gold, result.predicted, result.found, result.rows_right) == (2, 1, 1, 1)


def test_scores_add_up_over_articles() -> None:
    total = score([report()], [report()]) + score([], [report()])
    assert (total.gold, total.predicted, total.found, total.quiet_articles, total.alarms) == (1, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Noshki", "Nushki", True),
        ("Tillabéri", "Tillaberi", True),
        ("Bandkurai", "Bandkurai village", True),
        ("Kech", "Kalat", False),
        (None, None, True),
        ("Quetta", None, False),
    ],
)
def test_same_name(a: str | None, b: str | None, same: bool) -> None:
    assert same_name(a, b) is same
