"""`khabardar doctor`: is it working? For people, and with --json and the exit code for monitors."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, load, now, opened, print_json

if TYPE_CHECKING:
    from scheduler.fleet.standing import Fleet
    from scheduler.health import Health

_SOME_SOURCES_FAILED = 4


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor", short_help="Is it working? Health for people and machines.")(doctor)


def doctor(
    config: ConfigOption = DEFAULT_CONFIG,
    quick: Annotated[bool, typer.Option("--quick", help="Leave out the check of the whole database.")] = False,
    json: JsonOption = False,
) -> None:
    """khabardar doctor --json

    Process, last cycle, lag, what waits in each stage, the database and its disk, upkeep, the clock, sources that are
    current and those that are not with the reason. Exit code 0 when all is well, 4 when some sources are not current,
    1 when anything else is wrong, 5 when the database can't be reached.
    """
    from scheduler.health import examine

    settings = load(config)
    with opened(settings.storage.url) as storage:
        health = examine(settings, storage, now(), check=not quick)
    if json:
        print_json(health.as_dict())
    else:
        _show(health)
    raise typer.Exit(_exit_code(health))


def _exit_code(health: Health) -> int:
    if not health.faults:
        return 0
    return _SOME_SOURCES_FAILED if health.only_sources else 1


def _show(health: Health) -> None:
    print(f"khabardar {health.version}, clock {time.strftime('%Y-%m-%d %H:%M:%S %Z')}")
    print(f"process     {_process(health)}")
    if health.fleet:
        _show_fleet(health.fleet)
    cycle = health.last_cycle
    if cycle or not health.fleet:
        print(f"last cycle  {cycle['finished_at'] or 'not finished' if cycle else 'never'}")
    print(f"lag         {_lag(health.lag_seconds)}")
    print("database    " + ", ".join(f"{name} {value}" for name, value in health.database.items()))
    print(f"disk        {health.free_bytes // 2**20:,} MiB free")
    print("articles    " + ", ".join(f"{number} {state}" for state, number in health.articles.items()))
    print(f"reports     {health.pending_reports} wait to be matched")
    print("incidents   " + (", ".join(f"{number} {status}" for status, number in health.incidents.items()) or "none"))
    for name, run in health.upkeep.items():
        print(f"{name:<11} {run['started_at']}: {run['fault'] or run['detail']}")
    print(f"sources     {health.current_sources} of {len(health.sources)} current")
    for source in health.sources:
        if not source.current:
            print(f"  {source.id}: {source.condition}. {source.detail}")
    for fault in health.faults:
        print(f"!! {fault}")
    if not health.faults:
        print("all is well")


def _show_fleet(fleet: Fleet) -> None:
    print(f"workers     {fleet.alive} of {len(fleet.workers)} alive; {fleet.leader or 'none'} leads")
    for worker in fleet.workers:
        words = f"{worker.stages}; {worker.jobs} jobs in hand; heard of {worker.silent:.0f} s ago"
        marks = (", leads" if worker.leads else "") + ("" if worker.alive else ", silent")
        print(f"  {worker.host} {worker.pid}: {words}; {worker.version}, {worker.engine}{marks}")
    for stage, jobs in fleet.jobs.items():
        print(f"  jobs of {stage}: " + ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in jobs.items()))
    if len(fleet.versions) > 1:
        print(f"  versions at work: {', '.join(fleet.versions)}")


def _process(health: Health) -> str:
    if health.process is None:
        return "none works on this database now"
    size = health.process["resident_bytes"]
    return f"{health.holder}" + (f", {size // 2**20} MiB" if size else "")


def _lag(seconds: float) -> str:
    from datetime import timedelta

    from khabardar.config.durations import format_duration

    if seconds < 1:
        return "no source is overdue"
    return f"the source that waits longest is {format_duration(timedelta(seconds=seconds))} overdue"
