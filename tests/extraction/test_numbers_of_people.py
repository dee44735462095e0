"""Numbers: what counts, and what is an age, a date, money, a measure or a name."""

from __future__ import annotations

import pytest

from extraction.numbers import find_quantities
from extraction.tokens import tokenise


def values(text: str) -> list[tuple[int, int, int | None]]:
    return [(q.value, q.low, q.high) for q in find_quantities(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seven soldiers", (7, 7, 7)),
        ("twenty-two people", (22, 22, 22)),
        ("one hundred and twelve militants", (112, 112, 112)),
        ("1,290 persons", (1290, 1290, 1290)),
        ("at least 12 people", (12, 12, None)),
        ("more then 30 men", (30, 30, None)),
        ("about 12 men", (12, 12, 12)),
        ("between 15 and 20 terrorists", (15, 15, 20)),
        ("10 to 12 people", (10, 10, 12)),
        ("a couple of men", (2, 2, 2)),
        ("several people", (3, 3, None)),
        ("dozens of people", (12, 12, None)),
        ("half a dozen men", (6, 6, 6)),
        ("two dozens assailants", (24, 24, 24)),
        ("both the officers", (2, 2, 2)),
    ],
)
def test_a_count_has_its_value_and_bounds(text: str, expected: tuple[int, int, int | None]) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "a 12-year-old boy",
        "aged 24",
        "July 16",
        "16 July",
        "in 2024",
        "Rs34,000",
        "15kg of explosives",
        "300 km away",
        "at 9:05 am",
        "18 per cent",
        "48 hours",
        "bogie No. 3",
        "no one",
        "a 205 Corps commander",
        "33 Punjab Regiment",
        "300 crore people",
        "callers to 0812345678901 said",
        "Soibam (62), a widow",
    ],
)
def test_what_is_no_count_is_left_out(text: str) -> None:
    assert values(text) == []
