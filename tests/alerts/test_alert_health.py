"""Faults of the watch: when one is told, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from alert_samples import config, opened
from servers.webhook_receiver import receiver

from alerts.delivery import Delivered
from alerts.health import Watch, decide_health, faults
from alerts.step import do_alerts
from khabardar.alerting import AlertKind, Told, WaitingAlert
from khabardar.config.alerts import HealthAlertsConfig
from khabardar.interfaces import CycleRecord
from khabardar.records import Rhythm, Selectors, Source, SourceState
from khabardar.vocabulary import PollCondition, SourceKind

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LIMITS = HealthAlertsConfig()
SOURCE = Source("dawn", "The Dawn", SourceKind.FEED, "https://dawn.example/feed", "dawn")
HOURLY = (1.0,) * 20
WELL = SourceState(
    "dawn",
    condition=PollCondition.OK,
    last_success_at=NOW,
    rhythm=Rhythm(pauses=HOURLY, last_at=NOW - timedelta(hours=1)),
)
CYCLE = CycleRecord(1, NOW - timedelta(minutes=9), NOW - timedelta(minutes=8))


def watch(**cells) -> Watch:
    base = Watch([SOURCE], {"dawn": WELL}, [CYCLE], 10**12)
    return replace(base, **cells)


def subjects(**cells) -> set[str]:
    return set(faults(watch(**cells), LIMITS, NOW))


def test_all_is_well() -> None:
    assert subjects() == set()


@pytest.mark.parametrize(
    ("hours", "pauses", "silent"),
    [
        (23.9, HOURLY, False),  # never for less than a day
        (24.1, HOURLY, True),
        (70, (24.0,) * 20, False),  # a paper that comes once a day
        (73, (24.0,) * 20, True),
        (900, HOURLY[:4], False),  # too young to have habits
    ],
)
def test_a_source_is_silent_beyond_its_own_habit(hours: float, pauses: tuple[float, ...], silent: bool) -> None:
    state = replace(WELL, rhythm=Rhythm(pauses=pauses, last_at=NOW - timedelta(hours=hours)))
    assert (subjects(states={"dawn": state}) == {"silent:dawn"}) is silent


def test_how_far_beyond_is_the_configs() -> None:
    state = replace(WELL, rhythm=Rhythm(pauses=(24.0,) * 20, last_at=NOW - timedelta(hours=73)))
    assert not faults(watch(states={"dawn": state}), HealthAlertsConfig(silent=4), NOW)


def test_a_source_that_fails_is_broken_not_silent_and_one_failure_is_no_news() -> None:
    failing = replace(WELL, condition=PollCondition.TIMEOUT, failures=3)
    silent = replace(failing, rhythm=Rhythm(pauses=HOURLY, last_at=NOW - timedelta(days=9)))
    assert subjects(states={"dawn": silent}) == {"broken:dawn"}
    assert subjects(states={"dawn": replace(failing, failures=1)}) == set()
    off = replace(SOURCE, enabled=False)
    assert subjects(sources=[off], states={"dawn": failing}) == set()


def test_a_selector_that_finds_nothing_is_named() -> None:
    section = replace(SOURCE, kind=SourceKind.SECTION, selectors=Selectors(list="h2 a"))
    state = replace(WELL, condition=PollCondition.BROKEN_CONTENT, failures=3, detail="selectors.list finds no link")
    found = faults(watch(sources=[section], states={"dawn": state}), LIMITS, NOW)
    assert found["broken:dawn"].title == "Selector broken: The Dawn"
    assert "finds no link" in found["broken:dawn"].body


def test_a_late_cycle_and_a_full_disk() -> None:
    old = CycleRecord(1, NOW - timedelta(hours=4), NOW - timedelta(hours=3))
    running = CycleRecord(2, NOW, None)
    assert subjects(cycles=[running, old]) == {"cycle"}
    assert subjects(cycles=[]) == set()  # a new installation
    assert subjects(free_bytes=400 * 1024 * 1024) == {"disk"}


def test_a_fault_is_told_once_and_its_end_once() -> None:
    found = faults(watch(free_bytes=0), LIMITS, NOW)
    begun = decide_health(found, ["ops"], [], {}, {})
    (message,) = begun.messages
    assert (message.kind, message.subject, message.title) == (AlertKind.FAULT, "disk", "Disk low: 0 MB are free")
    told = {("ops", "disk"): Told({"title": message.title})}
    assert decide_health(found, ["ops"], ["disk"], told, {}).messages == ()
    over = decide_health({}, ["ops"], ["disk"], told, {})
    assert [(m.kind, m.title) for m in over.messages] == [(AlertKind.RECOVERED, "Over: Disk low: 0 MB are free")]
    assert over.threads == {("ops", "disk"): None}


def test_a_fault_that_is_over_before_it_was_told_is_not_told() -> None:
    told = {("ops", "disk"): Told({"title": "Disk low"})}
    waiting = {("ops", "disk"): WaitingAlert(5, AlertKind.FAULT, None)}
    decided = decide_health({}, ["ops"], ["disk"], told, waiting)
    assert (decided.messages, decided.superseded) == ((), (5,))


def test_faults_come_by_the_same_channels(tmp_path) -> None:
    storage = opened(tmp_path / "k.db")
    with receiver() as there:
        settings = config(
            tmp_path / "k.db",
            channels=[{"id": "ops", "url": there.url}],
            health={"channels": ["ops"], "disk_megabytes": 10**9},
        )
        assert do_alerts(settings, storage, lambda: NOW) == Delivered(sent=1)
        assert do_alerts(settings, storage, lambda: NOW) == Delivered()
        better = config(tmp_path / "k.db", channels=[{"id": "ops", "url": there.url}], health={"channels": ["ops"]})
        assert do_alerts(better, storage, lambda: NOW) == Delivered(sent=1)
    storage.close()
    assert [(got.json["kind"], got.json["thread"], got.json["fault"]) for got in there.received] == [
        ("fault", "disk", "disk"),
        ("recovered", "disk", "disk"),
    ]
