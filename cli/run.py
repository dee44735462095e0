"""`khabardar run`: one cycle, then exit. What cron calls."""

from __future__ import annotations

import asyncio
import signal
from contextlib import closing
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
from cli.progress import SourceLines, summary_line
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.config import Config
    from khabardar.records import Source
    from scheduler.cycle import Summary, Worker

_SOME_SOURCES_FAILED = 4


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
    json: JsonOption = False,
) -> None:
    """khabardar run --source dawn-home

    One cycle over all enabled sources: fetch what is new, read it, and bring the incident rows up to date. Exit code
    0, or 4 when some sources failed, or 1 when all of them did.
    """
    settings = load(config)
    sources = _chosen(settings, source or [])
    if dry_run:
        from cli.check import probe

        raise typer.Exit(probe(settings, sources, now()))
    summary = run_cycle(settings, sources, only_due=due and not source)
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


def run_cycle(config: Config, sources: list[Source], *, only_due: bool = False) -> Summary:
    """One cycle under the writer lock, with a line a source on stderr. SIGTERM and Ctrl-C end it cleanly."""
    from scheduler.lock import writer_lock
    from scheduler.reactor import run_on_reactor

    async def main() -> Summary:
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker

        with closing(WorkerPool(config.fetch.workers)) as pool:
            lines = SourceLines(sources)
            worker = Worker(config, storage, pool, now, on_polled=lines.show)
            _stop_on_signals(worker)
            return await worker.cycle(worker.due() if only_due else sources)

    leave_quietly_when_told()
    with writer_lock(config.storage.url, "run", now()), opened(config.storage.url, create=True) as storage:
        return run_on_reactor(main)


def _stop_on_signals(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()

    def stop() -> None:
        note("stopping after what is in hand; what is queued stays queued")
        tasks.add(loop.create_task(worker.stop()))

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
