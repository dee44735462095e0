"""Rules and model side by side: agreement, differences, and no model at all."""

from __future__ import annotations

import pytest
from llm_helpers import AMBUSH, BOMB, SaysModel, answer, article, event, people, quote

from extraction.llm.both import BothEngine
from extraction.llm.comparing import compare
from extraction.llm.engine import LlmEngine
from extraction.rules import RulesEngine
from khabardar.errors import ModelUnavailable
from khabardar.interfaces import Prompt, ReadingHints
from khabardar.vocabulary import Disagreement

RULES = RulesEngine().read(article(), ReadingHints())
EXTRA = event(
    [quote(1, "opened fire on their patrol")],
    place=[quote(1, "Balochistan")],
    date=[quote(4, "Thursday")],
)


class DownModel:
    name = "toy"

    def ask(self, prompt: Prompt) -> str:
        raise ModelUnavailable("the day's budget is spent")


def both(*said, policy: Disagreement = Disagreement.RULES_COUNTS):
    return BothEngine(SaysModel(answer(*said)), policy).read(article(), ReadingHints())


def test_where_both_read_the_same_the_row_is_surer_and_else_unchanged() -> None:
    reading = both(AMBUSH, BOMB)
    assert [r.facts for r in reading.reports] == [r.facts for r in RULES.reports]
    doubted = [(a, b) for a, b in zip(reading.reports, RULES.reports, strict=True) if b.confidence < 1]
    assert doubted
    assert all(a.confidence > b.confidence for a, b in doubted)
    assert reading.engine == "both"


def test_the_rules_counts_stand_and_the_difference_is_noted() -> None:
    less = {**AMBUSH, "people": [people(3, "killed", 1, "Three policemen were killed")]}
    other_day = {**less, "date": [quote(4, "Thursday")]}
    reading = both(other_day, BOMB)
    assert reading.reports[0].facts == RULES.reports[0].facts
    assert any("date_start: the rules read 2026-03-13, the model 2026-03-12" in note for note in reading.notes)


def test_the_model_s_counts_stand_where_the_policy_says_so() -> None:
    less = {**AMBUSH, "date": [quote(4, "Thursday")], "people": [people(3, "killed", 1, "Three policemen were killed")]}
    (ambush, _) = both(less, BOMB, policy=Disagreement.MODEL_COUNTS).reports
    assert (ambush.facts.killed.security, ambush.facts.injured.total) == (3, None)
    assert ambush.facts.date_start == RULES.reports[0].facts.date_start
    assert "injured.total" not in ambush.evidence


def test_what_the_model_alone_sees_is_a_candidate_of_low_confidence() -> None:
    reading = both(AMBUSH, BOMB, EXTRA)
    extra = reading.reports[-1]
    assert len(reading.reports) == len(RULES.reports) + 1
    assert extra.confidence <= 0.4
    assert extra.key not in {report.key for report in RULES.reports}
    assert any("the model alone sees" in note for note in reading.notes)


def test_by_policy_the_model_adds_no_row() -> None:
    reading = both(AMBUSH, BOMB, EXTRA, policy=Disagreement.RULES_ONLY)
    assert len(reading.reports) == len(RULES.reports)
    assert any("the model alone sees" in note for note in reading.notes)


def test_what_the_model_does_not_see_stays() -> None:
    reading = both()
    assert [r.facts for r in reading.reports] == [r.facts for r in RULES.reports]
    assert sum("the model does not see it" in note for note in reading.notes) == len(RULES.reports)


def test_without_the_model_the_rules_stand_and_say_that_no_gate_was_run() -> None:
    reading = BothEngine(DownModel()).read(article(), ReadingHints())
    assert reading.reports == RULES.reports
    assert (reading.engine, reading.engine_version) == (RULES.engine, RULES.engine_version)
    assert "no gate was run: the day's budget is spent" in reading.notes[-1]


def test_the_llm_engine_alone_lets_the_article_wait() -> None:
    with pytest.raises(ModelUnavailable):
        LlmEngine(DownModel()).read(article(), ReadingHints())


def test_a_comparison_shows_every_cell_of_both() -> None:
    model = LlmEngine(SaysModel(answer({**AMBUSH, "date": []}, EXTRA))).read(article(), ReadingHints())
    first, *others = compare(RULES.reports, model).reports
    by_name = {cell.cell: cell for cell in first.cells}
    assert by_name["place"].agrees
    assert (by_name["date_precision"].rules, by_name["date_precision"].model) == ("day", "assumed")
    assert {(one.rules is None, one.model is None) for one in others} == {(True, False), (False, True)}
