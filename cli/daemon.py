"""`khabardar daemon`: stay and schedule; also start it only if needed, stop it, say how it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, leave_quietly_when_told, load, note, now, opened
from khabardar.errors import KhabardarError, UsageError

if TYPE_CHECKING:
    from khabardar.config import Config

_STOP_PATIENCE_SECONDS = 60
_START_PATIENCE_SECONDS = 20


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("daemon", short_help="Stay and schedule, until SIGTERM.")(daemon)


def daemon(
    config: ConfigOption = DEFAULT_CONFIG,
    ensure: Annotated[
        bool, typer.Option("--ensure", help="Start it in the background, unless it runs: for cron.")
    ] = False,
    stop: Annotated[bool, typer.Option("--stop", help="Ask the running one to finish, and wait for it.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Say whether it runs; exit 1 if not.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="With --ensure: say so if it runs already.")] = False,
) -> None:
    """khabardar daemon --config /etc/khabardar/config.yaml

    Visit each source when it is due, read and match what it brings, and keep the database well (jobs: in config.yaml),
    for ever. SIGTERM and Ctrl-C finish what is in hand and exit 0, a second one exits at once; SIGHUP reads the config
    again (a broken one is refused).
    """
    if ensure + stop + status > 1:
        raise UsageError("--ensure, --stop and --status exclude one another: give one")
    settings = load(config)
    if status:
        raise typer.Exit(_status(settings))
    if stop:
        return _stop(settings)
    if ensure:
        return _ensure(settings, config, verbose=verbose or sys.stderr.isatty())
    return _stay(settings, config)


def _stay(config: Config, path: Path) -> None:
    from scheduler.lock import writer_lock
    from scheduler.reactor import run_on_reactor

    async def main() -> None:
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker
        from scheduler.daemon import Daemon
        from scheduler.turns import turns_on
        from scheduler.upkeep import Upkeep

        with closing(WorkerPool(config.fetch.workers)) as pool, turns_on(config.storage.url) as turns:
            worker = Worker(config, storage, pool, now, turns=turns)
            with closing(worker.thread):
                upkeep = Upkeep(config, storage, now, worker.progress)
                await Daemon(worker, upkeep, reload=lambda: load(path)).run()

    leave_quietly_when_told()
    with writer_lock(config.storage.url, "daemon", now()), opened(config.storage.url, create=True) as storage:
        run_on_reactor(main)


def _status(config: Config) -> int:
    from scheduler.lock import current_holder

    holder = current_holder(config.storage.url)
    print(f"running: {holder}" if holder else "not running")
    return 0 if holder and holder.command == "daemon" else 1


def _stop(config: Config) -> None:
    from scheduler.lock import current_holder

    holder = current_holder(config.storage.url)
    if holder is None or holder.command != "daemon":
        note("no daemon runs on this database")
        return
    os.kill(holder.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_PATIENCE_SECONDS
    while current_holder(config.storage.url) == holder:
        if time.monotonic() > deadline:
            raise KhabardarError(f"{holder} has not stopped after {_STOP_PATIENCE_SECONDS} s")
        time.sleep(0.1)
    note(f"stopped process {holder.pid}")


def _ensure(config: Config, path: Path, *, verbose: bool) -> None:
    """Silent where there is nothing to do: cron sends mail for every word."""
    from scheduler.lock import current_holder

    if holder := current_holder(config.storage.url):
        if verbose:
            note(f"{holder} works already")
        return
    command = [sys.executable, "-m", "cli.main", "daemon", "--config", str(path.resolve())]
    log = config.data_folder / f"{config.storage.stem}.log"
    try:
        with log.open("ab") as output:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, close_fds=True
            )
    except OSError as error:
        raise KhabardarError(f"the daemon can't be started: {log}: {error.strerror}") from error
    _await_start(config, child, log)
    note(f"started process {child.pid}; it logs to {log}")


def _await_start(config: Config, child: subprocess.Popen[bytes], log: Path) -> None:
    """Until it has the lock: a daemon that ends at once must not be reported as started."""
    from scheduler.lock import current_holder

    deadline = time.monotonic() + _START_PATIENCE_SECONDS
    while time.monotonic() < deadline:
        holder = current_holder(config.storage.url)
        if holder is not None:
            return
        if child.poll() is not None:
            raise KhabardarError(f"the daemon ended at once with exit code {child.returncode}; {log} says why")
        time.sleep(0.05)
