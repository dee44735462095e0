"""When is a source due again? Pure decisions: state, outcome and now in; the next state out.

Interval, back-off, Retry-After, the source's own wish and jitter all end in one column, `next_poll_at`, so that a
restart neither forgets nor stampedes, and cron asks the same question as the daemon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from khabardar.records import PollOutcome, Source, SourceState
from khabardar.vocabulary import PollCondition

_SHRINK = 0.7  # after a visit that brought news
_GROW = 1.3  # after one that brought none
_FIRST_INTERVAL = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(days=1)  # of a Retry-After or a ttl: beyond it a typo would silence a source
_MAX_DOUBLINGS = 8
_JITTER = 0.1  # of the interval, to either side


def due_sources(
    sources: Iterable[Source], states: Mapping[str, SourceState], now: datetime, *, slack: timedelta = timedelta()
) -> list[Source]:
    """Enabled sources whose time has come, longest overdue first. `slack` takes those that are due that soon, too."""
    due = [source for source in sources if source.enabled and _is_due(states.get(source.id), now + slack)]
    return sorted(due, key=lambda source: (_due_at(states.get(source.id)), source.id))


def _is_due(state: SourceState | None, now: datetime) -> bool:
    return state is None or state.next_poll_at is None or state.next_poll_at <= now


def _due_at(state: SourceState | None) -> str:
    return state.next_poll_at.isoformat() if state and state.next_poll_at else ""


def after_poll(source: Source, state: SourceState, outcome: PollOutcome, *, chance: float) -> SourceState:
    """The state that a visit leaves behind. `chance` (0 to 1) is the caller's die for jitter."""
    if outcome.condition is PollCondition.STOPPED:
        return state  # we broke off, the source did nothing wrong: it stays due
    if outcome.condition.is_success:
        return _after_success(source, state, outcome, chance)
    return _after_failure(source, state, outcome, chance)


def _after_success(source: Source, state: SourceState, outcome: PollOutcome, chance: float) -> SourceState:
    interval = _adapted(source, state, outcome)
    wait = max(interval, *(min(wish, _LONGEST_WAIT) for wish in _wishes(outcome)))
    unchanged = outcome.condition is PollCondition.NOT_MODIFIED
    return replace(
        state,
        interval=interval,
        next_poll_at=outcome.at + _jittered(wait, chance),
        etag=outcome.etag or (state.etag if unchanged else None),
        last_modified=outcome.last_modified or (state.last_modified if unchanged else None),
        body_hash=outcome.body_hash or state.body_hash,
        failures=0,
        condition=outcome.condition,
        detail=outcome.detail,
        last_polled_at=outcome.at,
        last_success_at=outcome.at,
        last_new_at=outcome.at if outcome.new_items else state.last_new_at,
        newest_item_at=_newer(state.newest_item_at, outcome.newest_item_at),
    )


def _after_failure(source: Source, state: SourceState, outcome: PollOutcome, chance: float) -> SourceState:
    failures = state.failures + 1
    backed_off = source.poll_min * 2 ** min(failures - 1, _MAX_DOUBLINGS)
    wait = min(backed_off, source.poll_max)
    wait = max(wait, *(min(wish, _LONGEST_WAIT) for wish in _wishes(outcome)))
    return replace(
        state,
        next_poll_at=outcome.at + _jittered(wait, chance),
        failures=failures,
        condition=outcome.condition,
        detail=outcome.detail,
        last_polled_at=outcome.at,
    )


def _wishes(outcome: PollOutcome) -> tuple[timedelta, ...]:
    """What the host asks of us. A feed may be served while its host refuses pages: Retry-After counts then too."""
    return (outcome.min_interval or timedelta(), outcome.retry_after or timedelta())


def _adapted(source: Source, state: SourceState, outcome: PollOutcome) -> timedelta:
    interval = (state.interval or _FIRST_INTERVAL) * (_SHRINK if outcome.new_items else _GROW)
    return min(max(interval, source.poll_min), source.poll_max)


def _jittered(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + _JITTER * (2 * chance - 1))


def _newer(a: datetime | None, b: datetime | None) -> datetime | None:
    return max(filter(None, (a, b)), default=None)
