"""How single clauses stand: told as news, added to it, or set aside, and why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.lexicon.entries import Frame
from extraction.rules import Trace, trace
from extraction.scope import Standing, standing_of
from khabardar.interfaces import ReadingHints
from khabardar.records import Article
from khabardar.vocabulary import Role

PUBLISHED = datetime(2024, 5, 10, 18, 0, tzinfo=UTC)  # a Friday
NEWS = "Gunmen killed two policemen in Turbat on Thursday."


def traced(text: str) -> Trace:
    url = "https://news.example/a"
    return trace(Article("a", url, "test", "", PUBLISHED, PUBLISHED, text), ReadingHints(country="PK"))


def standing(sentence: str) -> Standing:
    """How the sentence stands behind a piece of news."""
    return standing_of(traced(f"{NEWS}\n\n{sentence}").findings[-1])


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen opened fire on a van in Kharan on Wednesday and killed its driver.",
        "A bomb exploded outside the high court in Quetta on Wednesday, killing three persons.",
        "A hand grenade was hurled at a cricket match in Panjgur on Wednesday and nine players were injured.",
        "Militants attacked a checkpost in Kalat on Wednesday and killed a soldier who had been convicted of theft.",
        "The outfit claimed responsibility for the ambush in Awaran on Tuesday in which four soldiers were killed.",
    ],
)
def test_an_act_that_is_told_opens(sentence: str) -> None:
    assert standing(sentence) is Standing.OPENS


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The court sentenced two men in Quetta on Wednesday for killing a judge.", Standing.VERDICT),
        ("Militants killed 88 people in the province in the first four months of this year.", Standing.STATISTIC),
        ("He said that 38 operations had been carried out and 22 terrorists killed.", Standing.STATISTIC),
        ("Nine people were killed in a head-on collision near Uthal on Wednesday.", Standing.ACCIDENT),
        ("A man shot dead his cousin over a land dispute in Jacobabad on Wednesday.", Standing.PRIVATE),
        ("The police had been attacked in the same bazaar two years ago.", Standing.RECALL),
        ("He was a suspect in a 2008 ambush of the governor's convoy.", Standing.RECALL),
        ("The embassy warned of attacks on hotels in the capital.", Standing.HYPOTHETICAL),
        ("The president condemned the killing of three teachers in Gwadar.", Standing.REFERENCE),
    ],
)
def test_a_clause_is_set_aside_with_its_reason(sentence: str, expected: Standing) -> None:
    assert standing(sentence) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The militants could attack convoys.",
        "The attack on the post shows how weak the force is.",
        "Bandits who kidnap farmers and burn villages come from the forest.",
        "A bomb threat emptied the school.",
        "There was a sound like a bomb.",
    ],
)
def test_what_did_not_happen_or_is_known_opens_nothing(sentence: str) -> None:
    assert standing(sentence) is not Standing.OPENS


def test_a_month_is_no_maybe() -> None:
    (report,) = traced("Troops shelled a hideout near Wana on 7 May and killed five militants.").reports
    assert report.facts.date_start.isoformat() == "2024-05-07"


def test_an_attack_that_a_suspect_is_wanted_for_gives_the_arrest_neither_kind_nor_day() -> None:
    finding = traced(
        "Police on Thursday arrested a militant in Karachi wanted in connection with the bomb blast on March 3 in Hub."
    ).findings[0]
    assert [d.start.isoformat() for d in finding.dates] == ["2024-05-09"]
    assert [x.name for x in finding.locations] == ["Karachi"]


def test_an_attack_that_is_condemned_is_background_where_it_is_placed_and_dated() -> None:
    read = traced("The prime minister condemned the suicide attack in Quetta on May 8 that killed 12 people.")
    assert [report.role for report in read.reports] == [Role.BACKGROUND]
    assert read.findings[0].framed is Frame.REFERRED


def test_the_story_of_a_condemned_attack_makes_it_news() -> None:
    read = traced(
        "The prime minister condemned the suicide attack in Quetta on May 8.\n\n"
        "A bomber blew himself up at a bus stop in Quetta on May 8, killing 12 people, police said."
    )
    assert [report.role for report in read.reports] == [Role.MAIN]


def test_the_month_of_may_makes_no_act_uncertain():
    text = "On 2 May gunmen attacked a police post in Khuzdar. Two constables were killed."
    (report,) = traced(text).reports
    assert report.facts.killed.security == 2
