"""`khabardar run --since DAY --until DAY --source ID`: fill the past of a source, with progress and an estimate."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cli.common import leave_quietly_when_told, note, now, opened, print_json
from khabardar.config.durations import format_duration
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.past.days import Days
    from khabardar.config import Config
    from khabardar.records import Source
    from scheduler.past import PastProgress

_SOMETHING_LEFT = 4


def fill(
    config: Config,
    sources: Sequence[Source],
    since: str | None,
    until: str | None,
    *,
    wayback: bool,
    max_time: float | None,
    json: bool,
) -> int:
    """The exit code: 0 all done, 4 something is left for another run, 1 nothing could be read."""
    days = _days(since, until, now().date())
    if len(sources) != 1:
        raise UsageError("the past is filled one source at a time: name it with --source")
    progress = _fill(config, sources[0], days, wayback, max_time)
    note(_total(progress))
    for url, why in progress.faults.items():
        note(f"  not read: {url}: {why}")
    if json:
        from dataclasses import asdict

        print_json(asdict(progress))
    if not progress.why_left:
        return 0
    note(f"not finished: {progress.why_left}; the same command goes on from here")
    return _SOMETHING_LEFT if progress.lists or progress.lists_before else 1


def _fill(config: Config, source: Source, days: Days, wayback: bool, max_time: float | None) -> PastProgress:
    from scheduler.lock import writer_lock
    from scheduler.reactor import run_on_reactor

    async def main() -> PastProgress:
        from cli.run import Ending
        from crawler.past.orders import Way
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker
        from scheduler.past import fill_past

        ways = frozenset((Way.SITEMAPS, Way.PAGES)) | (frozenset((Way.WAYBACK,)) if wayback else frozenset())
        with closing(WorkerPool(config.fetch.workers)) as pool:
            worker = Worker(config, storage, pool, now)
            with closing(worker.thread):
                ending = Ending(worker)
                ending.on_signals()
                if max_time is not None:
                    ending.after(max_time)
                return await fill_past(
                    worker,
                    source,
                    days,
                    ways,
                    tell=lambda progress: note(_so_far(progress, config.fetch.delay)),
                    tell_list=lambda url, pages: note(f"  {pages:>5} pages of these days in {url}"),
                )

    leave_quietly_when_told()
    with writer_lock(config.storage.url, "run", now()), opened(config.storage.url, create=True) as storage:
        return run_on_reactor(main)


def _days(since: str | None, until: str | None, today: date) -> Days:
    from crawler.past.days import Days

    if since is None:
        raise UsageError("--until and --wayback go with --since DAY, such as --since 2024-01-01")
    first, last = _day("--since", since), _day("--until", until) if until else today
    if first > last:
        raise UsageError(f"--since {first} is after --until {last}")
    if last > today:
        raise UsageError(f"--until {last} is in the future")
    return Days(first, last)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option}: {text!r} is no day; write it as 2024-01-31") from None


def _so_far(progress: PastProgress, delay: timedelta) -> str:
    left = f"; about {format_duration(progress.left(delay))} left" if progress.waiting else ""
    return f"{_total(progress)}{left}"


def _total(progress: PastProgress) -> str:
    before = f" ({progress.lists_before} before)" if progress.lists_before else ""
    return (
        f"{progress.lists} lists read{before}, {progress.pages_listed} pages in them, {progress.articles} articles "
        f"fetched, {progress.failed} failed, {progress.waiting} wait"
    )
