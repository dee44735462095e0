"""One worker process: takes up jobs of its stages until a signal, and leads when nobody else does."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime

import structlog
from procrastinate.worker import Worker as QueueWorker

from crawler.pool import WorkerPool
from extraction import engine
from khabardar import __version__
from khabardar.config import Config
from khabardar.errors import KhabardarError
from khabardar.interfaces import Storage
from scheduler.cycle import Worker
from scheduler.fleet.deciding import FETCH, MATCH, READ
from scheduler.fleet.hands import Hands
from scheduler.fleet.jobs import Jobs, QueueFault
from scheduler.fleet.leader import Leader
from scheduler.lock import machine_name
from scheduler.notify import notify, watchdog_seconds
from scheduler.reloading import reloaded
from scheduler.turns import shared_turns
from scheduler.upkeep import Upkeep
from storage import JobQueue, Leadership, WorkerRow

log = structlog.get_logger("khabardar.worker")
_AFTER_FAULT = 1.0  # seconds, while the server is away
_WATCH = 5.0
_LAST_WORDS = 15.0


class FleetWorker:
    """Owns the signals and the connections; jobs are the Hands', giving out is the Leader's."""

    def __init__(
        self,
        config: Config,
        storage: Storage,
        stages: Sequence[str],
        at_once: int,
        now: Callable[[], datetime],
        reload: Callable[[], Config],
        host: str | None = None,
    ) -> None:
        """`at_once`: sources that are fetched at once; `host`: the name of this machine, where it has a better one."""
        self._config = config
        self._storage = storage
        self._stages = stages
        self._at_once = at_once
        self._now = now
        self._reload = reload
        self._host = host or socket.gethostname()
        self._stopping = asyncio.Event()
        self._takers: list[QueueWorker] = []

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what is in hand. A second signal ends the process at once."""
        url, config = self._config.storage.url, self._config
        lead_as = f"worker@{machine_name(self._host)} {os.getpid()} {self._now().isoformat(timespec='seconds')}"
        with (
            closing(JobQueue(url)) as queue,
            closing(shared_turns(url, self._host)) as turns,
            closing(WorkerPool(config.fetch.workers)) as pool,
        ):
            queue.make()
            jobs = Jobs(url)
            await jobs.open()
            try:
                self._hands = Hands(config, self._storage, pool, self._now, turns)
                await self._work(jobs, queue, pool, Leadership(url, lead_as))
            finally:
                await jobs.close()

    async def _work(self, jobs: Jobs, queue: JobQueue, pool: WorkerPool, leadership: Leadership) -> None:
        hands = self._hands
        for stage, do in ((FETCH, hands.fetch), (READ, hands.read), (MATCH, hands.match)):
            jobs.carry_out(stage, do)
        self._asker = Worker(self._config, self._storage, pool, self._now)
        upkeep = Upkeep(self._config, self._storage, self._now, self._asker.progress)
        leading = asyncio.ensure_future(Leader(leadership, jobs, queue, self._asker, upkeep).run())
        self._listen()
        watch = asyncio.ensure_future(self._watch())
        notify("READY=1")
        log.info("worker started", stages=",".join(self._stages), host=self._host, pid=os.getpid())
        # Fetching waits for hosts, reading for processors: each has its own number of jobs at once. While one job keeps
        # what it read, which may wait for other writers, the processes are to have something of another to read.
        quick = [stage for stage in self._stages if stage != FETCH]
        shares = [([FETCH], self._at_once)] if FETCH in self._stages else []
        shares += [(quick, self._config.fetch.workers + 2)] if quick else []
        await asyncio.gather(*(self._take(jobs, queue, stages, at_once) for stages, at_once in shares))
        leading.cancel()
        watch.cancel()
        await asyncio.wait({leading, watch}, timeout=_LAST_WORDS)
        await asyncio.to_thread(self._asker.thread.close)
        log.info("worker stopped")

    async def _take(self, jobs: Jobs, queue: JobQueue, stages: Sequence[str], at_once: int) -> None:
        """Take up jobs until told to stop, however often the server goes away meanwhile."""
        while not self._stopping.is_set():
            taker = jobs.taker(stages, at_once, self._config.schedule.grace.total_seconds())
            self._takers.append(taker)
            running = asyncio.ensure_future(taker.run())  # type: ignore[no-untyped-call]
            try:
                await self._register(taker, running, queue, stages)
                await running
            except (QueueFault, KhabardarError) as error:
                log.warning("the job queue can't be asked; it is tried again", why=str(error) or repr(error))
                taker.stop()  # type: ignore[no-untyped-call]
                await asyncio.wait({running})
                await asyncio.sleep(_AFTER_FAULT)
            finally:
                self._takers.remove(taker)

    async def _register(
        self, taker: QueueWorker, running: asyncio.Future[None], queue: JobQueue, stages: Sequence[str]
    ) -> None:
        while taker.worker_id is None and not running.done():
            await asyncio.sleep(0.02)
        if taker.worker_id is None:
            return
        reader = engine(self._config.extraction.engine) if self._config.extraction.engine == "rules" else None
        row = WorkerRow(
            id=taker.worker_id,
            host=self._host,
            pid=os.getpid(),
            stages=",".join(stages),
            version=__version__,
            engine=f"{reader.name} {reader.version}" if reader else self._config.extraction.engine,
            started_at=self._now(),
        )
        await asyncio.to_thread(queue.register, row)

    # Signals, and a watch on ourselves.

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._on_stop, number)
        loop.add_signal_handler(signal.SIGHUP, self._on_reload)

    def _on_stop(self, number: signal.Signals) -> None:
        if self._stopping.is_set():
            log.error("second signal: leaving at once")
            os._exit(128 + number)
        log.info("stopping after what is in hand", signal=number.name)
        notify("STOPPING=1")
        self._stopping.set()
        for taker in self._takers:
            taker.stop()  # type: ignore[no-untyped-call]
        self._ending = asyncio.ensure_future(self._hands.stop())

    def _on_reload(self) -> None:
        config = reloaded(self._reload, self._config, ("storage",), log, "worker")
        if config is None:
            return
        self._config = self._asker.config = config
        self._hands.configure(config)
        log.info("config read again", sources=len(config.sources))

    async def _watch(self) -> None:
        """A worker whose work does not move leaves: its jobs go to others, and whoever started it starts it anew."""
        period = min(_WATCH, watchdog_seconds() / 3)
        while True:
            limit = self._config.schedule.stuck_after
            if stuck := self._hands.stuck(limit * 2):
                log.error("stuck: leaving, so that others do it", why="; ".join(stuck))
                os._exit(1)
            if not self._hands.stuck(limit):
                notify("WATCHDOG=1")
            await asyncio.sleep(period)
