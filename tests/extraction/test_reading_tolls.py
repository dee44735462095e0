"""How the statements of one incident add up: wholes and parts, tolls that rise, rival claims, zeros."""

from __future__ import annotations

from datetime import date

import pytest

from extraction.clauses import find_clauses
from extraction.document import build
from extraction.findings import gather
from extraction.lexicon.entries import Effect
from extraction.lexicon.loader import default_lexicon
from extraction.tolls import Count, count

Sides = tuple[int | None, int | None, int | None, int | None]


def killed(text: str, effect: Effect = Effect.KILLED) -> Count:
    document = build(text, "", date(2025, 3, 6), default_lexicon())
    return count(gather(document, find_clauses(document, []), []), effect)


@pytest.mark.parametrize(
    ("text", "civilians_security_militants_unspecified"),
    [
        ("At least 11 people, among them four policemen, lost their lives.", (None, 4, None, 7)),
        ("Two persons died on the spot while three others succumbed in hospital.", (None, None, None, 5)),
        ("A constable died of his wounds, bringing the number of policemen killed to three.", (None, 3, None, None)),
        (
            "A soldier died of his wounds, raising the number of the dead to four. A vendor was killed on Monday.",
            (1, 3, None, None),
        ),
        ("The hospital received six bodies, two of guards and four of civilians, including a boy.", (4, 2, None, None)),
        ("At least 14 people, six of them policemen, died. Nine attackers were shot dead.", (None, 6, 9, 8)),
        ("Two men, both of them students, were killed.", (2, None, None, None)),
        ("Nobody was hurt.", (None, None, None, 0)),
    ],
)
def test_wholes_parts_and_rises_add_up(text: str, civilians_security_militants_unspecified: Sides) -> None:
    toll = killed(text).toll
    assert (toll.civilians, toll.security, toll.militants, toll.unspecified) == civilians_security_militants_unspecified


def test_others_behind_parts_are_of_no_stated_side() -> None:
    text = "Four people, two of them policemen, were killed and 17 others injured in the blast."
    assert killed(text, Effect.INJURED).toll.unspecified == 17


def test_a_rival_figure_for_a_side_is_the_other_end_of_its_range() -> None:
    text = (
        "Two soldiers and four militants were killed, while a separatist group put the number of dead soldiers at nine."
    )
    counted = killed(text)
    assert (counted.toll.total, counted.low, counted.high) == (6, 6, 13)
