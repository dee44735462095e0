"""The daemon: a tick that runs a cycle over the sources that are due, until a signal says stop.

The order of shutdown was measured: pause the ticks, stop the crawl, wait for the cycle in hand, only then shut the
scheduler down, because APScheduler cancels coroutine jobs that still run and their pipelines never close.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from khabardar.config import Config
from khabardar.errors import ConfigError
from scheduler.cycle import Worker
from scheduler.notify import notify

log = structlog.get_logger("khabardar.daemon")
_TICK = "tick"


class Daemon:
    """Owns the ticks and the signals; the work itself is the Worker's."""

    def __init__(self, worker: Worker, reload: Callable[[], Config]) -> None:
        self._worker = worker
        self._reload = reload
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        # misfire_grace_time None: however late (a suspended laptop, a blocked loop), a tick is still run, once.
        self._ticks = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._ticks.add_listener(self._complain, EVENT_JOB_ERROR | EVENT_JOB_MISSED)

    async def run(self) -> None:
        """Tick until SIGTERM or SIGINT, then drain. A second signal ends the process at once."""
        loop = asyncio.get_running_loop()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_number, self._on_stop, signal_number)
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)
        self._schedule()
        self._ticks.start()
        notify("READY=1")
        log.info("daemon started", sources=len(self._worker.config.sources), pid=os.getpid())
        await self._stopping.wait()
        await self._drain()

    def _schedule(self) -> None:
        trigger = IntervalTrigger(seconds=self._worker.config.schedule.tick.total_seconds())
        self._ticks.add_job(self._tick, trigger, id=_TICK, replace_existing=True, next_run_time=datetime.now(UTC))

    async def _tick(self) -> None:
        # Shielded: a cancelled job would leave the crawl's last pages unstored.
        await asyncio.shield(self._cycle_if_due())

    async def _cycle_if_due(self) -> None:
        self._idle.clear()
        try:
            if due := self._worker.due():
                await self._worker.cycle(due)
        finally:
            self._idle.set()

    async def _drain(self) -> None:
        notify("STOPPING=1")
        self._ticks.pause()
        await self._worker.stop()
        await self._idle.wait()
        self._ticks.shutdown(wait=False)
        log.info("daemon stopped")

    def _on_stop(self, signal_number: signal.Signals) -> None:
        if self._stopping.is_set():
            log.error("second signal: leaving at once")
            os._exit(130)
        log.info("stopping after what is in hand", signal=signal_number.name)
        self._stopping.set()

    def _on_reload(self) -> None:
        try:
            config = self._reload()
        except ConfigError as error:
            log.error("new config refused, the old one stays", faults=str(error))
            return
        self._worker.config = config
        self._schedule()
        log.info("config read again", sources=len(config.sources))

    def _complain(self, event: JobExecutionEvent) -> None:
        if event.exception:
            log.error("cycle failed", error=repr(event.exception), traceback=event.traceback)
        else:
            log.warning("tick missed", scheduled=str(event.scheduled_run_time))
