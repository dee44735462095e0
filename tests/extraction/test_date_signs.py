"""A rule is tried only in lines that have one of its signs: that must lose no time expression."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extraction.daterules import RULES
from extraction.dates import matches

_CORPUS = sorted((Path(__file__).parents[1] / "quality" / "corpus").glob("*.json"))
_EXPRESSIONS = """\
On the night between Wednesday and Thursday. LATE FRIDAY NIGHT of last week, from January 30 to February 2, 2024.
On Sept. 14-17, the night of 14/15 March, the 9th of December last year; 2024-11-30 and 30/11/2024 and 3.4.2025.
In late January, last May, since August 2019; the day before yesterday, Tonight, this Morning, a couple of days ago.
Two Weeks later, 3 days earlier, ten months ago, one month ago, the evening before. Over the weekend, last weekend.
Earlier this week, overnight, the previous night, following day. Within the past 48 hours, last month; in 1999, In 2020.
ISTANBUL İstanbul, on İ Monday, Kelvin 5 days ago. On Saturday
evening, and on 5
June.
July 24: nothing. On the 26th, rain.
"""


@pytest.mark.parametrize("text", [_EXPRESSIONS, *(json.loads(path.read_text())["text"] for path in _CORPUS)])
def test_signs_lose_nothing(text: str) -> None:
    found = {(match.span(), rule) for match, rule in matches(text)}
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            others = [span for span, _ in found if span[0] < match.end() and match.start() < span[1]]
            assert (match.span(), rule) in found or others, match.group()


def test_every_rule_is_among_the_expressions() -> None:
    assert {rule for _, rule in matches(_EXPRESSIONS)} == set(RULES)
