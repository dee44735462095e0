"""`khabardar demo`: the whole job on the bundled news site, offline, in under a minute."""

from __future__ import annotations

import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from cli.common import note, now, opened
from khabardar.errors import KhabardarError

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from demo.site_process import SiteProcess
    from demo.site_state import Request
    from khabardar.config import Config
    from khabardar.interfaces import Storage
    from khabardar.records import Change, Incident
    from scheduler.cycle import Summary

_TOLL = "killed.total"
_OK = 200
_PORT = 8479  # the same urls, and so the same ids, in every demo; another where it is taken


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("demo", short_help="The whole job on a bundled news site, offline.")(demo)


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo's config and database go.")] = Path(
        "khabardar-demo"
    ),
) -> None:
    """khabardar demo

    Serve the bundled news site on a free loopback port, watch it through two cycles (two days of its news), and show
    the incident rows. Nothing leaves this machine. The database stays, so that the other commands can be tried on it;
    the next demo in the same folder replaces it.
    """
    from demo.site_process import SiteProcess
    from khabardar.logs import configure_logs

    configure_logs("error", "text")
    with SiteProcess(port=_PORT) as site:
        config = _prepared(folder, site.base_url)
        note(f"A news site of {len(config.sources)} sources, bundled and made up, is served at {site.base_url}")
        second, fetched_again = _two_cycles(config, site)
    _show_outcome(config, folder, second, fetched_again)


def _prepared(folder: Path, base_url: str) -> Config:
    """A fresh database and its config; only files of an earlier demo are replaced."""
    from demo.site import demo_config
    from khabardar.config.writer import write_config

    folder.mkdir(parents=True, exist_ok=True)
    database = folder.resolve() / "demo.db"
    for leftover in folder.glob("demo.db*"):
        leftover.unlink()
    config = demo_config(base_url, database)
    write_config(config, folder / "config.yaml")
    return config


def _two_cycles(config: Config, site: SiteProcess) -> tuple[Summary, list[str]]:
    """The second cycle, and the article pages that the second asked for although it had them."""
    from cli.progress import SourceLines, summary_line
    from scheduler.lock import writer_lock
    from scheduler.reactor import run_on_reactor

    sources = config.source_records()
    listings = {urlsplit(source.url).path for source in sources}

    async def main() -> tuple[Summary, list[str]]:
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker

        with closing(WorkerPool(config.fetch.workers)) as pool:
            worker = Worker(config, storage, pool, now, on_polled=SourceLines(sources).show)
            note("\nCycle 1: the first day's news")
            first = await worker.cycle(sources)
            note(summary_line(first.record))
            before = site.requests()
            site.show_day(2)
            note("\nCycle 2: a day later")
            second = await worker.cycle(sources)
            note(summary_line(second.record))
            return second, _fetched_again(before, site.requests()[len(before) :], listings)

    with writer_lock(config.storage.url, "demo", now()), opened(config.storage.url, create=True) as storage:
        return run_on_reactor(main)


def _fetched_again(before: Sequence[Request], after: Sequence[Request], listings: Set[str]) -> list[str]:
    """Article pages given whole in both cycles; the sources' own listings are asked for each time."""
    had = {request.path for request in before if request.status == _OK} - listings
    return sorted({request.path for request in after if request.status == _OK and request.path in had})


def _risen(storage: Storage, rows: Sequence[Incident]) -> tuple[Incident, Change] | None:
    """The row whose toll a later report raised most, and that change; None where none rose."""
    raised = (
        (row, change)
        for row in rows
        for change in storage.history(row.id)
        if change.field == _TOLL and change.old is not None and change.new is not None
    )
    return max(raised, key=lambda pair: int(pair[1].new or 0) - int(pair[1].old or 0), default=None)


def _show_outcome(config: Config, folder: Path, second: Summary, fetched_again: Sequence[str]) -> None:
    from cli.incidents import print_incidents
    from khabardar.interfaces import IncidentFilter

    note(f"{second.record.new_articles} pages fetched in cycle 2, {len(fetched_again)} of them known before\n")
    with opened(config.storage.url) as storage:
        rows = list(storage.incidents(IncidentFilter()))
        if not rows:
            raise KhabardarError("no incident was found in the bundled news: this installation is broken")
        print_incidents(rows)
        risen = _risen(storage, rows)
    if risen:
        row, change = risen
        print(
            f"\n{row.id}: {row.publishers} outlets tell it; cycle 2 raised its toll from {change.old} to {change.new}."
        )
    shown = risen[0].id if risen else rows[0].id
    print(f"The evidence for it:\n\n  {_command()} incidents show {shown} --config {folder / 'config.yaml'}")


def _command() -> str:
    """As the reader can type it: the console script is on the path only in an activated environment."""
    script = Path(sys.argv[0])
    return "khabardar" if shutil.which("khabardar") else str(_relative(script))


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
