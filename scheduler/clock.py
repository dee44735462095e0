"""What a clock that was set leaves behind. Pure, but for the watch over the two clocks of this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from khabardar.records import SourceState

_SKEW = timedelta(minutes=1)


def after_setting_back(states: Iterable[SourceState], now: datetime) -> list[SourceState]:
    """States of sources that were visited in the future: their pause, as long as it was, begins now.

    Without this a clock that ran a year ahead for a minute would silence every source for a year.
    """
    return [_from_now(state, now) for state in states if state.last_polled_at and state.last_polled_at > now + _SKEW]


def _from_now(state: SourceState, now: datetime) -> SourceState:
    ahead = (state.last_polled_at or now) - now
    return replace(
        state,
        next_poll_at=state.next_poll_at - ahead if state.next_poll_at else None,
        last_polled_at=now,
        last_success_at=min(state.last_success_at, now) if state.last_success_at else None,
        last_new_at=min(state.last_new_at, now) if state.last_new_at else None,
    )


class ClockWatch:
    """Compares the wall clock with one that nobody sets, from call to call."""

    def __init__(self, now: Callable[[], datetime], steady: Callable[[], float] = time.monotonic) -> None:
        self._now, self._steady = now, steady
        self._wall, self._since = now(), steady()

    def jump(self) -> timedelta:
        """How far the wall clock went ahead (or back: negative) since the last call; zero within a few seconds.

        A machine that slept counts as a clock that went ahead: the steady one stood still.
        """
        wall, steady = self._now(), self._steady()
        gone = (wall - self._wall) - timedelta(seconds=steady - self._since)
        self._wall, self._since = wall, steady
        return gone if abs(gone) > timedelta(seconds=5) else timedelta()
