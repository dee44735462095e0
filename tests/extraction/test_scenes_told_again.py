"""Clauses that take up again what was told before: where it was, who fell, at what hour."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts

PUBLISHED = datetime(2025, 6, 13, 12, 0, tzinfo=UTC)  # a Friday


def read(text: str) -> list[Facts]:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    return [report.facts for report in trace(article, ReadingHints(country="PK")).reports]


def test_the_device_that_was_told_of_makes_no_second_row_and_gives_the_finer_place() -> None:
    (facts,) = read(
        "A bomb ripped through a tea stall in Peshawar on Thursday, killing six people. "
        "The device went off shortly after 9 a.m. in the Badaber area, an officer said."
    )
    assert (facts.place, facts.killed.total) == ("Badaber", 6)


def test_the_incident_that_took_place_somewhere_is_the_one_before() -> None:
    (facts,) = read(
        "Gunmen shot dead two traders in Quetta on Wednesday. The incident took place in the Nawan Killi area."
    )
    assert facts.place == "Nawan Killi"


def test_bodies_of_fighters_who_fell_are_not_counted_again() -> None:
    (facts,) = read(
        "Three militants and a soldier were killed in a gunfight in Tirah on Monday. "
        "Three bodies and two rifles were recovered from the site."
    )
    assert (facts.killed.militants, facts.killed.security, facts.killed.total) == (3, 1, 4)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Gunmen opened fire on two watchmen in Hub on Monday, leaving both of them dead.", 2),
        ("Gunmen fired at three levies men in Kharan on Monday, leaving two of them dead.", 2),
    ],
)
def test_some_of_them_left_dead_have_the_side_of_all(text: str, killed: int) -> None:
    (facts,) = read(text)
    assert facts.killed.security == killed


def test_bandits_named_behind_the_verb_do_not_make_the_wounded_theirs() -> None:
    (facts,) = read("An inspector died and two of his men were wounded when bandits ambushed them in Shikarpur.")
    assert (facts.killed.security, facts.killed.militants) == (1, None)


def test_a_district_before_and_is_nobody() -> None:
    (facts,) = read("An operation was conducted in Kulachi, Dera Ismail Khan District and three militants were killed.")
    assert facts.killed.total == 3


def test_who_tells_of_the_dead_is_not_one_of_them() -> None:
    (facts,) = read("Gunmen attacked a camp in Tump on Monday. DSP Karim Jan confirmed it but said five persons died.")
    assert facts.killed.total == 5


def test_a_town_that_opens_the_sentence_as_its_district_is_not_the_place() -> None:
    (facts,) = read("In Kalat, gunmen stormed the Levies station at Mangochar on Monday and killed a guard.")
    assert facts.place == "Mangochar"


def test_an_area_that_a_town_owns_is_the_place() -> None:
    (facts,) = read("Gunmen hurled a hand grenade at a house in Hub's Pathra area on Monday.")
    assert (facts.place, facts.admin2) == ("Pathra", "Hub")
