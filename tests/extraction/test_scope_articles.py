"""What counts: whole articles of kinds that report no incident, and incidents wrapped in such matter.

The articles of scope_articles.json were written for these tests; nothing in them happened.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import extraction
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Reading
from khabardar.vocabulary import Role

PUBLISHED = datetime(2024, 5, 10, 18, 0, tzinfo=UTC)  # a Friday
ARTICLES = json.loads(Path(__file__).with_name("scope_articles.json").read_text(encoding="utf-8"))


def kind(article: dict[str, str]) -> str:
    return article["kind"]


def read(article: dict[str, str]) -> Reading:
    url = "https://news.example/a"
    given = Article("a", url, "test", article["title"], PUBLISHED, PUBLISHED, article["text"])
    return extraction.engine("rules").read(given, ReadingHints(country="PK"))


@pytest.mark.parametrize("article", ARTICLES["quiet"], ids=kind)
def test_an_article_of_this_kind_reports_no_incident(article: dict[str, str]) -> None:
    main = [report for report in read(article).reports if report.role is Role.MAIN]
    assert [(r.facts.place, r.facts.sub_event_type) for r in main] == []


@pytest.mark.parametrize("article", ARTICLES["loud"], ids=kind)
def test_an_incident_wrapped_in_other_matter_is_reported_once(article: dict[str, str]) -> None:
    assert [report.role for report in read(article).reports].count(Role.MAIN) == 1
