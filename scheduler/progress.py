"""Does the work move? By the monotonic clock, which nobody can set; asked by the watchdog, /healthz and the log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta


@dataclass
class _InHand:
    moved: float  # seconds, when it last moved
    limit: timedelta | None  # its own, in place of the common one


class Progress:
    """Each duty in hand says when it has moved; the schedule says when it last looked what is to be done."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._in_hand: dict[str, _InHand] = {}
        self._looked = clock()
        self.done = 0  # duties that ended, well or not

    def look(self) -> None:
        """The schedule is alive."""
        self._looked = self._clock()

    @contextmanager
    def doing(self, name: str, limit: timedelta | None = None) -> Iterator[Callable[[], None]]:
        """For the body of the `with`; call what it gives whenever something was achieved."""
        duty = self._in_hand[name] = _InHand(self._clock(), limit)

        def moved() -> None:
            duty.moved = self._clock()

        try:
            yield moved
        finally:
            del self._in_hand[name]
            self.done += 1

    @property
    def in_hand(self) -> tuple[str, ...]:
        """Names of duties that are being done."""
        return tuple(self._in_hand)

    def stuck(self, limit: timedelta) -> list[str]:
        """What has not moved for longer than `limit`, in words; empty: all is well."""
        now = self._clock()
        found = [
            f"{name} has not moved for {now - duty.moved:.0f} s"
            for name, duty in self._in_hand.items()
            if now - duty.moved > (duty.limit or limit).total_seconds()
        ]
        if now - self._looked > limit.total_seconds():
            found.append(f"nothing was scheduled for {now - self._looked:.0f} s")
        return found
