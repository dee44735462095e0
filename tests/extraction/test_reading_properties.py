"""What holds for every reading of every text: words behind each value, sums that add up, no report without an act."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from reading_articles import CORPUS, article_of, articles, corpus_article

from extraction import engine
from extraction.reports import reported
from extraction.rules import Trace, trace
from khabardar.codec import flatten
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Report
from khabardar.vocabulary import Attribution, DatePrecision, Outcome, PerpetratorType, VictimGroup

# Codebook section 8: coordinates and what a gazetteer adds need no words.
_EXEMPT = {"latitude", "longitude", "admin1", "admin2", "country"}
# What the codebook's rules give where the text says nothing.
_GIVEN = {
    "outcome": Outcome.COMPLETED.value,
    "attribution": Attribution.UNKNOWN.value,
    "perpetrator_type": PerpetratorType.UNKNOWN.value,
}


def check(traced: Trace, article: Article) -> None:
    for report in traced.reports:
        check_words(report, article)
        check_sums(report)
        assert report.facts.date_start <= report.facts.date_end
        assert 0 <= report.confidence <= 1
    check_acts(traced)
    keys = [report.key for report in traced.reports]
    assert len(set(keys)) == len(keys)
    assert all(report.parent is None or report.parent in keys for report in traced.reports)


def check_words(report: Report, article: Article) -> None:
    cells = flatten(report.facts)
    for spans in report.evidence.values():
        assert all(0 <= span.start < span.end <= len(article.text) for span in spans)
    for cell, value in cells.items():
        if value is None or value == []:
            assert cell not in report.evidence
        elif not is_exempt(report, cell, value):
            assert report.evidence.get(cell), f"{cell} = {value!r} has no words"


def is_exempt(report: Report, cell: str, value: object) -> bool:
    assumed = cell.startswith("date_") and report.facts.date_precision is DatePrecision.ASSUMED
    return assumed or cell in _EXEMPT or _GIVEN.get(cell) == value


def check_sums(report: Report) -> None:
    facts = report.facts
    for toll in (facts.killed, facts.injured):
        counts = [toll.of(group) for group in VictimGroup]
        assert all(count is None or 0 <= count <= (toll.total or 0) for count in counts)
    if facts.killed.total is None:
        assert (facts.killed_low, facts.killed_high) == (None, None)
    else:
        assert facts.killed_low is not None
        assert facts.killed_low <= facts.killed.total
        assert facts.killed_high is None or facts.killed.total <= facts.killed_high


def check_acts(traced: Trace) -> None:
    """Each report has a clause, or is lent its kind by one, that says an act or what became of people."""
    said = {f.clause.first for f in traced.findings if f.acts or f.losses}
    for scene in reported(traced.story):
        family = [scene, *(s for s in traced.opened if s.parent is scene or s is scene.parent or s is scene.kin)]
        assert any(finding.clause.first in said for s in family for finding in s.findings)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_value_of_the_corpus_has_words_that_say_it(path):
    article = corpus_article(path)
    traced = trace(article, ReadingHints())
    check(traced, article)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles)
def test_any_text_is_read_into_reports_that_hold(article):
    traced = trace(article, ReadingHints(country="PK"))
    check(traced, article)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\x00", "QUETTA:", "\ud7ff\U0001f4a3" * 50, "." * 999, "killed " * 200]
)
def test_text_that_says_nothing_gives_no_report(text):
    assert engine().read(article_of(text), ReadingHints()).reports == ()


def test_a_reading_is_what_its_trace_ends_in():
    for path in CORPUS:
        article = corpus_article(path)
        reading = engine().read(article, ReadingHints())
        assert reading.reports == tuple(trace(article, ReadingHints()).reports)


def test_the_same_article_is_read_the_same_way_twice():
    article = corpus_article(CORPUS[0])
    assert engine().read(article, ReadingHints()) == engine().read(article, ReadingHints())
