"""Faults of the watch itself, as alerts tell them: once when one begins, once when it is over. Pure.

Empty must never look like all clear: who gets no alert must be able to trust that there was nothing to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from khabardar.alerting import AlertKind, Decided, NewAlert, Told, WaitingAlert
from khabardar.config.alerts import HealthAlertsConfig
from khabardar.interfaces import CycleRecord
from khabardar.records import Source, SourceState
from khabardar.silence import habit, silence
from khabardar.vocabulary import PollCondition, SourceKind

_FAILURES = 3  # in a row; one failed visit is no news
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the watch: a line, and the way out."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Watch:
    """What there is to look at; `cycles`: newest first."""

    sources: Sequence[Source]
    states: Mapping[str, SourceState]
    cycles: Sequence[CycleRecord]
    free_bytes: int


def faults(watch: Watch, limits: HealthAlertsConfig, now: datetime) -> dict[str, Fault]:
    """Subject -> what is wrong now."""
    found: dict[str, Fault] = {}
    for source in watch.sources:
        if not source.enabled:
            continue
        state = watch.states.get(source.id) or SourceState(source.id)
        if fault := _broken(source, state):
            found[f"broken:{source.id}"] = fault
        elif fault := _silent(source, state, limits.silent):
            found[f"silent:{source.id}"] = fault
    if fault := _late(watch.cycles, limits.cycle_late, now):
        found["cycle"] = fault
    if watch.free_bytes < limits.disk_megabytes * _MEGABYTE:
        found["disk"] = Fault(
            f"Disk low: {watch.free_bytes // _MEGABYTE} MB are free",
            "Khabardar stops when its disk is full; free some space, or move the database and `storage.url`.",
        )
    return found


def _broken(source: Source, state: SourceState) -> Fault | None:
    if state.condition is None or state.condition.is_success or state.failures < _FAILURES:
        return None
    detail = f"{state.failures} visits in a row failed. {state.detail}"
    if source.kind is SourceKind.SECTION and state.condition is PollCondition.BROKEN_CONTENT:
        return Fault(f"Selector broken: {source.name}", detail)
    return Fault(f"Source failing: {source.name}: {state.condition}", detail)


def _silent(source: Source, state: SourceState, factor: float) -> Fault | None:
    quiet, usual, last = silence(state.rhythm, state.last_success_at, factor), habit(state.rhythm), state.rhythm.last_at
    if quiet is None or usual is None or last is None:
        return None
    return Fault(
        f"Source silent: {source.name} for {_hours(quiet)}",
        f"{source.id} answers, but brought its last article at {last:%Y-%m-%d %H:%M} UTC; the longest of its last"
        f" pauses was {_hours(usual)}. Open {source.url}: has the feed moved or frozen?",
    )


def _late(cycles: Sequence[CycleRecord], patience: timedelta, now: datetime) -> Fault | None:
    """The last cycle that ended, seen from now; the one that is at work does not count."""
    ended = [cycle.finished_at for cycle in cycles if cycle.finished_at]
    if not ended or now - max(ended) <= patience:
        return None
    return Fault(
        f"Cycle late: none has ended for {_hours(now - max(ended))}",
        "Is the daemon, or cron, at work? `khabardar doctor` says; what sources list meanwhile may be lost.",
    )


def decide_health(
    found: Mapping[str, Fault],
    channels: Sequence[str],
    open_subjects: Sequence[str],
    told: Mapping[tuple[str, str], Told],
    waiting: Mapping[tuple[str, str], WaitingAlert],
) -> Decided:
    """A message where a fault begins or is over; one that is over before it was told is not told at all."""
    messages: list[NewAlert] = []
    superseded: list[int] = []
    threads: dict[tuple[str, str], Told | None] = {}
    for channel in channels:
        for subject in sorted(found.keys() | set(open_subjects)):
            key, fault = (channel, subject), found.get(subject)
            if fault and key not in told:
                threads[key] = Told({"title": fault.title})
                messages.append(_message(key, AlertKind.FAULT, fault, threads[key] or Told({}), None))
            elif fault is None and key in told:
                threads[key] = None
                if key in waiting:
                    superseded.append(waiting[key].id)
                else:
                    over = Fault(f"Over: {told[key].cells.get('title')}", "It is as it should be again.")
                    messages.append(_message(key, AlertKind.RECOVERED, over, Told({}), told[key]))
    return Decided(tuple(messages), tuple(superseded), threads)


def _message(key: tuple[str, str], kind: AlertKind, fault: Fault, told: Told, before: Told | None) -> NewAlert:
    channel, subject = key
    return NewAlert(channel, subject, kind, fault.title, fault.body, {"fault": subject}, told, before)


def _hours(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:.0f} days" if hours >= 72 else f"{hours:.0f} h" if hours >= 2 else f"{hours * 60:.0f} min"
