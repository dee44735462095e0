"""Entries of digests: dates that head a line, bullets, towns as subjects, figures dealt out, bodies, arms."""

from __future__ import annotations

from datetime import UTC, datetime

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts
from khabardar.vocabulary import SubEventType, Tag

PUBLISHED = datetime(2025, 7, 31, 12, 0, tzinfo=UTC)  # a Thursday


def read(text: str, country: str = "PK") -> list[Facts]:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    return [report.facts for report in trace(article, ReadingHints(country=country)).reports]


def test_a_date_that_heads_a_line_is_the_day_of_what_the_line_tells() -> None:
    rows = read(
        "July 24: A roadside bomb hit a Levies vehicle near Dasht in Mastung district, wounding three men.\n\n"
        "July 25: Armed men shot dead a shopkeeper in Usta Muhammad.\n\nJuly 26: Nothing to report."
    )
    assert [(facts.place, facts.date_start.day) for facts in rows] == [("Dasht", 24), ("Usta Muhammad", 25)]


def test_bullets_head_entries() -> None:
    rows = read(
        "• Sibi: A rocket fired from the hills landed near the FC fort on Wednesday; no casualties.\n\n"
        "• Nushki: CTD claims to have arrested three members of a proscribed organisation on Wednesday."
    )
    assert [facts.place for facts in rows] == ["Sibi", "Nushki"]
    assert rows[1].sub_event_type is SubEventType.ARRESTS


def test_figures_are_dealt_out_to_the_districts_of_the_sentence_before() -> None:
    rows = read(
        "From 12 to 14 July, security forces carried out operations in Harnai, Duki and Ziarat districts. "
        "After an exchange of fire, four, three and two terrorists were killed respectively."
    )
    assert [(facts.place, facts.killed.militants) for facts in rows] == [("Harnai", 4), ("Duki", 3), ("Ziarat", 2)]
    assert {(facts.date_start.day, facts.date_end.day) for facts in rows} == {(12, 14)}
    assert {facts.perpetrator for facts in rows} == {"Pakistan security forces"}


def test_a_town_that_opens_a_paragraph_of_a_wave_is_where_its_next_act_is() -> None:
    rows = read(
        "Insurgents carried out coordinated attacks in several towns of Balochistan on Monday, killing nine people.\n\n"
        "Kharan took the heaviest blow. Gunmen stormed the police station and five policemen died there.\n\n"
        "At Surab, three passengers were led off a coach and shot dead."
    )
    assert [(facts.place, facts.killed.total) for facts in rows[1:]] == [("Kharan", 5), ("Surab", 3)]


def test_two_towns_with_an_act_each_in_one_sentence_are_two_rows() -> None:
    rows = read(
        "Fighters of the BLA set a telecom tower on fire at Gidar on Monday, and at Dhadar they made off with weapons "
        "from a Levies post."
    )
    assert {facts.place for facts in rows} == {"Gidar", "Dhadar"}


def test_a_body_that_is_found_makes_a_row_though_the_act_is_only_an_arrest() -> None:
    (facts,) = read(
        "The body of a former army officer was found in Arghandab district on Tuesday, three days after he had been "
        "detained.",
        "AF",
    )
    assert facts.sub_event_type is SubEventType.ATTACK
    assert Tag.BODY_FOUND in facts.tags
    assert facts.killed.civilians == 1


def test_what_had_been_done_to_those_who_were_found_is_no_row_without_a_place() -> None:
    (facts,) = read(
        "The bullet-riddled bodies of two men were found near Mangochar on Wednesday. They had been taken from their "
        "homes on July 19, relatives said."
    )
    assert (facts.place, facts.killed.total, facts.date_start.day) == ("Mangochar", 2, 30)


def test_a_chairman_who_tells_of_the_dead_is_not_one_of_them() -> None:
    (facts,) = read(
        "Gunmen stormed a village in Guma on Monday and killed 18 people, the chairman of the council said.",
        "NG",
    )
    assert facts.killed.total == 18


def test_arms_recovered_from_a_village_were_found_in_it() -> None:
    rows = read(
        "Troops arrested three militants in Imphal West district on Tuesday. During a search in Tengnoupal district, "
        "security forces recovered a cache of two rifles, four IEDs and 120 rounds of ammunition from Saivom village.",
        "IN",
    )
    assert [facts.place for facts in rows] == ["Imphal West", "Saivom"]


def test_machinery_torched_by_unknown_persons_is_a_row() -> None:
    (facts,) = read("Unknown persons torched the machinery of a construction company at Hoshab, Kech, on Monday.")
    assert facts.sub_event_type is SubEventType.LOOTING
