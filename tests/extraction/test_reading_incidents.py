"""Whole articles, written for these tests, through the engine."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import extraction
from khabardar.errors import UsageError
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Report
from khabardar.vocabulary import Attribution, DatePrecision, Outcome, PerpetratorType, SubEventType, TargetType

PUBLISHED = datetime(2025, 3, 6, 12, 0, tzinfo=UTC)  # a Thursday
PLAIN = (
    "QUETTA: Three policemen were killed and five people, among them two children, were injured when a bomb planted in "
    "a motorcycle went off near their van in the Surab town of Balochistan on Tuesday, officials said.\n\n"
    "No group has claimed responsibility for the blast."
)
WAVE = (
    "At least 21 people were killed in a wave of coordinated attacks across Balochistan on Tuesday, including 12 "
    "civilians and nine security personnel, officials said, while 30 militants were killed.\n\n"
    "The Baloch Liberation Army claimed responsibility for the attacks.\n\n"
    "In Mastung, armed men stormed a jail and freed 14 prisoners.\n\n"
    "Attacks were also reported in Kharan, Pasni and Gwadar, where militants targeted security posts."
)


@pytest.fixture
def read():
    def reading(text: str) -> list[Report]:
        article = Article("a", "https://news.example/a", "s", "", PUBLISHED, PUBLISHED, text)
        return list(extraction.engine("rules").read(article, ReadingHints()).reports)

    return reading


def test_an_unknown_engine_is_named_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="rules"):
        extraction.engine("oracle")


def test_one_blast_is_one_row_with_its_toll_by_side(read) -> None:
    (report,) = read(PLAIN)
    facts = report.facts
    assert (facts.place, facts.admin1, facts.country) == ("Surab", "Balochistan", "PK")
    assert facts.sub_event_type is SubEventType.REMOTE_EXPLOSIVE
    assert (facts.killed.security, facts.killed.total) == (3, 3)
    assert (facts.injured.civilians, facts.injured.unspecified, facts.injured.total) == (2, 3, 5)
    assert (facts.perpetrator, facts.perpetrator_type, facts.attribution) == (
        None,
        PerpetratorType.UNKNOWN,
        Attribution.UNKNOWN,
    )
    assert facts.targets == (TargetType.POLICE,)


def test_the_words_of_the_evidence_support_the_values(read) -> None:
    (report,) = read(PLAIN)
    quotes = {cell: [PLAIN[s.start : s.end] for s in spans] for cell, spans in report.evidence.items()}
    assert quotes["place"] == ["Surab"]
    assert "Three policemen" in quotes["killed.security"]
    assert quotes["date_start"] == ["Tuesday"]


def test_a_wave_has_a_parent_with_the_common_toll_and_a_child_for_each_place(read) -> None:
    reports = read(WAVE)
    parent = reports[0]
    assert (parent.facts.place, parent.facts.latitude) == ("Balochistan", None)
    killed = parent.facts.killed
    assert (killed.civilians, killed.security, killed.militants, killed.unspecified) == (12, 9, 30, None)
    children = {r.facts.place: r for r in reports if r.parent == parent.key}
    assert set(children) == {"Mastung", "Kharan", "Pasni", "Gwadar"}
    assert {r.facts.claimed_by for r in reports} == {"Baloch Liberation Army"}
    assert children["Mastung"].facts.freed == 14
    assert children["Pasni"].facts.killed.total is None


def test_two_incidents_of_one_article_are_two_rows(read) -> None:
    reports = read(
        "Gunmen shot dead a tribal elder in Khuzdar on Monday, police said.\n\n"
        "Separately, two labourers were injured in a grenade attack in Hub on Tuesday evening."
    )
    assert [(r.facts.place, r.facts.sub_event_type) for r in reports] == [
        ("Khuzdar", SubEventType.ATTACK),
        ("Hub", SubEventType.GRENADE),
    ]
    assert reports[0].facts.date_end < reports[1].facts.date_start


def test_a_rival_claim_widens_the_range_and_does_not_change_the_count(read) -> None:
    (report,) = read(
        "Five soldiers were killed when militants ambushed their convoy in Awaran on Monday, the military said.\n\n"
        "The Balochistan Liberation Front claimed responsibility and said it had killed 14 soldiers."
    )
    assert (report.facts.killed.security, report.facts.killed_low, report.facts.killed_high) == (5, 5, 14)


def test_a_toll_that_rises_replaces_the_older_one(read) -> None:
    (report,) = read(
        "The death toll from Monday's suicide bombing in Mastung rose to nine on Wednesday, doctors said.\n\n"
        "Police had earlier spoken of seven people killed."
    )
    assert report.facts.killed.total == 9
    assert report.facts.sub_event_type is SubEventType.SUICIDE_BOMB


def test_a_beaten_back_attack_is_foiled(read) -> None:
    (report,) = read(
        "Militants attacked a police station in Panjgur on Monday night but were beaten back, police said."
    )
    assert report.facts.outcome is Outcome.FOILED


def test_an_article_without_a_time_is_dated_by_its_publication(read) -> None:
    (report,) = read("Unidentified gunmen shot dead a shopkeeper in Turbat, police said.")
    assert report.facts.date_precision is DatePrecision.ASSUMED


def test_the_home_of_the_dead_and_the_hospital_are_no_places_of_the_incident(read) -> None:
    (report,) = read(
        "Two soldiers were killed in a roadside bomb blast in Washuk on Monday. One of them, Sepoy Akhtar Ali, was a "
        "resident of Karak. The injured were shifted to a hospital in Quetta."
    )
    assert report.facts.place == "Washuk"


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed when a passenger coach collided with a truck near Uthal on Monday, officials said.",
        "Militant attacks fell by 12 per cent in March, a think tank said. It counted 71 attacks and 112 dead.",
        "Four workers died when methane exploded in a coal mine near Mach on Monday.",
        "The chief minister visited Gwadar on Monday and inaugurated a school.",
        "",
    ],
)
def test_what_is_no_act_of_organised_violence_gives_no_row(read, text: str) -> None:
    assert read(text) == []


def test_an_old_attack_that_is_recalled_is_background(read) -> None:
    reports = read(
        "Gunmen shot dead two barbers in Panjgur on Monday, police said.\n\n"
        "In January 2021 eleven miners were killed by gunmen at Mach."
    )
    assert [(r.role.value, r.facts.place) for r in reports] == [("main", "Panjgur"), ("background", "Mach")]
    assert reports[1].facts.date_start == date(2021, 1, 1)


def test_a_claim_of_the_attacks_holds_for_every_place_of_that_day(read) -> None:
    reports = read(
        "A roadside bomb killed two soldiers near Turbat on Monday, officials said.\n\n"
        "In Panjgur, gunmen shot dead a policeman on Monday evening.\n\n"
        "The Balochistan Liberation Front claimed responsibility for both attacks."
    )
    assert [r.facts.claimed_by for r in reports] == ["Balochistan Liberation Front"] * 2


def test_forces_beyond_their_border_are_external(read) -> None:
    (report,) = read("Pakistani warplanes bombed a house in Barmal district of Paktika on Monday, killing five people.")
    assert report.facts.perpetrator == "Pakistan security forces"
    assert report.facts.perpetrator_type is PerpetratorType.EXTERNAL_FORCES
    assert report.facts.sub_event_type is SubEventType.AIR_STRIKE
