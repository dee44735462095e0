"""Whatever the text, the engine answers, and what it answers holds together."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extraction
from khabardar.codec import flatten
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Reading

PUBLISHED = datetime(2025, 3, 6, 12, 0, tzinfo=UTC)
# What values the codebook lets stand without words of their own: section 8, last sentence.
EXEMPT = {
    "date_precision",
    "event_type",
    "outcome",
    "tags",
    "attribution",
    "perpetrator_type",
    "latitude",
    "longitude",
    "geo_precision",
    "admin1",
    "admin2",
    "country",
}
PIECES = st.sampled_from(
    [
        "Two policemen were killed",
        "in Quetta",
        "on Tuesday",
        "a bomb exploded",
        "gunmen opened fire",
        "the BLA claimed",
        "near Mastung and Kalat,",
        "left six people dead",
        "including three children",
        ".",
        "\n\n",
        "while",
        "at least 12",
        "12.40pm:",
        "(",
        "'s",
        "\u200b",
        "Separately,",
        "in Balochistan's Kech district",
        "toll rose to nine",
    ]
)


def read(text: str) -> Reading:
    article = Article("a", "https://news.example/a", "s", "", PUBLISHED, PUBLISHED, text)
    return extraction.engine("rules").read(article, ReadingHints())


def check(text: str) -> None:
    reading = read(text)
    assert reading == read(text)
    keys = {report.key for report in reading.reports}
    assert len(keys) == len(reading.reports)
    for report in reading.reports:
        assert report.parent is None or report.parent in keys
        assert report.facts.date_start <= report.facts.date_end
        for spans in report.evidence.values():
            assert all(0 <= span.start < span.end <= len(text) for span in spans)
        low, high = report.facts.killed_low, report.facts.killed_high
        assert low is None or high is None or low <= high
        stated = {cell for cell, value in flatten(report.facts).items() if value not in (None, [], "unknown")}
        missing = stated - EXEMPT - set(report.evidence)
        if report.facts.date_precision.value == "assumed" or report.parent is not None:
            missing -= {"date_start", "date_end"}
        assert not missing


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300))
def test_any_unicode_is_answered(text: str) -> None:
    check(text)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_news_like_text_gives_reports_that_hold_together(text: str) -> None:
    check(text)


def test_a_text_that_breaks_off_after_an_article_is_answered() -> None:
    check("Gunmen attacked a post near Mastung on Tuesday. On Wednesday soldiers fired and killed a")
