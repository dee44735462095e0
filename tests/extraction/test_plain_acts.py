"""Acts of which no gunman or group is named: shots that observers count, beatings in custody, bombs that are found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Report
from khabardar.vocabulary import Outcome, Role, SubEventType

DISRUPTED = SubEventType.DISRUPTED_WEAPONS_USE
PUBLISHED = datetime(2024, 5, 10, 18, 0, tzinfo=UTC)  # a Friday


def reports(text: str, country: str = "PK") -> list[Report]:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    return [r for r in trace(article, ReadingHints(country=country)).reports if r.role is Role.MAIN]


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("On 7 May 2024, monitors counted 14 bursts of fire near Avdiivka.", SubEventType.ARMED_CLASH, 7),
        ("Observers recorded five shots involving light weapons near Donetsk on 8 May.", SubEventType.ARMED_CLASH, 8),
        ("On 6 May 2024, prison guards beat two inmates with batons in Managua.", SubEventType.ATTACK, 6),
        ("Villagers found a mortar shell, which was defused, in Bannu on 8 May.", DISRUPTED, 8),
        ("A bomb was found outside a school in Kohat on Thursday, police said.", DISRUPTED, 9),
    ],
)  # fmt: skip
def test_the_act_makes_a_row_with_its_day(text: str, kind: SubEventType, day: int) -> None:
    (report,) = reports(text)
    assert report.facts.sub_event_type is kind
    assert report.facts.date_start.day == day


def test_a_bomb_that_is_made_safe_was_foiled() -> None:
    (report,) = reports("The army neutralised two landmines near a school in Razmak on Thursday.")
    assert report.facts.outcome is Outcome.FOILED


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman of the outfit said by phone from an undisclosed location in Khost that talks had failed.",
        "The ministers agreed on Thursday to step up air strikes and drone attacks on militants along the border.",
        "The minister expressed shock and grief over the killing of two children in shelling in Kotli on Thursday.",
        "The cease fire rules were discussed at a meeting of the group with officials in Dimapur on Thursday.",
        "Police in Sukkur hold a man accused of the ambush on an army (FC) convoy in which 14 soldiers were killed.",
        "The province plans more posts to curb targeted killings in Karachi.",
    ],
)
def test_what_is_spoken_of_makes_no_row(text: str) -> None:
    assert not reports(text)


def test_an_arrest_after_shots_that_hurt_somebody_is_more_than_an_arrest() -> None:
    (report,) = reports(
        "On 5 May the army fired five shots at a man and a woman in Pakokku and injured the woman. "
        "The soldiers also arrested the man.",
        "MM",
    )
    assert report.facts.injured.total == 1


def test_the_place_from_which_the_distance_is_told_is_better_than_none() -> None:
    (report,) = reports(
        "On 7 May, armed men ambushed a patrol six kilometers northwest of Kismayo and killed two soldiers.", "SO"
    )
    assert report.facts.place == "Kismayo"
