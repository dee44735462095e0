"""What `doctor` and `sources list` make of a source: silent beyond its habit, retired, of another address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from khabardar.records import Rhythm, Source, SourceState
from khabardar.vocabulary import PollCondition, SourceKind
from scheduler.health import judge_sources

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SOURCE = Source("ledger", "Ledger", SourceKind.FEED, "https://ledger.example/feed", "ledger")
GOOD = SourceState(
    "ledger",
    condition=PollCondition.OK,
    last_success_at=NOW,
    url=SOURCE.url,
    rhythm=Rhythm(pauses=(4.0, 9.0, 3.0, 2.0, 11.0), last_at=NOW - timedelta(hours=5)),
)


def judged(state: SourceState):
    (health,) = judge_sources([SOURCE], {"ledger": state}, NOW)
    return health


def test_a_source_within_its_habit_is_current():
    assert judged(GOOD).current


def test_a_source_that_answers_and_brings_nothing_beyond_its_habit_is_silent():
    health = judged(replace(GOOD, rhythm=replace(GOOD.rhythm, last_at=NOW - timedelta(days=3))))
    assert (health.current, health.condition) == (False, "silent")
    assert "nothing for 3d" in health.detail
    assert "and 11h was its longest pause" in health.detail


def test_a_retired_source_says_since_when_and_what_to_do():
    health = judged(replace(GOOD, condition=PollCondition.GONE, detail="410 gone", retired_at=NOW - timedelta(days=9)))
    assert not health.current
    assert "retired since 2026-03-05" in health.detail


def test_of_a_new_address_nothing_is_known():
    assert judged(replace(GOOD, url="https://ledger.example/old")).condition == "never visited"
