"""A known name with one more capitalised word behind it can be another place: `Ghor Darwaz`; or a part of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts

PUBLISHED = datetime(2025, 7, 31, 12, 0, tzinfo=UTC)


def place(where: str) -> Facts:
    text = f"Gunmen shot dead two soldiers in {where} on Monday."
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    (report,) = trace(article, ReadingHints(country="PK")).reports
    return report.facts


@pytest.mark.parametrize(
    ("where", "name", "admin2"),
    [
        ("Ghor Darwaz", "Ghor Darwaz", None),
        ("Khuzdar Zawa", "Khuzdar Zawa", None),
        ("Kalat Rodhi in Kech", "Kalat Rodhi", "Kech"),
    ],
)
def test_the_longer_name_is_another_place(where: str, name: str, admin2: str | None) -> None:
    facts = place(where)
    assert (facts.place, facts.admin2, facts.latitude) == (name, admin2, None)


@pytest.mark.parametrize(
    ("where", "name", "admin2"),
    [
        ("Turbat Kech", "Turbat", "Kech"),
        ("Chitkan Bazaar", "Chitkan", "Panjgur"),
        ("Quetta, Balochistan", "Quetta", "Quetta"),
    ],
)
def test_its_district_or_a_part_of_it_leaves_it_what_it_is(where: str, name: str, admin2: str) -> None:
    facts = place(where)
    assert (facts.place, facts.admin2) == (name, admin2)
