"""Is it working? What `doctor`, /healthz and /metrics show, and its judgement: empty must never look like all clear."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from khabardar import __version__
from khabardar.alerting import AlertState
from khabardar.config import Config
from khabardar.config.durations import format_duration
from khabardar.interfaces import CycleRecord, DutyRun, Storage
from khabardar.records import Source, SourceState
from khabardar.silence import habit, silence
from khabardar.vocabulary import ArticleState
from scheduler.fleet.standing import Fleet, faults_of, fleet_on
from scheduler.lock import Holder, current_holder, machine_name
from scheduler.polling import state_for
from scheduler.when import next_due

_LATE = 2  # a source is stale when it is this many of its longest intervals behind
_LITTLE_SPACE = 500 * 1024 * 1024
_SKEW = timedelta(minutes=5)
_LONG_READING = timedelta(hours=1)  # after a cycle's fetching: an archive may be taken in
_OVERDUE = timedelta(days=1)  # of a duty of upkeep: machines are off at night
_MOMENT = timedelta(seconds=1)
_ONE_ROUND = timedelta(minutes=1)  # no lag before a due source could have had its turn
_DEAD_COUNTED = 100
_EPOCH = 2026  # a clock before this year was never set


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
    next_poll_at: str | None


@dataclass(frozen=True, slots=True)
class Health:
    """All that `doctor` knows; `faults` are sentences for people, empty when all is well."""

    version: str
    clock: str
    database: dict[str, Any]
    holder: str | None
    fleet: Fleet | None  # workers on several machines; None: there are none
    process: dict[str, Any] | None  # of the holder: pid, command, since, resident_bytes
    last_cycle: dict[str, Any] | None
    lag_seconds: float  # how long the source that waits longest is overdue
    sources: tuple[SourceHealth, ...]
    articles: dict[str, int]
    incidents: dict[str, int]
    pending_reports: int
    upkeep: dict[str, dict[str, Any]]
    free_bytes: int
    faults: tuple[str, ...]
    only_sources: bool  # nothing is wrong but that some sources, not all, are not current

    @property
    def current_sources(self) -> int:
        return sum(source.current for source in self.sources)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"current_sources": self.current_sources}


def examine(config: Config, storage: Storage, now: datetime, *, check: bool = True) -> Health:
    """Look at the database, its disk, its lock and every enabled source. `check`: read the whole database, too."""
    watched = [source for source in config.source_records() if source.enabled]
    states = storage.source_states()
    sources = judge_sources(watched, states, now)
    articles, runs = storage.count_articles(), storage.duty_runs()
    cycles, database = storage.last_cycles(1), storage.facts(check=check)
    holder = current_holder(config.storage.url)
    fleet = fleet_on(config.storage.url, holder)
    place = config.data_folder
    lag = lag_of(watched, states, now)
    behind = _behind(sources)
    others = [
        *(faults_of(fleet) if fleet else _cycle_faults(config, cycles, holder, now)),
        *_lag_faults(config, lag),
        *_database_faults(database, place, runs),
        *_clock_faults(cycles, now),
        *_upkeep_faults(config, runs, now),
        *_stage_faults(articles, sources),
        *_alert_faults(storage),
    ]
    return Health(
        version=__version__,
        clock=now.isoformat(timespec="seconds"),
        database=database,
        holder=str(holder) if holder else None,
        fleet=fleet,
        process=_process(holder),
        last_cycle=_cycle_dict(cycles[0]) if cycles else None,
        lag_seconds=lag.total_seconds(),
        sources=sources,
        articles={state.value: articles.get(state, 0) for state in ArticleState},
        incidents={status.value: number for status, number in storage.count_incidents().items()},
        pending_reports=len(storage.pending_reports(10_000)),
        upkeep={name: _run_dict(run) for name, run in sorted(runs.items())},
        free_bytes=shutil.disk_usage(place).free,
        faults=(*others, *([behind] if behind else [])),
        only_sources=not others and any(source.current for source in sources),
    )


def judge_sources(
    sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime
) -> tuple[SourceHealth, ...]:
    """Pure: which sources are current at `now`."""
    return tuple(_judge(source, state_for(source, states.get(source.id)), now) for source in sources)


def lag_of(sources: Sequence[Source], states: Mapping[str, SourceState], now: datetime) -> timedelta:
    """How long the source that waits longest is overdue; zero where none is, or none was visited yet."""
    due = (states[source.id].next_poll_at for source in sources if source.id in states)
    return max((now - moment for moment in due if moment and moment < now), default=timedelta())


def _judge(source: Source, state: SourceState, now: datetime) -> SourceHealth:
    succeeded = state.condition is not None and state.condition.is_success
    overdue = state.last_success_at is None or now - state.last_success_at > source.poll_max * _LATE
    quiet = silence(state.rhythm, state.last_success_at) if succeeded else None
    return SourceHealth(
        id=source.id,
        current=succeeded and not overdue and quiet is None,
        condition="silent" if quiet else state.condition.value if state.condition else "never visited",
        detail=_silent(state, quiet) if quiet else _words(state, succeeded=succeeded, overdue=overdue),
        failures=state.failures,
        last_success_at=_iso(state.last_success_at),
        newest_item_at=_iso(state.newest_item_at),
        next_poll_at=_iso(state.next_poll_at),
    )


def _words(state: SourceState, *, succeeded: bool, overdue: bool) -> str:
    if state.condition is None:
        return "it has not been visited yet; `khabardar run` does"
    if state.retired_at:
        return f"retired since {_iso(state.retired_at)}, asked once a month: {state.detail}, or give its new url"
    if succeeded and overdue:
        return "its last visit went well, but the next is overdue: is the daemon, or cron, at work?"
    return state.detail


def _silent(state: SourceState, quiet: timedelta) -> str:
    usual = format_duration(_to_hours(habit(state.rhythm) or timedelta()))
    return (
        f"it answers, but brought nothing for {format_duration(_to_hours(quiet))}, and {usual} was its longest pause: "
        "has it moved, or is its feed frozen?"
    )


def _to_hours(duration: timedelta) -> timedelta:
    return timedelta(hours=max(1, round(duration / timedelta(hours=1))))


def _behind(sources: Sequence[SourceHealth]) -> str:
    behind = sum(not source.current for source in sources)
    return f"{behind} of {len(sources)} sources are not current" if behind else ""


def _alert_faults(storage: Storage) -> Iterator[str]:
    """Whoever waits for messages does not know that some could not be delivered."""
    if dead := len(storage.alerts(AlertState.DEAD, _DEAD_COUNTED)):
        number = f"{dead} or more" if dead == _DEAD_COUNTED else str(dead)
        yield f"{number} alerts were given up: `khabardar alerts list --state dead` says why, `alerts retry` sends them"


def _cycle_faults(config: Config, cycles: Sequence[CycleRecord], holder: Holder | None, now: datetime) -> Iterator[str]:
    if not cycles:
        yield "no cycle has run yet: `khabardar run` does one"
    elif cycles[0].finished_at is None and holder is None:
        yield "the last cycle did not finish; the next one takes up what it left"
    elif cycles[0].finished_at is None and now - cycles[0].started_at > config.fetch.max_cycle_time + _LONG_READING:
        yield f"the cycle in hand began {_iso(cycles[0].started_at)} and has not ended; is its process stuck?"


def _lag_faults(config: Config, lag: timedelta) -> Iterator[str]:
    """Only where polling has no hours: after a night of rest every source is behind for a moment."""
    if lag > max(config.schedule.poll_max, _ONE_ROUND) and not config.jobs.poll.within:
        yield f"a source has been due for {format_duration(lag)}: is the daemon, or cron, at work?"


def _database_faults(database: Mapping[str, Any], place: Path, runs: Mapping[str, DutyRun]) -> Iterator[str]:
    if database.get("integrity") not in ("ok", "not checked"):
        yield f"the database is damaged: {database.get('integrity')}; restore a backup"
    if not os.access(place, os.W_OK) or os.statvfs(place).f_flag & os.ST_RDONLY:
        yield f"the folder {place} can't be written: check its owner, and whether its disk is mounted read-only"
    free = shutil.disk_usage(place).free
    if free < _LITTLE_SPACE:
        yield f"only {free // 2**20} MiB are free on the database's disk"


def _clock_faults(cycles: Sequence[CycleRecord], now: datetime) -> Iterator[str]:
    if now.year < _EPOCH:
        yield f"the clock says {now:%Y-%m-%d}: it is not set"
    elif cycles and cycles[0].started_at > now + _SKEW:
        yield f"the last cycle began in the future ({_iso(cycles[0].started_at)}): the clock was, or is, wrong"


def _upkeep_faults(config: Config, runs: Mapping[str, DutyRun], now: datetime) -> Iterator[str]:
    for name, run in sorted(runs.items()):
        if run.fault and (run.finished_at or now - run.started_at > _OVERDUE):
            yield f"{name} failed ({_iso(run.started_at)}): {run.fault}"
        elif is_overdue(config, name, run, now):
            yield f"{name} is overdue: it was last done {_iso(run.started_at)}"


def is_overdue(config: Config, name: str, run: DutyRun, now: datetime) -> bool:
    """A day behind its time."""
    job = getattr(config.jobs, name)
    meant = next_due(job, config.timezone, run.started_at, run.started_at + _MOMENT)
    return meant is not None and now - meant > _OVERDUE


def _stage_faults(articles: Mapping[ArticleState, int], sources: Sequence[SourceHealth]) -> Iterator[str]:
    if aside := articles.get(ArticleState.QUARANTINED, 0):
        yield f"{aside} articles are set aside, the reader fails on them: `khabardar articles list --state quarantined`"
    if not sources:
        yield "no source is enabled: add some to config.yaml"


def _process(holder: Holder | None) -> dict[str, Any] | None:
    if holder is None:
        return None
    elsewhere = holder.machine not in (None, machine_name())
    return asdict(holder) | {"resident_bytes": None if elsewhere else resident_bytes(holder.pid)}


def resident_bytes(pid: int) -> int | None:
    """Of a process; None where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cycle_dict(cycle: CycleRecord) -> dict[str, Any]:
    return asdict(cycle) | {"started_at": _iso(cycle.started_at), "finished_at": _iso(cycle.finished_at)}


def _run_dict(run: DutyRun) -> dict[str, Any]:
    return asdict(run) | {"started_at": _iso(run.started_at), "finished_at": _iso(run.finished_at)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
