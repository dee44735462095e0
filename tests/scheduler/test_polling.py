"""When a source is due again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabardar.records import HostHold, PollOutcome, Source, SourceState, Wishes
from khabardar.vocabulary import PollCondition, SourceKind
from scheduler.polling import after_our_fault, after_poll, due_sources, state_for

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
SOURCE = Source("ledger", "Ledger", SourceKind.FEED, "https://ledger.example/feed", "ledger")
MIDDLE = 0.5  # the die that adds no jitter
_OUT_OF_BOUNDS = (PollCondition.STOPPED, PollCondition.GONE)  # the one changes nothing, the other waits a month


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


def visited(state: SourceState, times: int, every: timedelta, new_items: int) -> SourceState:
    """After so many visits, the last of them now."""
    for n in reversed(range(times)):
        state = after_poll(SOURCE, state, replace(outcome(new_items=new_items), at=NOW - n * every), chance=MIDDLE)
    return state


def test_a_source_that_brings_news_is_visited_more_often_than_one_that_brings_none():
    busy, quiet = (visited(SourceState("ledger"), 20, timedelta(hours=1), new) for new in (3, 0))
    assert wait_after(busy) < timedelta(minutes=30)
    assert wait_after(quiet) > timedelta(hours=2)


def test_another_address_in_the_config_is_a_new_beginning():
    old = SourceState("ledger", url="https://ledger.example/old", etag='"a"', failures=7, retired_at=NOW)
    assert state_for(SOURCE, old) == SourceState("ledger")
    assert state_for(SOURCE, replace(old, url=SOURCE.url)).failures == 7
    assert due_sources([SOURCE], {"ledger": replace(old, next_poll_at=NOW + timedelta(days=30))}, NOW) == [SOURCE]


def test_a_source_of_a_host_that_asked_for_a_pause_is_not_due_before_its_end():
    hold = HostHold("ledger.example", NOW + timedelta(minutes=5))
    assert due_sources([SOURCE], {}, NOW, holds={"ledger.example": hold}) == []
    assert due_sources([SOURCE], {}, NOW + timedelta(minutes=6), holds={"ledger.example": hold}) == [SOURCE]


def test_a_source_that_was_not_asked_because_its_host_is_held_did_not_fail():
    refused = outcome(PollCondition.RATE_LIMITED, retry_after=timedelta(hours=2))
    state = after_poll(SOURCE, SourceState("ledger", failures=1), refused, chance=MIDDLE)
    assert state.failures == 1
    assert wait_after(state) == timedelta(hours=2)
    assert after_poll(SOURCE, state, replace(refused, status=429), chance=MIDDLE).failures == 2


@pytest.mark.parametrize(
    ("condition", "sooner_than"),
    [
        (PollCondition.DNS, PollCondition.TLS),
        (PollCondition.SERVER_ERROR, PollCondition.CLIENT_ERROR),
        (PollCondition.TIMEOUT, PollCondition.BROKEN_CONTENT),
        (PollCondition.NOT_A_FEED, PollCondition.ROBOTS),
        (PollCondition.ROBOTS, PollCondition.GONE),
    ],
)
def test_what_mostly_passes_by_itself_is_asked_again_sooner_than_what_people_must_mend(condition, sooner_than):
    first, second = (
        wait_after(after_poll(SOURCE, SourceState("ledger"), outcome(kind), chance=MIDDLE))
        for kind in (condition, sooner_than)
    )
    assert first < second


def test_every_fault_has_a_kind_and_no_success_has_one():
    for condition in PollCondition:
        assert (condition.kind is None) == (condition.is_success or condition is PollCondition.STOPPED)


def test_gone_for_good_retires_a_source_and_an_answer_brings_it_back():
    gone = after_poll(SOURCE, SourceState("ledger"), outcome(PollCondition.GONE), chance=MIDDLE)
    assert gone.retired_at == NOW
    assert wait_after(gone) == timedelta(days=30)
    again = after_poll(SOURCE, gone, replace(outcome(PollCondition.GONE), at=NOW + timedelta(days=30)), chance=MIDDLE)
    assert again.retired_at == NOW
    assert after_poll(SOURCE, again, outcome(), chance=MIDDLE).retired_at is None


def test_where_nothing_answered_anywhere_no_source_is_charged_with_it():
    before = SourceState("ledger", failures=3)
    after = after_poll(SOURCE, before, outcome(PollCondition.DNS), chance=MIDDLE)
    forgiven = after_our_fault(SOURCE, before, after)
    assert (forgiven.failures, wait_after(forgiven)) == (3, SOURCE.poll_min)
    assert forgiven.condition is PollCondition.DNS
    theirs = after_poll(SOURCE, before, outcome(PollCondition.CLIENT_ERROR), chance=MIDDLE)
    assert after_our_fault(SOURCE, before, theirs) is theirs


def test_a_move_for_good_is_recorded_until_it_is_over():
    moved = after_poll(SOURCE, SourceState("ledger"), outcome(moved_to="https://new.example/"), chance=MIDDLE)
    assert moved.moved_to == "https://new.example/"
    assert after_poll(SOURCE, moved, outcome(), chance=MIDDLE).moved_to is None


def test_news_under_the_old_etag_in_a_whole_answer_show_that_the_validators_lie():
    state = SourceState("ledger", etag='"a"', body_hash="1")
    whole = outcome(full=True, etag='"a"', body_hash="2", new_items=1)
    assert after_poll(SOURCE, state, whole, chance=MIDDLE).validators_lie
    assert not after_poll(SOURCE, state, replace(whole, etag='"b"'), chance=MIDDLE).validators_lie
    assert not after_poll(SOURCE, state, replace(whole, new_items=0), chance=MIDDLE).validators_lie
    by_date = replace(state, etag=None, last_modified="Mon, 02 Mar 2026 09:00:00 GMT")
    dated = replace(whole, etag=None, last_modified=by_date.last_modified)
    assert after_poll(SOURCE, by_date, dated, chance=MIDDLE).validators_lie


def test_skipped_hours_and_days_are_skipped_and_remembered_through_a_304():
    wishes = Wishes(skip_hours=frozenset(range(9, 15)))
    state = after_poll(SOURCE, SourceState("ledger"), outcome(wishes=wishes), chance=MIDDLE)
    assert state.next_poll_at == NOW.replace(hour=15, minute=30)
    unchanged = replace(outcome(PollCondition.NOT_MODIFIED), at=NOW)
    assert after_poll(SOURCE, state, unchanged, chance=MIDDLE).next_poll_at.hour == 15
    weekend = Wishes(skip_days=frozenset({5, 6}))  # NOW is a Saturday
    monday = after_poll(SOURCE, SourceState("ledger"), outcome(wishes=weekend), chance=MIDDLE).next_poll_at
    assert monday.weekday() == 0
    never = Wishes(skip_hours=frozenset(range(24)))
    assert wait_after(after_poll(SOURCE, SourceState("ledger"), outcome(wishes=never), chance=MIDDLE)) < timedelta(1)


def test_a_ttl_counts_at_the_next_304_too():
    state = after_poll(SOURCE, SourceState("ledger"), outcome(wishes=Wishes(ttl=timedelta(hours=5))), chance=MIDDLE)
    assert wait_after(state) == timedelta(hours=5)
    later = after_poll(SOURCE, state, outcome(PollCondition.NOT_MODIFIED), chance=MIDDLE)
    assert wait_after(later) == timedelta(hours=5)


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
    refused = outcome(PollCondition.RATE_LIMITED, status=429, retry_after=timedelta(hours=3))
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
    conditions=st.lists(st.sampled_from([c for c in PollCondition if c not in _OUT_OF_BOUNDS]), max_size=40),
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
