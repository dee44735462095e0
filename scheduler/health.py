"""Is it working? Gathers what `doctor` shows and judges it: empty must never look like all clear."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from khabardar import __version__
from khabardar.config import Config
from khabardar.interfaces import CycleRecord, Storage
from khabardar.records import Source, SourceState
from khabardar.vocabulary import ArticleState
from scheduler.lock import current_holder

_LATE = 2  # a source is stale when it is this many of its longest intervals behind
_LITTLE_SPACE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: `current` when its last visit succeeded and is not overdue."""

    id: str
    current: bool
    condition: str
    detail: str
    failures: int
    last_success_at: str | None
    newest_item_at: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """All that `doctor` knows; `faults` are sentences for people, empty when all is well."""

    version: str
    database: dict[str, Any]
    holder: str | None
    last_cycle: dict[str, Any] | None
    sources: tuple[SourceHealth, ...]
    articles: dict[str, int]
    incidents: dict[str, int]
    pending_reports: int
    free_bytes: int
    faults: tuple[str, ...]

    @property
    def current_sources(self) -> int:
        return sum(source.current for source in self.sources)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"current_sources": self.current_sources}


def examine(config: Config, storage: Storage, now: datetime) -> Health:
    """Look at the database, its disk, its lock and every enabled source."""
    watched = [source for source in config.source_records() if source.enabled]
    sources = judge_sources(watched, storage.source_states(), now)
    cycles = storage.last_cycles(1)
    articles = storage.count_articles()
    database = storage.facts()
    holder = current_holder(config.storage.url)
    free = shutil.disk_usage(Path(config.storage.url.removeprefix("sqlite:///")).parent).free
    return Health(
        version=__version__,
        database=database,
        holder=str(holder) if holder else None,
        last_cycle=_cycle_dict(cycles[0]) if cycles else None,
        sources=sources,
        articles={state.value: articles.get(state, 0) for state in ArticleState},
        incidents={status.value: number for status, number in storage.count_incidents().items()},
        pending_reports=len(storage.pending_reports(10_000)),
        free_bytes=free,
        faults=tuple(_faults(sources, cycles, database, free)),
    )


def judge_sources(
    sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime
) -> tuple[SourceHealth, ...]:
    """Pure: which sources are current at `now`."""
    return tuple(_judge(source, states.get(source.id) or SourceState(source.id), now) for source in sources)


def _judge(source: Source, state: SourceState, now: datetime) -> SourceHealth:
    succeeded = state.condition is not None and state.condition.is_success
    overdue = state.last_success_at is None or now - state.last_success_at > source.poll_max * _LATE
    return SourceHealth(
        id=source.id,
        current=succeeded and not overdue,
        condition=state.condition.value if state.condition else "never visited",
        detail=_words(state, succeeded=succeeded, overdue=overdue),
        failures=state.failures,
        last_success_at=_iso(state.last_success_at),
        newest_item_at=_iso(state.newest_item_at),
    )


def _words(state: SourceState, *, succeeded: bool, overdue: bool) -> str:
    if state.condition is None:
        return "it has not been visited yet; `khabardar run` does"
    if succeeded and overdue:
        return "its last visit went well, but the next is overdue: is the daemon, or cron, at work?"
    return state.detail


def _faults(
    sources: Sequence[SourceHealth], cycles: Sequence[CycleRecord], database: Mapping[str, Any], free: int
) -> list[str]:
    faults = []
    if database.get("integrity") != "ok":
        faults.append(f"the database is damaged: {database.get('integrity')}; restore a backup")
    if not cycles:
        faults.append("no cycle has run yet: `khabardar run` does one")
    elif cycles[0].finished_at is None:
        faults.append("the last cycle did not finish; the next one takes up what it left")
    if not sources:
        faults.append("no source is enabled: add some to config.yaml")
    behind = [source for source in sources if not source.current]
    if behind:
        faults.append(f"{len(behind)} of {len(sources)} sources are not current")
    if free < _LITTLE_SPACE:
        faults.append(f"only {free // 2**20} MiB are free on the database's disk")
    return faults


def _cycle_dict(cycle: CycleRecord) -> dict[str, Any]:
    return asdict(cycle) | {"started_at": _iso(cycle.started_at), "finished_at": _iso(cycle.finished_at)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
