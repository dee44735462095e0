"""How much of what is watched is being seen: the strip on every page. Empty must never look like all clear. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from khabardar.interfaces import CycleRecord
from khabardar.records import Source, SourceState
from scheduler.health import SourceHealth, judge_sources

_SILENT_CYCLES = 3  # longest intervals without a cycle until nobody seems to be at work


class Level(StrEnum):
    """How far a reader can trust that what is not shown did not happen."""

    GOOD = "good"
    PART = "part"
    BLIND = "blind"


@dataclass(frozen=True, slots=True)
class Failing:
    """A source that is not current. `since`: its last good visit; None: it never had one."""

    id: str
    name: str
    condition: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Freshness:
    level: Level
    current: int
    total: int
    oldest: tuple[str, datetime] | None  # the source whose newest item is the oldest, and when that was
    cycle: CycleRecord | None
    visited: datetime | None  # where no cycle was for long: workers on several machines make no cycles
    failing: tuple[Failing, ...]
    words: str  # the whole in a sentence, for an empty table


def freshness(
    watched: Sequence[Source], states: Mapping[str, SourceState], cycles: Sequence[CycleRecord], now: datetime
) -> Freshness:
    """The state of the watch at `now`."""
    health = judge_sources(watched, states, now)
    names = {source.id: source.name for source in watched}
    failing = tuple(
        Failing(
            one.id, names[one.id], condition_of(one, _state(states, one.id)), _state(states, one.id).last_success_at
        )
        for one in health
        if not one.current
    )
    cycle = cycles[0] if cycles else None
    current = len(health) - len(failing)
    looked = (cycle.finished_at or cycle.started_at) if cycle else None
    visited = None
    if _is_late(watched, looked, now):
        looked = visited = max((one.last_polled_at for one in states.values() if one.last_polled_at), default=looked)
    late = _is_late(watched, looked, now)
    return Freshness(
        level=_level(current, len(health), late=late),
        current=current,
        total=len(health),
        oldest=_oldest(health, names, states),
        cycle=cycle,
        visited=visited,
        failing=failing,
        words=_words(current, len(health), failing, looked, now, late=late),
    )


def condition_of(health: SourceHealth, state: SourceState) -> str:
    """What is wrong with a source that is not current, in a word or two."""
    return (
        "overdue" if state.condition is not None and state.condition.is_success else health.condition.replace("-", " ")
    )


def _state(states: Mapping[str, SourceState], source_id: str) -> SourceState:
    return states.get(source_id) or SourceState(source_id)


def _oldest(
    health: Sequence[SourceHealth], names: Mapping[str, str], states: Mapping[str, SourceState]
) -> tuple[str, datetime] | None:
    """Fetches may succeed for ever while an outlet's feed is frozen: the age of its content tells."""
    ages = [(moment, names[one.id]) for one in health if (moment := _state(states, one.id).newest_item_at) is not None]
    moment, name = min(ages, default=(None, ""))
    return (name, moment) if moment else None


def _is_late(watched: Sequence[Source], looked: datetime | None, now: datetime) -> bool:
    if looked is None:
        return True
    longest = max((source.poll_max for source in watched), default=timedelta(hours=12))
    return now - looked > longest * _SILENT_CYCLES


def _level(current: int, total: int, *, late: bool) -> Level:
    if late or total == 0 or current * 2 < total:
        return Level.BLIND
    return Level.GOOD if current == total else Level.PART


def _words(
    current: int, total: int, failing: Sequence[Failing], looked: datetime | None, now: datetime, *, late: bool
) -> str:
    if total == 0:
        return "No source is watched: add some to config.yaml, so that there is something to see."
    if looked is None:
        return "No cycle has run yet, so nothing has been looked at: `khabardar run` does one."
    if late:
        return f"Nothing has been fetched for {_age(now - looked)}: is the daemon, or cron, at work?"
    if failing:
        return f"{len(failing)} of {total} sources are not being seen, so incidents may be missing."
    return f"All {total} sources are current."


def _age(passed: timedelta) -> str:
    return f"{passed.days} days" if passed.days >= 2 else f"{passed.total_seconds() / 3600:.0f} hours"
