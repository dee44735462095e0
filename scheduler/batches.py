"""How many of the sources that are due are visited at once. Pure.

After a first start, or a night of sleep, all are due together, and visited together they would stay together for days.
So the daemon takes them at the pace at which they will come due anyway, longest overdue first; `run` takes them all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from khabardar.records import Source, SourceState

_HEADROOM = 1.5  # over the pace at which they come due: whoever is behind catches up
_AT_LEAST = 10 / timedelta(seconds=30).total_seconds()  # sources a second: few sources never wait for one another
_FIRST_GUESS = timedelta(minutes=30)  # of a source's pause before its first visit
_LONGEST = timedelta(minutes=15)  # that counts as time gone by: after a night there is no right to a stampede


def batch(
    due: Sequence[Source], sources: Iterable[Source], states: Mapping[str, SourceState], gone_by: timedelta
) -> list[Source]:
    """The first of those that are due. `gone_by`: since the last batch was taken, or one tick."""
    pauses = (_pause(source, states.get(source.id)) for source in sources if source.enabled)
    pace = max(_AT_LEAST, _HEADROOM * sum(1 / pause.total_seconds() for pause in pauses))
    return list(due[: math.ceil(pace * min(gone_by, _LONGEST).total_seconds())])


def _pause(source: Source, state: SourceState | None) -> timedelta:
    learnt = state.interval if state and state.interval else _FIRST_GUESS
    return max(source.poll_min, min(learnt, source.poll_max), timedelta(seconds=1))
