"""When is a source due again? Pure decisions: state, outcome and now in; the next state out.

Rhythm, back-off, Retry-After, the source's own wish and jitter all end in one column, `next_poll_at`, so that a
restart neither forgets nor stampedes, and cron asks the same question as the daemon.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from khabardar.records import HostHold, PollOutcome, Source, SourceState, Wishes
from khabardar.vocabulary import FaultKind, PollCondition
from scheduler.backing_off import pause_after
from scheduler.rhythm import expected_wait, learn

_LONGEST_WAIT = timedelta(days=1)  # of a Retry-After or a ttl: beyond it a typo would silence a source
_LONGEST_SKIP = timedelta(days=2)  # of skipHours and skipDays: a weekend
_JITTER = 0.1  # of the wait, to either side
_HOUR = timedelta(hours=1)


def due_sources(
    sources: Iterable[Source],
    states: Mapping[str, SourceState],
    now: datetime,
    *,
    holds: Mapping[str, HostHold] | None = None,
    slack: timedelta = timedelta(),
) -> list[Source]:
    """Enabled sources whose time has come, longest overdue first. `slack` takes those that are due that soon, too.

    A source whose host asked for a pause (`holds`) waits for its end, whichever source was told so.
    """
    known = {source.id: state_for(source, states.get(source.id)) for source in sources}
    due = [
        source
        for source in sources
        if source.enabled and _is_due(known[source.id], now + slack) and not _is_held(source, holds or {}, now)
    ]
    return sorted(due, key=lambda source: (_due_at(known[source.id]), source.id))


def state_for(source: Source, state: SourceState | None) -> SourceState:
    """What is remembered of the source, if it is of the address that it has now: another one is a new beginning."""
    if state is None or (state.url is not None and state.url != source.url):
        return SourceState(source.id)
    return state


def after_poll(source: Source, state: SourceState, outcome: PollOutcome, *, chance: float) -> SourceState:
    """The state that a visit leaves behind. `chance` (0 to 1) is the caller's die for jitter."""
    if outcome.condition is PollCondition.STOPPED:
        return state  # we broke off, the source did nothing wrong: it stays due
    state = replace(state_for(source, state), url=source.url)
    if outcome.condition.is_success:
        return _after_success(source, state, outcome, chance)
    return _after_failure(source, state, outcome, chance)


def after_our_fault(source: Source, before: SourceState, after: SourceState) -> SourceState:
    """The state after a visit in a cycle in which nothing answered anywhere: that was this machine, not the source."""
    if after.condition is None or after.condition.kind not in (FaultKind.NAME, FaultKind.LINE):
        return after
    soon = (after.last_polled_at or after.next_poll_at or datetime.now(UTC)) + source.poll_min
    return replace(after, failures=before.failures, next_poll_at=soon)


def _is_due(state: SourceState, moment: datetime) -> bool:
    return state.next_poll_at is None or state.next_poll_at <= moment


def _is_held(source: Source, holds: Mapping[str, HostHold], now: datetime) -> bool:
    hold = holds.get(urlsplit(source.url).hostname or "")
    return hold is not None and hold.until > now


def _due_at(state: SourceState) -> str:
    return state.next_poll_at.isoformat() if state.next_poll_at else ""


def _after_success(source: Source, state: SourceState, outcome: PollOutcome, chance: float) -> SourceState:
    undated = outcome.new_items - len(outcome.news_at)
    rhythm = learn(state.rhythm, state.last_success_at, outcome.at, outcome.news_at, undated)
    interval = expected_wait(rhythm, outcome.at, source.poll_min, source.poll_max)
    wishes = outcome.wishes or state.wishes  # a 304 has no body that could repeat them
    wait = max(interval, *_asked_for(outcome, wishes))
    unchanged = outcome.condition is PollCondition.NOT_MODIFIED
    return replace(
        state,
        interval=interval,
        next_poll_at=_beyond_skips(outcome.at + _jittered(wait, chance), wishes),
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
        full_at=outcome.at if outcome.full else state.full_at,
        validators_lie=state.validators_lie or _lied(state, outcome),
        moved_to=outcome.moved_to,
        retired_at=None,
        rhythm=rhythm,
        wishes=wishes,
    )


def _lied(state: SourceState, outcome: PollOutcome) -> bool:
    """News in a whole answer that carries the old ETag, or the old date without an ETag: a 304 would have hidden it."""
    if not (outcome.full and outcome.new_items and state.body_hash and outcome.body_hash != state.body_hash):
        return False
    if state.etag or outcome.etag:
        return state.etag == outcome.etag
    return state.last_modified is not None and state.last_modified == outcome.last_modified


def _after_failure(source: Source, state: SourceState, outcome: PollOutcome, chance: float) -> SourceState:
    kind = outcome.condition.kind
    # Held back because another source of the host was told to wait: nothing was asked, so nothing failed.
    was_asked = kind is not FaultKind.PAUSE or outcome.status is not None
    failures = state.failures + was_asked
    wait = pause_after(kind, failures, source) if kind and was_asked else source.poll_min
    is_gone = kind is FaultKind.GONE
    return replace(
        state,
        next_poll_at=outcome.at + _jittered(max(wait, *_asked_for(outcome, state.wishes)), chance),
        failures=failures,
        condition=outcome.condition,
        detail=outcome.detail,
        last_polled_at=outcome.at,
        retired_at=(state.retired_at or outcome.at) if is_gone else None,
    )


def _asked_for(outcome: PollOutcome, wishes: Wishes) -> tuple[timedelta, ...]:
    """Pauses. A feed may be served while its host refuses pages: Retry-After counts then too."""
    pauses = (outcome.min_interval, outcome.retry_after, wishes.ttl)
    return tuple(min(pause or timedelta(), _LONGEST_WAIT) for pause in pauses)


def _beyond_skips(moment: datetime, wishes: Wishes) -> datetime:
    """The first moment from this one on, in steps of an hour, that the source does not want skipped."""
    later = moment.astimezone(UTC)
    while later.hour in wishes.skip_hours or later.weekday() in wishes.skip_days:
        later += _HOUR
        if later - moment > _LONGEST_SKIP:
            return moment  # it wants none at all: a typo
    return later


def _jittered(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + _JITTER * (2 * chance - 1))


def _newer(a: datetime | None, b: datetime | None) -> datetime | None:
    return max(filter(None, (a, b)), default=None)
