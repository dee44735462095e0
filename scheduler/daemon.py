"""The daemon: does each duty when it is due, until a signal says stop.

The order of shutdown was measured: pause the timetable, stop the crawl, wait for what is in hand, only then shut the
scheduler down, because APScheduler cancels coroutine jobs that still run and their pipelines never close.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import structlog

from khabardar.config import Config
from khabardar.errors import KhabardarError
from scheduler.clock import ClockWatch
from scheduler.cycle import Worker
from scheduler.notify import notify, watchdog_seconds
from scheduler.reloading import reloaded
from scheduler.serving import serving
from scheduler.timing import Timetable
from scheduler.upkeep import DUTIES, Upkeep

log = structlog.get_logger("khabardar.daemon")
_WATCH_SECONDS = 5.0
_LAST_WORDS = timedelta(seconds=20)  # for a storage call that waits for another process's lock


class Daemon:
    """Owns the timetable and the signals; the work itself is the Worker's and Upkeep's."""

    def __init__(self, worker: Worker, upkeep: Upkeep, reload: Callable[[], Config]) -> None:
        self._worker = worker
        self._upkeep = upkeep
        self._reload = reload
        self._stopping = asyncio.Event()
        self._in_hand: set[asyncio.Future[Any]] = set()
        self._timetable = Timetable(worker.now, worker.progress.look)
        self._clock = ClockWatch(worker.now)
        self._started_at = worker.now()
        self._polled_at = time.monotonic()  # when sources were last asked for

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then drain. A second signal ends the process at once."""
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self._on_stop, signal_number)
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)
        async with serving(self._worker, self._started_at):
            await self._schedule()
            self._timetable.start()
            watch = asyncio.ensure_future(self._watch())
            notify("READY=1")
            log.info("daemon started", sources=len(self._worker.config.sources), pid=os.getpid())
            await self._stopping.wait()
            await self._drain()
            watch.cancel()

    async def _schedule(self) -> None:
        """All duties by the config of now. Those of upkeep go by when they were last done, in whichever process."""
        config, zone = self._worker.config, self._worker.config.timezone
        steps: dict[str, Callable[[], Awaitable[object]]] = {
            "poll": self._poll,
            "read": self._worker.read,
            "match": self._worker.match,
            "alerts": self._worker.tell,
        }
        for name, step in steps.items():
            self._timetable.set(name, getattr(config.jobs, name), zone, None, self._duty(name, step))
        runs = await self._worker.thread.call(self._worker.storage.duty_runs)
        for name in DUTIES:
            last = runs[name].started_at if name in runs else None
            self._timetable.set(name, getattr(config.jobs, name), zone, last, self._duty(name, self._upkeep_duty(name)))

    def _upkeep_duty(self, name: str) -> Callable[[], Awaitable[object]]:
        return lambda: self._upkeep.do(name)

    def _duty(self, name: str, do: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        async def duty() -> None:
            """Shielded: a cancelled job would leave the crawl's last pages unstored."""
            if self._stopping.is_set():
                return
            task: asyncio.Future[Any] = asyncio.ensure_future(do())
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)
            try:
                await asyncio.shield(task)
            except KhabardarError as error:
                self._worker.failed_duties += 1
                log.error("duty failed, it is tried again when it is due next", duty=name, why=str(error))

        return duty

    async def _poll(self) -> None:
        tick = (self._worker.config.jobs.poll.every or timedelta(minutes=1)).total_seconds()
        began, self._polled_at = self._polled_at, time.monotonic()
        gone_by = timedelta(seconds=max(self._polled_at - began, tick))
        if due := await self._worker.due(gone_by):
            await self._worker.cycle(due)

    async def _watch(self) -> None:
        """Tells systemd that the work moves, as long as it does; sets the timetable right when the clock was set."""
        period = min(_WATCH_SECONDS, watchdog_seconds() / 3)
        silent = False
        while True:
            if jump := self._clock.jump():
                log.warning("the clock was set, or the machine slept", seconds=round(jump.total_seconds()))
                self._timetable.set_right()
            stuck = self._worker.progress.stuck(self._worker.config.schedule.stuck_after)
            if not stuck:
                notify("WATCHDOG=1")
            elif not silent:
                log.error("stuck: the watchdog is not fed any more", why="; ".join(stuck))
            silent = bool(stuck)
            await asyncio.sleep(period)

    async def _drain(self) -> None:
        """What is in hand may finish within the grace; then workers are ended, and storage has the last word."""
        notify("STOPPING=1")
        self._timetable.pause()
        grace = self._worker.config.schedule.grace
        stop = asyncio.ensure_future(self._worker.stop())
        await asyncio.wait({stop, *self._in_hand}, timeout=grace.total_seconds())
        if self._in_hand:
            log.warning("the grace is over: what is in hand is left to the next start", in_hand=self._names())
            self._worker.pool.close()
            await asyncio.wait({stop, *self._in_hand}, timeout=_LAST_WORDS.total_seconds())
        self._timetable.end()
        if self._in_hand:
            log.warning("gave up waiting; a backup or a message under way is left", in_hand=self._names())
            # The interpreter would wait for their threads. Nothing that is committed depends on them.
            os._exit(0)
        log.info("daemon stopped")

    def _names(self) -> str:
        return ", ".join(self._worker.progress.in_hand) or "a duty"

    def _on_stop(self, signal_number: signal.Signals) -> None:
        if self._stopping.is_set():
            log.error("second signal: leaving at once")
            os._exit(130)
        log.info("stopping after what is in hand", signal=signal_number.name)
        self._stopping.set()

    def _on_reload(self) -> None:
        config = reloaded(self._reload, self._worker.config, ("storage", "serve"), log, "daemon")
        if config is None:
            return
        self._worker.config = self._upkeep.config = config
        self._worker.pool.resize(config.fetch.workers)
        self._in_hand_later(self._schedule())
        log.info("config read again", sources=len(config.sources))

    def _in_hand_later(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(work)
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
