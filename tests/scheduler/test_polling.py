"""When a source is due again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabardar.records import PollOutcome, Source, SourceState
from khabardar.vocabulary import PollCondition, SourceKind
from scheduler.polling import after_poll, due_sources

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SOURCE = Source("ledger", "Ledger", SourceKind.FEED, "https://ledger.example/feed", "ledger")
MIDDLE = 0.5  # the die that adds no jitter


def outcome(condition: PollCondition = PollCondition.OK, **facts: object) -> PollOutcome:
    return PollOutcome("ledger", condition, NOW, **facts)  # type: ignore[arg-type]


def wait_after(state: SourceState) -> timedelta:
    assert state.next_poll_at is not None
    return state.next_poll_at - NOW


def test_a_source_never_visited_is_due_at_once_and_before_the_others():
    late = SourceState("b", next_poll_at=NOW - timedelta(hours=5))
    sources = [replace(SOURCE, id="b"), replace(SOURCE, id="a")]
    assert [source.id for source in due_sources(sources, {"b": late}, NOW)] == ["a", "b"]


def test_a_source_is_not_due_before_its_time_nor_when_disabled():
    states = {"ledger": SourceState("ledger", next_poll_at=NOW + timedelta(seconds=1))}
    assert due_sources([SOURCE], states, NOW) == []
    assert due_sources([replace(SOURCE, enabled=False)], {}, NOW) == []


def test_news_shortens_the_interval_and_silence_lengthens_it():
    state = SourceState("ledger", interval=timedelta(hours=1))
    assert wait_after(after_poll(SOURCE, state, outcome(new_items=3), chance=MIDDLE)) < timedelta(hours=1)
    assert wait_after(after_poll(SOURCE, state, outcome(), chance=MIDDLE)) > timedelta(hours=1)


def test_failures_back_off_and_a_success_forgets_them():
    state = SourceState("ledger")
    waits = []
    for _ in range(5):
        state = after_poll(SOURCE, state, outcome(PollCondition.TIMEOUT), chance=MIDDLE)
        waits.append(wait_after(state))
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert state.failures == 5
    assert after_poll(SOURCE, state, outcome(), chance=MIDDLE).failures == 0


def test_retry_after_is_heeded_up_to_a_day():
    refused = outcome(PollCondition.RATE_LIMITED, retry_after=timedelta(hours=3))
    assert wait_after(after_poll(SOURCE, SourceState("ledger"), refused, chance=MIDDLE)) == timedelta(hours=3)
    absurd = outcome(PollCondition.RATE_LIMITED, retry_after=timedelta(days=400))
    assert wait_after(after_poll(SOURCE, SourceState("ledger"), absurd, chance=MIDDLE)) == timedelta(days=1)


def test_retry_after_counts_too_where_the_feed_was_served_but_its_pages_refused():
    served = outcome(new_items=2, retry_after=timedelta(hours=3))
    assert wait_after(after_poll(SOURCE, SourceState("ledger"), served, chance=MIDDLE)) == timedelta(hours=3)


def test_a_visit_that_we_broke_off_changes_nothing():
    state = SourceState("ledger", failures=2)
    assert after_poll(SOURCE, state, outcome(PollCondition.STOPPED), chance=MIDDLE) is state


def test_not_modified_keeps_the_validators_and_a_fresh_answer_without_any_drops_them():
    state = SourceState("ledger", etag='"a"')
    assert after_poll(SOURCE, state, outcome(PollCondition.NOT_MODIFIED), chance=MIDDLE).etag == '"a"'
    assert after_poll(SOURCE, state, outcome(), chance=MIDDLE).etag is None


@given(
    conditions=st.lists(st.sampled_from([c for c in PollCondition if c is not PollCondition.STOPPED]), max_size=40),
    chance=st.floats(0, 1),
    new=st.integers(0, 50),
)
def test_whatever_happens_the_next_visit_stays_within_the_bounds(conditions, chance, new):
    state = SourceState("ledger")
    for condition in conditions:
        state = after_poll(SOURCE, state, outcome(condition, new_items=new), chance=chance)
        assert SOURCE.poll_min * 0.9 <= wait_after(state) <= SOURCE.poll_max * 1.1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_jitter_moves_a_visit_by_a_tenth_at_most(chance):
    state = SourceState("ledger", interval=timedelta(hours=1))
    plain = wait_after(after_poll(SOURCE, state, outcome(), chance=MIDDLE))
    moved = wait_after(after_poll(SOURCE, state, outcome(), chance=chance))
    assert abs(moved - plain) <= plain * 0.101
