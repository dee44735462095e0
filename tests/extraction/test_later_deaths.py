"""The wounded who die after the first count: from the hurt to the dead, once, and not where the figures hold them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts

PUBLISHED = datetime(2025, 6, 13, 12, 0, tzinfo=UTC)  # a Friday


def facts(text: str) -> Facts:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    (report,) = trace(article, ReadingHints(country="PK")).reports
    return report.facts


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        (
            "A bomb killed four people and injured 12 others at a market in Khuzdar on Tuesday. "
            "Two of the injured later succumbed to their wounds.",
            6,
            10,
        ),
        (
            "Gunmen attacked a police van in Tank on Monday, killing two constables and wounding five. "
            "One of the wounded constables later died in hospital.",
            3,
            4,
        ),
        (
            "Nine people were injured in a grenade attack on a shop in Hub on Sunday. "
            "One of the injured, a child, later died.",
            1,
            8,
        ),
        (
            "A soldier who was wounded in an ambush near Wana on Monday succumbed to his injuries on Tuesday. "
            "Three soldiers had been killed and four injured in the ambush.",
            4,
            3,
        ),
        (
            "Two miners were shot dead and three injured in Duki on Saturday. A third miner died of his wounds later.",
            3,
            2,
        ),
        (
            "Gunmen killed a man and injured his two sons in Panjgur on Thursday. Both of the injured later died.",
            3,
            0,
        ),
        ("Three persons were injured when a mine exploded in Dera Bugti on Sunday, one of whom later died.", 1, 2),
        (
            "Militants fired on a checkpost in Bannu on Thursday, injuring three policemen and two passers-by. "
            "A wounded policeman died later.",
            1,
            4,
        ),
    ],
)
def test_they_move_from_the_hurt_to_the_dead(text: str, killed: int, injured: int) -> None:
    read = facts(text)
    assert (read.killed.total, read.injured.total) == (killed, injured)


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        (  # the four and the two are the six of the lead
            "Six people were killed and ten injured in a blast in Parachinar on Friday. "
            "Four of them died on the spot, while two of the injured later breathed their last at the hospital.",
            6,
            10,
        ),
        (  # the risen toll holds them, and the twelve were counted after it
            "The death toll in Tuesday's blast in Chaman rose to seven on Thursday as two of the injured died. "
            "Twelve others are still under treatment.",
            7,
            12,
        ),
        (  # the toll rises by as many, so the twenty of the day before are fewer
            "Five people were killed and 20 wounded when a bomb went off in Quetta on Tuesday. "
            "The toll rose to seven on Wednesday after two of the wounded succumbed to their injuries.",
            7,
            18,
        ),
        (  # a third of three
            "Three miners were shot dead and two injured in Duki on Saturday. A third miner died of his wounds later.",
            3,
            2,
        ),
        (  # nobody of his side is among the hurt: he was counted with the dead
            "Two soldiers were martyred and four civilians injured in an attack in Mir Ali on Monday. "
            "One of the wounded soldiers died later.",
            2,
            4,
        ),
    ],
)
def test_those_whom_the_figures_hold_are_not_counted_twice(text: str, killed: int, injured: int) -> None:
    read = facts(text)
    assert (read.killed.total, read.injured.total) == (killed, injured)


def test_a_death_told_twice_is_one() -> None:
    read = facts(
        "Gunmen killed two guards and wounded six in Kalat on Sunday. One of the wounded guards later died. "
        "The wounded guard who died later was buried in Mastung."
    )
    assert (read.killed.security, read.injured.security) == (3, 5)
