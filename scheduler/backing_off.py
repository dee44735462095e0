"""How long a failing source is left alone: by the kind of its fault, longer each time. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from khabardar.records import Source
from khabardar.vocabulary import FaultKind

_GONE = timedelta(days=30)  # a surprising number of feeds come back


@dataclass(frozen=True, slots=True)
class BackOff:
    """The first pause, and what each further failure in a row makes of it; never above the source's poll_max."""

    first: timedelta
    factor: float


_BACK_OFFS: Mapping[FaultKind, BackOff] = {
    # Short and mostly over soon, or this machine's own: look again soon.
    FaultKind.NAME: BackOff(timedelta(minutes=10), 1.5),
    FaultKind.LINE: BackOff(timedelta(minutes=10), 1.6),
    FaultKind.SERVER: BackOff(timedelta(minutes=10), 1.8),
    FaultKind.PAUSE: BackOff(timedelta(minutes=15), 2.0),
    # Mended by people, in hours.
    FaultKind.CONTENT: BackOff(timedelta(minutes=30), 2.0),
    FaultKind.CERTIFICATE: BackOff(timedelta(hours=1), 2.0),
    FaultKind.ADDRESS: BackOff(timedelta(hours=1), 2.0),
    # Changed by people, if at all: robots.txt is asked for once a day anyway.
    FaultKind.RULES: BackOff(timedelta(hours=12), 2.0),
}
_MOST_STEPS = 40  # beyond it the factor's power would leave the range of timedelta


def pause_after(kind: FaultKind, failures: int, source: Source) -> timedelta:
    """After so many failures in a row (from 1): between the source's bounds, but a month where it is gone for good."""
    if kind is FaultKind.GONE:
        return _GONE
    back_off = _BACK_OFFS[kind]
    pause = back_off.first * back_off.factor ** min(failures - 1, _MOST_STEPS)
    return min(max(pause, source.poll_min), source.poll_max)
