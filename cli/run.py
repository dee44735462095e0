"""`khabardar run`: one cycle, then exit. What cron calls."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    leave_quietly_when_told,
    load,
    note,
    now,
    opened,
    print_json,
)
from cli.progress import CycleBar, summary_line
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.config import Config
    from khabardar.records import Source
    from scheduler.cycle import Summary, Worker

_SOME_SOURCES_FAILED = 4
_LAST_WORDS_SECONDS = 30


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("run", short_help="One cycle, then exit: what cron calls.")(run)


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    source: Annotated[
        list[str] | None, typer.Option("--source", "-s", help="Only this source, due or not; may be repeated.")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only sources whose time has come, as the daemon does.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Visit the sources and say what they list; fetch and store no article.")
    ] = False,
    max_time: Annotated[
        str | None, typer.Option("--max-time", help="Begin nothing new after this time, such as 10m, and end.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Fill the past of one --source from this day on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="With --since: up to this day. Default: today.")
    ] = None,
    wayback: Annotated[
        bool, typer.Option("--wayback", help="With --since: also ask the Wayback Machine's index for pages.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """khabardar run --due --max-time 10m

    One cycle over all enabled sources: fetch what is new, read it, bring the incident rows up to date, and do what is
    due of upkeep (backup, retention, …: `jobs` in config.yaml). Exit code 0, or 4 when some sources failed, or 1 when
    all of them did.

    With --since it fills the past of one source instead, from its sitemaps and older pages; stopped, it goes on where
    it was when it is asked for again: khabardar run --since 2024-01-01 --until 2024-03-31 --source dawn-home
    """
    settings = load(config)
    sources = _chosen(settings, source or [])
    if since or until or wayback:
        from cli.past import fill

        raise typer.Exit(fill(settings, sources, since, until, wayback=wayback, max_time=_seconds(max_time), json=json))
    if dry_run:
        from cli.check import probe

        raise typer.Exit(probe(settings, sources, now()))
    plan = Plan(only_due=due and not source, upkeep=not source, max_time=_seconds(max_time))
    summary = run_cycle(settings, sources, plan)
    note(summary_line(summary.record))
    if json:
        print_json(summary.record)
    raise typer.Exit(exit_code(summary))


def exit_code(summary: Summary) -> int:
    """0 ok, 4 some sources failed, 1 all did."""
    if summary.nothing_answered:
        note("no source answered: is this machine on the network?")
        return 1
    return _SOME_SOURCES_FAILED if summary.tally.failed_sources else 0


def _chosen(config: Config, ids: list[str]) -> list[Source]:
    sources = config.source_records()
    if unknown := sorted(set(ids) - {source.id for source in sources}):
        raise UsageError(f"no source {unknown[0]!r} in the config; `khabardar sources list` names them")
    if not sources:
        raise UsageError("the config names no source: add some under `sources:`")
    return [source for source in sources if source.id in ids] if ids else [s for s in sources if s.enabled]


@dataclass(frozen=True, slots=True)
class Plan:
    """`upkeep`: do what is due of it after the cycle. `max_time` in seconds."""

    only_due: bool = False
    upkeep: bool = False
    max_time: float | None = None


def run_cycle(config: Config, sources: list[Source], plan: Plan) -> Summary:
    """One cycle under the writer lock, with a line a source on stderr. SIGTERM and Ctrl-C end it cleanly."""
    from scheduler.lock import writer_lock
    from scheduler.reactor import run_on_reactor

    async def main() -> Summary:
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker
        from scheduler.turns import turns_on

        with (
            closing(WorkerPool(config.fetch.workers)) as pool,
            turns_on(config.storage.url) as turns,
            CycleBar(sources) as lines,
        ):
            worker = Worker(config, storage, pool, now, lines.show, lines.stage, turns=turns)
            with closing(worker.thread):
                ending = Ending(worker)
                ending.on_signals()
                if plan.max_time is not None:
                    ending.after(plan.max_time)
                summary = await worker.cycle(await _due(worker, sources) if plan.only_due else sources)
                if plan.upkeep and not ending.begun:
                    await _do_upkeep(worker)
                return summary

    leave_quietly_when_told()
    with writer_lock(config.storage.url, "run", now()), opened(config.storage.url, create=True) as storage:
        return run_on_reactor(main)


async def _due(worker: Worker, sources: list[Source]) -> list[Source]:
    """As the daemon does: none outside of the hours in which it polls."""
    from scheduler.when import in_window

    if not in_window(worker.config.jobs.poll, worker.config.timezone, worker.now()):
        return []
    return await worker.due()


async def _do_upkeep(worker: Worker) -> None:
    from scheduler.upkeep import Upkeep

    for run in await Upkeep(worker.config, worker.storage, worker.now, worker.progress).do_due():
        if run.fault:
            note(f"{run.name} failed: {run.fault}")


def _seconds(duration: str | None) -> float | None:
    from khabardar.config.durations import parse_duration

    try:
        return None if duration is None else parse_duration(duration).total_seconds()
    except ValueError as error:
        raise UsageError(f"--max-time: {error}") from error


class Ending:
    """Ends a cycle early: by a signal, or when its time is over. A second signal ends the process at once."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._loop = asyncio.get_running_loop()
        self._stop: asyncio.Task[None] | None = None

    @property
    def begun(self) -> bool:
        return self._stop is not None

    def on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._on_signal, number)

    def after(self, seconds: float) -> None:
        """Stop then; and where even that hangs, leave: the lock ends with the process, and the next run goes on."""
        grace = self._worker.config.schedule.grace.total_seconds()
        self._loop.call_later(seconds, self._begin, "the time is over: what is queued stays queued")
        last = threading.Timer(seconds + grace + _LAST_WORDS_SECONDS, self._leave)
        last.daemon = True
        last.start()

    def _on_signal(self, number: signal.Signals) -> None:
        if self._stop is not None:
            os._exit(128 + number)
        self._begin("stopping after what is in hand; what is queued stays queued")

    def _begin(self, words: str) -> None:
        if self._stop is None:
            note(words)
            self._stop = self._loop.create_task(self._worker.stop())

    def _leave(self) -> None:
        note("what is in hand does not end: leaving it to the next run")
        os._exit(1)
