"""The quality gate: no change may make the reading worse than floors.json says. Floors are only ever raised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from measure import measure, summary
from quality_corpus import HALVES, corpus_hash, gold_articles

import extraction

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))


def test_floors_were_set_on_this_very_corpus() -> None:
    assert FLOORS["corpus_sha256"] == corpus_hash(), "the corpus has changed: measure again, then set hash and floors"


@pytest.mark.parametrize("half", HALVES)
def test_rules_engine_reads_no_worse_than_the_floors(half: str) -> None:
    score = measure(extraction.engine("rules"), gold_articles(half))
    print("\n" + summary(half, score))
    figures = score.figures()
    too_low = {name: figures[name] for name, floor in FLOORS["at_least"][half].items() if figures[name] < floor}
    too_high = {name: figures[name] for name, limit in FLOORS["at_most"][half].items() if figures[name] > limit}
    assert not too_low
    assert not too_high
