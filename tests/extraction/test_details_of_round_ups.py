"""Turns of phrase of round-ups: towns that own a place, `while` that turns elsewhere, counts of things, motives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts
from khabardar.vocabulary import SubEventType

PUBLISHED = datetime(2025, 9, 17, 16, 0, tzinfo=UTC)  # a Wednesday


def read(text: str, country: str = "PK") -> list[Facts]:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    return [report.facts for report in trace(article, ReadingHints(country=country)).reports]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A soldier was shot dead by gunmen in Panjgur's Zawarin on Tuesday.", "Zawarin"),
        ("In Lakki Marwat's Tajori, a constable was shot dead by gunmen on Tuesday.", "Tajori"),
        ("A quadcopter dropped two bombs on Mazang police post in Bannu on Monday, injuring a constable.", "Mazang"),
        ("In Sui, gunmen blew up a gas pipeline near Pir Koh on Monday.", "Pir Koh"),
        ("In Anantnag, militants lobbed a grenade at a bunker near the Lal Chowk on Tuesday.", "Anantnag"),
    ],
)
def test_the_place_is(text: str, place: str) -> None:
    assert [facts.place for facts in read(text, "IN" if "Anantnag" in text else "PK")] == [place]


def test_while_turns_to_another_town_though_nothing_of_ours_happened_in_the_first() -> None:
    rows = read(
        "Police in Baramulla on Tuesday attached the property of two handlers, while in Shopian two militants were "
        "nabbed with a pistol.",
        "IN",
    )
    assert [(facts.place, facts.sub_event_type) for facts in rows] == [("Shopian", SubEventType.ARRESTS)]


def test_the_day_of_the_month_named_last() -> None:
    rows = read(
        "On September 12, BLF fighters fired at a post in Awaran and killed a soldier. On the 14th, they shot dead a "
        "guard in Panjgur."
    )
    assert [facts.date_start.day for facts in rows] == [12, 14]


def test_tankers_under_escort_are_no_people() -> None:
    (facts,) = read(
        "Jihadists torched more than 40 fuel tankers under military escort near Sikasso and eight soldiers died."
    )
    assert facts.killed.total == 8


def test_several_dozen_are_a_dozen_at_least() -> None:
    (facts,) = read("The army said on Friday that its drones had killed several dozen terrorists in Tessit.", "ML")
    assert (facts.killed.militants, facts.killed_high) == (12, None)
    assert facts.perpetrator == "Mali security forces"


def test_soldiers_who_died_when_snipers_struck_did_not_strike() -> None:
    (facts,) = read("Three soldiers died when snipers struck a picket at Mand on Tuesday.")
    assert facts.perpetrator == "Unidentified gunmen"


def test_a_body_that_is_put_down_to_a_dispute_is_no_row() -> None:
    text = "The body of a man with bullet wounds was found in Hub on Tuesday."
    assert len(read(text)) == 1
    assert not read(f"{text} Police suspect a personal dispute.")


def test_arms_that_were_recovered_were_not_used() -> None:
    (facts,) = read(
        "Troops intercepted a pick-up in Winder on Tuesday and recovered six Kalashnikovs hidden under sacks."
    )
    assert facts.sub_event_type is SubEventType.DISRUPTED_WEAPONS_USE


def test_a_district_behind_the_comma_is_no_finer_place() -> None:
    (facts,) = read("In Mangochar, Kalat, gunmen stormed a Levies post on Monday and killed a guard.")
    assert facts.place == "Mangochar"


def test_the_day_of_a_body_is_that_of_the_find() -> None:
    (facts,) = read(
        "Sources in Kandahar report that the body of a farmer was found in Arghandab district on Tuesday, three days "
        "after he had been detained.",
        "AF",
    )
    assert (facts.place, facts.date_start.day) == ("Arghandab", 16)


def test_the_victims_are_those_told_of_before() -> None:
    rows = read(
        "A sergeant was killed in an ambush by gunmen in Maguing, Lanao del Sur on Monday. The army said the victims "
        "were on motorcycles when fired upon in Barangay Balawag.",
        "PH",
    )
    assert len(rows) == 1


def test_a_barangay_may_be_called_mother() -> None:
    (facts,) = read("Gunmen ambushed and killed two soldiers in Barangay Tuayan Mother on Monday.", "PH")
    assert facts.place == "Tuayan Mother"
