"""Carries out jobs by the stages of `scheduler.cycle`, each with a thread of storage calls of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from crawler.pool import WorkerPool
from khabardar.config import Config
from khabardar.errors import KhabardarError
from khabardar.interfaces import Storage, Turns
from khabardar.records import Source, SourceState
from khabardar.vocabulary import FaultKind
from scheduler.cycle import Worker
from scheduler.desk import Tally
from scheduler.fleet.deciding import host_of
from scheduler.polling import after_our_fault, due_sources

log = structlog.get_logger("khabardar.worker")
_HOSTS_THAT_TELL = 3  # none of which answers, and no other in between


class Hands:
    """What one process does, several jobs at once over one pool of processes."""

    def __init__(
        self, config: Config, storage: Storage, pool: WorkerPool, now: Callable[[], datetime], turns: Turns
    ) -> None:
        self._storage = storage
        self._pool = pool
        self._now = now
        self._turns = turns
        self._in_hand: list[tuple[str, Worker]] = []
        self._stopping = False
        self._unanswered: dict[str, tuple[Source, SourceState]] = {}  # since a host last answered: its state before
        self.configure(config)

    def configure(self, config: Config) -> None:
        """For jobs that are begun from now on."""
        self.config = config
        self._sources = {source.id: source for source in config.source_records()}

    @property
    def in_hand(self) -> tuple[str, ...]:
        """Names of the jobs that are being done."""
        return tuple(name for name, _ in self._in_hand)

    def stuck(self, limit: timedelta) -> list[str]:
        """Jobs that have not moved for so long, in words."""
        return [f"{name}: {words}" for name, worker in self._in_hand for words in _stuck(worker, limit)]

    async def fetch(self, source_id: str) -> None:
        """Visit the source, if it is still due: the job may have waited while another worker did it."""
        source = self._sources.get(source_id)
        if source is None:
            log.warning("this worker's config does not know the source; is it that of the others?", source=source_id)
            return
        async with self._hand(f"fetch {source_id}") as worker:
            states = await worker.thread.call(self._storage.source_states, [source_id])
            holds = await worker.thread.call(self._storage.host_holds)
            if due_sources([source], states, self._now(), holds=holds):
                tally = await worker.fetch(source)
                await self._forgive(worker, source, states[source_id], tally)

    async def read(self, ids: Sequence[str]) -> None:
        """Read those of the articles that are not read yet."""
        async with self._hand(f"read {len(ids)} articles") as worker:
            await worker.read(ids)

    async def match(self) -> None:
        """Give every report that waits its row."""
        async with self._hand("match") as worker:
            await worker.match()

    async def stop(self) -> None:
        """Finish what is in hand, begin nothing new within it."""
        self._stopping = True
        await asyncio.gather(*(worker.stop() for _, worker in self._in_hand))

    async def _forgive(self, worker: Worker, source: Source, before: SourceState, tally: Tally) -> None:
        """Where no host at all answers this worker, its machine is off the net: no source is to pay for it."""
        if any(outcome.condition.kind not in (FaultKind.NAME, FaultKind.LINE) for outcome in tally.outcomes):
            self._unanswered.clear()
        elif tally.outcomes:
            self._unanswered[source.id] = (source, before)
        if len({host_of(one) for one, _ in self._unanswered.values()}) < _HOSTS_THAT_TELL:
            return
        after = await worker.thread.call(self._storage.source_states, list(self._unanswered))
        for one, earlier in self._unanswered.values():
            forgiven = after_our_fault(one, earlier, after[one.id])
            if forgiven != after[one.id]:
                await worker.thread.call(self._storage.save_source_state, forgiven)
        log.warning("no host answers this worker: is its machine on the network?", sources=len(self._unanswered))
        self._unanswered.clear()

    @asynccontextmanager
    async def _hand(self, name: str) -> AsyncIterator[Worker]:
        worker = Worker(self.config, self._storage, self._pool, self._now, turns=self._turns)
        if self._stopping:
            await worker.stop()
        self._in_hand.append((name, worker))
        try:
            with structlog.contextvars.bound_contextvars(job=name):
                yield worker
        except KhabardarError as error:
            log.error("a job failed; what it left undone is given out again", job=name, why=str(error))
            raise
        except Exception:
            log.exception("a job failed by a defect; please report it", job=name)
            raise
        finally:
            self._in_hand = [hand for hand in self._in_hand if hand[1] is not worker]
            await asyncio.to_thread(worker.thread.close)


def _stuck(worker: Worker, limit: timedelta) -> list[str]:
    worker.progress.look()  # no timetable of its own: it is we who look
    return worker.progress.stuck(limit)
