"""Filling the past: rounds of a crawl over a source's older lists, each read and matched, until nothing is left.

A round is as long as a cycle may be. Lists that were read and pages that were queued are stored, so a fill that was
stopped, or killed, goes on where it was when it is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.past.days import Days
from crawler.past.orders import PastOrders, Way
from khabardar.records import Source
from scheduler.cycle import Summary, Worker


@dataclass
class PastProgress:
    """What was done so far in this run, and what waits."""

    lists: int = 0  # read in this run
    lists_before: int = 0  # read for these days by earlier runs
    pages_listed: int = 0
    articles: int = 0
    failed: int = 0
    waiting: int = 0  # pages in the queue
    faults: dict[str, str] = field(default_factory=dict)  # list -> why it could not be read
    seconds: float = 0.0  # spent in rounds
    why_left: str = ""  # why it ended with something left; empty: all done

    @property
    def moved(self) -> int:
        """Everything that got done; a round that adds nothing to it is the last."""
        return self.lists + self.articles + self.failed

    def left(self, delay: timedelta) -> timedelta:
        """An estimate: the pages that wait, at the pace of this run, or at the polite pace while it has none."""
        done = self.articles + self.failed
        pace = max(self.seconds / done, delay.total_seconds()) if done else delay.total_seconds()
        return timedelta(seconds=round(self.waiting * pace))


async def fill_past(
    worker: Worker,
    source: Source,
    days: Days,
    ways: frozenset[Way],
    *,
    tell: Callable[[PastProgress], None] = lambda progress: None,
    tell_list: Callable[[str, int], None] = lambda url, pages: None,
) -> PastProgress:
    """Returns when all is fetched, when nothing moves any more, or when the worker was told to stop."""
    progress = PastProgress(lists_before=len(await _lists_read(worker, source, days)))
    while True:
        before, started = progress.moved, worker.now()
        progress.faults.clear()
        summary = await _round(worker, source, days, ways, progress, tell_list)
        waiting = await worker.thread.call(worker.storage.queued_links, source.id, of_past=True)
        progress.waiting, progress.seconds = len(waiting), progress.seconds + (worker.now() - started).total_seconds()
        progress.articles += summary.tally.articles
        progress.failed += len(summary.tally.failures)
        tell(progress)
        if worker.is_stopping:
            progress.why_left = "it was told to stop"
        elif progress.moved > before:
            continue  # also where only lists were read: an index may have been cut short by the round's end
        elif progress.waiting or progress.faults:
            progress.why_left = _why(progress, summary, worker.now())
        return progress


async def _round(
    worker: Worker,
    source: Source,
    days: Days,
    ways: frozenset[Way],
    progress: PastProgress,
    tell_list: Callable[[str, int], None],
) -> Summary:
    def list_read(url: str, pages: int) -> None:
        worker.thread.later(worker.storage.save_past_document, source.id, str(days), url, pages, worker.now())
        progress.lists += 1
        progress.pages_listed += pages
        tell_list(url, pages)

    orders = PastOrders(
        days=days,
        ways=ways,
        wayback_url=worker.config.fetch.wayback_url,
        done=await _lists_read(worker, source, days),
        list_read=list_read,
        list_failed=lambda url, why: progress.faults.update({url: why}),
    )
    return await worker.cycle([source], orders)


async def _lists_read(worker: Worker, source: Source, days: Days) -> frozenset[str]:
    return await worker.thread.call(worker.storage.past_documents, source.id, str(days))


def _why(progress: PastProgress, summary: Summary, now: datetime) -> str:
    pauses = [outcome.retry_after for outcome in summary.tally.outcomes if outcome.retry_after]
    if pauses:
        return f"the host asks to be left alone until {(now + max(pauses)).isoformat(timespec='minutes')}"
    if not progress.waiting:
        return f"{len(progress.faults)} lists could not be read"
    return "nothing more came in the last round"
