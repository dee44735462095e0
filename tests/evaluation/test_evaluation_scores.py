"""Scores, intervals and B-cubed on made-up readings whose right answer can be counted by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.figures import b_cubed, figures
from evaluation.gold import GoldReport
from evaluation.names import same_name, same_place
from evaluation.scoring import score_article
from khabardar.records import Facts, Report, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, Role, SubEventType, TargetType

FACTS = Facts(
    date_start=date(2026, 3, 13),
    date_end=date(2026, 3, 13),
    date_precision=DatePrecision.DAY,
    place="Mastung",
    admin2="Mastung",
    admin1="Balochistan",
    country="PK",
    geo_precision=GeoPrecision.TOWN,
    sub_event_type=SubEventType.ARMED_CLASH,
    perpetrator="Baloch Liberation Army",
    targets=(TargetType.POLICE,),
    killed=Toll(security=3),
)
ELSEWHERE = replace(FACTS, place="Turbat", admin2="Kech", killed=Toll(), targets=())


def gold(*facts: Facts, role: Role = Role.MAIN) -> list[GoldReport]:
    return [GoldReport(Report("abc"[number], one, role=role)) for number, one in enumerate(facts)]


def said(*facts: Facts, role: Role = Role.MAIN) -> list[Report]:
    return [Report("xyz"[number], one, role=role) for number, one in enumerate(facts)]


def test_a_right_reading_is_right_in_every_cell() -> None:
    score = score_article("n", gold(FACTS, ELSEWHERE), said(ELSEWHERE, FACTS))
    assert (score.counts["found"], score.counts["rows"]) == (2, 2)
    assert score.counts["cells_right"] == score.counts["cells_gold"] == score.counts["cells_predicted"]
    assert score.misses == ()
    assert score.pairs == ((0, 1), (1, 0))


def test_a_wrong_toll_is_a_found_report_and_no_right_row() -> None:
    score = score_article("n", gold(FACTS), said(replace(FACTS, killed=Toll(security=4))))
    assert (score.counts["found"], score.counts["rows"]) == (1, 0)
    assert "n a killed.security: gold 3, predicted 4" in score.misses


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        ({"date_start": date(2026, 3, 14), "date_end": date(2026, 3, 14)}, True),
        ({"date_start": date(2026, 3, 15), "date_end": date(2026, 3, 15)}, False),
        ({"place": "Khad Koocha"}, True),
        ({"place": "Turbat", "admin2": "Kech"}, False),
        ({"sub_event_type": SubEventType.SUICIDE_BOMB}, True),
    ],
)
def test_found_means_near_in_time_and_in_the_same_district(change, is_found) -> None:
    assert score_article("n", gold(FACTS), said(replace(FACTS, **change))).counts["found"] == is_found


def test_the_background_counts_neither_for_nor_against() -> None:
    score = score_article("n", gold(FACTS, role=Role.BACKGROUND), said(FACTS))
    assert (score.counts["gold"], score.counts["predicted"], score.counts["alarms"]) == (0, 0, 0)
    aside = score_article("n", [], said(FACTS, role=Role.BACKGROUND))
    assert (aside.counts["quiet"], aside.counts["alarms"]) == (1, 0)


def test_a_report_on_a_quiet_article_is_a_false_alarm() -> None:
    score = score_article("n", [], said(FACTS))
    assert (score.counts["quiet"], score.counts["alarms"]) == (1, 1)
    assert score.misses == ("n: not in the gold: 2026-03-13 Mastung, Armed clash, killed 3",)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Noshki", "Nushki", True),
        ("Baloch Liberation Army", "baloch liberation army", True),
        ("Frontier Corps", "Frontier Corps Balochistan", True),
        ("Kech", "Kalat", False),
        (None, None, True),
        (None, "TTP", False),
        ("Zhob", "Khost", False),
    ],
)
def test_spellings_of_one_name(one, other, same) -> None:
    assert same_name(one, other) is same


def test_two_points_close_by_are_one_place() -> None:
    here = replace(FACTS, place="Quetta", latitude=30.18, longitude=67.0)
    near = replace(FACTS, place="Kuchlak", latitude=30.28, longitude=66.95)
    assert same_place(here, near)
    assert not same_place(here, replace(near, latitude=30.9))
    assert not same_place(here, replace(near, geo_precision=GeoPrecision.PROVINCE))


def test_figures_are_shares_of_what_they_say() -> None:
    counts = [
        score_article("a", gold(FACTS), said(FACTS)).counts,
        score_article("b", gold(ELSEWHERE), said()).counts,
        score_article("c", [], said()).counts,
    ]
    main, fields = figures(counts, samples=200)
    by_name = {figure.name: figure for figure in main}
    assert by_name["found recall"].value == 0.5
    assert by_name["found precision"].value == 1.0
    assert by_name["row F1"].value == pytest.approx(2 / 3)
    assert by_name["false alarms"].value == 0.0
    assert by_name["found recall"].low <= 0.5 <= by_name["found recall"].high
    assert {field.name for field in fields} >= {"place", "killed.total", "targets"}


def test_the_same_articles_give_the_same_intervals_and_one_gives_none() -> None:
    counts = [score_article("a", gold(FACTS, ELSEWHERE), said(FACTS)).counts, Counter(gold=1, quiet=0)]
    assert figures(counts, 50) == figures(counts, 50)
    alone = figures(counts[:1], 50)[0][0]
    assert alone.low == alone.value == alone.high


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1))
def test_b_cubed_is_one_for_the_same_grouping_and_never_beyond(links) -> None:
    assert 0 < b_cubed(links) <= 1 + 1e-9
    assert b_cubed([(cluster, cluster) for cluster, _ in links]) == pytest.approx(1)


def test_b_cubed_of_a_split_and_of_a_merge() -> None:
    assert b_cubed([("a", "1"), ("a", "2")]) == pytest.approx(2 / 3)
    assert b_cubed([("a", "1"), ("b", "1")]) == pytest.approx(2 / 3)
    assert b_cubed([]) == 0.0
