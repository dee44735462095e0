"""The leader: asks storage what is due and gives it out as jobs; does no job itself. Upkeep and alerts are its, too.

Whoever holds the database's writer lock leads. The lock belongs to a session, so it ends with the process, its
machine or its line to the server, and the others ask for it every second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog

from khabardar.errors import KhabardarError
from scheduler.cycle import Worker
from scheduler.fleet.deciding import Lately, fetches, matches, reads, unread_wanted
from scheduler.fleet.jobs import Jobs, QueueFault, given_out
from scheduler.fleet.standing import SILENT
from scheduler.upkeep import Upkeep
from scheduler.when import in_window
from storage import JobQueue, Leadership

log = structlog.get_logger("khabardar.leader")
_TICK = 1.0  # seconds
_UPKEEP = 30.0
_FORGET = 300.0


class Leader:
    """One process's wish to lead, and what it does while it leads."""

    def __init__(self, leadership: Leadership, jobs: Jobs, queue: JobQueue, worker: Worker, upkeep: Upkeep) -> None:
        """`worker` and `upkeep` are for asking and for the duties; their config is read anew at each tick."""
        self._leadership = leadership
        self._jobs = jobs
        self._queue = queue
        self._worker = worker
        self._upkeep = upkeep
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lead")  # never behind other work: others take it
        self._lately = Lately()
        self._since: float | None = None  # by the monotonic clock; None: another leads
        self._synced: object = None  # the config that the table of sources agrees with
        self._ticked = time.monotonic()
        self._due_at = {"upkeep": 0.0, "forget": 0.0}
        self._duties: asyncio.Task[None] | None = None

    @property
    def leads(self) -> bool:
        return self._since is not None

    async def run(self) -> None:
        """Until cancelled."""
        try:
            await asyncio.gather(self._ask(), self._work())
        finally:
            self._since = None
            await asyncio.wrap_future(self._thread.submit(self._leadership.close))
            self._thread.shutdown(wait=False)
            if self._duties:
                self._duties.cancel()

    async def _ask(self) -> None:
        while True:
            leads = await asyncio.wrap_future(self._thread.submit(self._leadership.ask))
            if leads and self._since is None:
                self._since, self._synced, self._ticked = time.monotonic(), None, time.monotonic()
                log.info("this worker leads")
            elif not leads and self._since is not None:
                self._since = None
                log.warning("this worker leads no more: its session with the server ended")
            await asyncio.sleep(_TICK)

    async def _work(self) -> None:
        while True:
            began = time.monotonic()
            if self._since is not None:
                try:
                    await self._tick(self._since)
                except (KhabardarError, QueueFault) as error:
                    log.warning("nothing could be given out; it is tried again", why=str(error) or repr(error))
                self._begin_duties()
            # With very many sources asking takes longer than a tick: never more than half of the time.
            await asyncio.sleep(max(_TICK, time.monotonic() - began))

    async def _tick(self, since: float) -> None:
        worker, call = self._worker, self._worker.thread.call
        if self._synced is not worker.config:
            wanted = worker.config.source_records()
            # A hundred thousand take long to write, and all others wait meanwhile: only where there is news.
            if list(await call(worker.storage.sources)) != wanted:
                await call(worker.storage.sync_sources, wanted)
            self._synced = worker.config
        # After a restart of the server the living need a moment to say so.
        if time.monotonic() - since > SILENT and (taken := await self._jobs.take_from_the_dead()):
            log.warning("jobs of workers that are gone wait for others now", jobs=taken)
        given = given_out(await call(self._queue.live_jobs))
        gone_by, self._ticked = time.monotonic() - self._ticked, time.monotonic()
        now = worker.now()
        if in_window(worker.config.jobs.poll, worker.config.timezone, now):
            due = await worker.due(timedelta(seconds=gone_by))
            await self._jobs.give_out(fetches(due, given, self._lately, now))
        unread = await call(worker.storage.unread_ids, unread_wanted(given))
        await self._jobs.give_out(reads(unread, given, self._lately, now))
        pending = await call(worker.storage.any_pending)
        await self._jobs.give_out(matches(pending, given))

    def _begin_duties(self) -> None:
        """Upkeep and alerts beside the giving out, one at a time."""
        if self._duties and not self._duties.done():
            return
        for name, do, pause in (("upkeep", self._do_upkeep, _UPKEEP), ("forget", self._jobs.forget_old, _FORGET)):
            if time.monotonic() >= self._due_at[name]:
                self._due_at[name] = time.monotonic() + pause
                self._duties = asyncio.ensure_future(_tried(name, do))
                return

    async def _do_upkeep(self) -> None:
        self._upkeep.config = self._worker.config
        await self._worker.tell()
        await self._upkeep.do_due()


async def _tried(name: str, do: Callable[[], Awaitable[object]]) -> None:
    try:
        await do()
    except (KhabardarError, QueueFault) as error:
        log.error("duty failed, it is tried again when it is due next", duty=name, why=str(error) or repr(error))
