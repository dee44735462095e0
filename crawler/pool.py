"""Worker processes for all that reads foreign bytes: a page that crashes, hangs or eats memory costs only itself.

    pool = WorkerPool(workers=2)
    facts = await pool.run(read_page, body, url)      # any importable function, picklable arguments and result
    pool.close()

Not threads: trafilatura in two threads ends the interpreter (its issues 840 and 925). Not ProcessPoolExecutor: its
`max_tasks_per_child` hangs (cpython issue 115634), and one crash in it fails every task in flight.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

from crawler.frames import framed
from crawler.process import Job, WorkerProcess
from crawler.worker import Answer, Task
from khabardar.errors import KhabardarError

P = ParamSpec("P")
R = TypeVar("R")
_TRIES = 3  # of `run`: a process that the machine itself ended says nothing against its task


class WorkerError(KhabardarError):
    """A task gave no result; the pool goes on."""


class TaskFailed(WorkerError):
    """The function raised; the message has its type and text."""


class TaskTimedOut(WorkerError):
    """The function took longer than the pool's timeout; its process was ended."""


class WorkerDied(WorkerError):
    """The process died under the task: a crash in native code, the memory cap, or somebody killed it."""


class WorkerPool:
    """At most `workers` processes, started when first needed.

    Each is replaced when it crashes, hangs, has done `recycle` tasks, or has grown to `grown_megabytes` of resident
    memory; a task that would take `memory_megabytes` of address space fails. `replaced` counts them by cause.
    """

    def __init__(
        self,
        workers: int = 1,
        timeout: float = 30.0,
        recycle: int = 20_000,
        memory_megabytes: int = 1536,
        grown_megabytes: int = 512,
    ) -> None:
        self.replaced: Counter[str] = Counter()
        self._timeout = timeout
        self._recycle = recycle
        self._memory = memory_megabytes
        self._grown = grown_megabytes
        self._most = workers
        self._waiting: deque[Job] = deque()
        self._all: list[WorkerProcess] = []
        self._closed = False

    async def run(self, function: Callable[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """The function's result. Raises TaskFailed, TaskTimedOut or, after three processes, WorkerDied."""
        for left in reversed(range(_TRIES)):
            try:
                return await self._done(function, arguments)
            except WorkerDied:
                if not left or self._closed:
                    raise
        raise AssertionError("unreachable")

    async def attempt(self, function: Callable[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """As `run`, but once: for a caller who counts the tries of a task himself."""
        return await self._done(function, arguments)

    async def _done(self, function: Callable[..., R], arguments: tuple[Any, ...]) -> R:
        if self._closed:
            raise WorkerDied("the pool is closed")
        job = Job(framed(Task(function, arguments, 2 * self._timeout)))
        self._waiting.append(job)
        self._feed()
        answer: Answer = await job.answer
        if answer.fault is not None:
            raise TaskFailed(answer.fault)
        return cast("R", answer.value)

    def resize(self, workers: int) -> None:
        """For tasks that come from now on; those in hand finish as they began."""
        self._most = workers
        self._feed()

    @property
    def processes(self) -> list[int]:
        """Their process ids."""
        return [worker.pid for worker in self._all]

    def close(self) -> None:
        """End all processes at once; what they were doing is lost, and nothing more is begun."""
        self._closed = True
        jobs = [*self._waiting, *(job for worker in self._all for job in worker.jobs)]
        self._waiting.clear()
        for worker in list(self._all):
            self._discard(worker)
        for job in jobs:
            if not job.answer.done() and not job.answer.get_loop().is_closed():
                job.answer.set_exception(WorkerDied("the pool is closed"))

    def _feed(self) -> None:
        while self._waiting and (worker := self._next_worker()) is not None:
            job = self._waiting.popleft()
            if not job.answer.done():  # its caller may have gone
                worker.take(job)
                worker.is_leaving |= worker.taken >= self._recycle

    def _next_worker(self) -> WorkerProcess | None:
        """The one that has least to do; a new one rather than one that is busy."""
        staying = [worker for worker in self._all if not worker.is_leaving][: self._most]
        least = min(staying, key=lambda worker: len(worker.jobs), default=None)
        if (least is None or least.jobs) and len(staying) < self._most:
            least = WorkerProcess(self._memory, self._timeout, self._answered, self._ended)
            self._all.append(least)
        return least if least is not None and least.has_room else None

    def _answered(self, worker: WorkerProcess, job: Job, answer: Answer) -> None:
        if answer.resident_megabytes >= self._grown and not worker.has_grown:
            worker.is_leaving = worker.has_grown = True
        if worker.is_leaving and not worker.jobs:
            self.replaced["grown" if worker.has_grown else "worn"] += 1
            self._discard(worker)
        if not job.answer.done():
            job.answer.set_result(answer)
        self._feed()

    def _ended(self, worker: WorkerProcess, cause: str | None) -> None:
        """What it died of; None: it hangs. Its first job pays for it, the others go to another process."""
        self.replaced["hung" if cause is None else "died"] += 1
        jobs = list(worker.jobs)
        self._discard(worker)
        if cause is not None:
            self._discard_idle()
        self._waiting.extendleft(reversed(jobs[1:]))
        for job in jobs[:1]:
            if not job.answer.done():
                job.answer.set_exception(self._fault(cause))
        self._feed()

    def _fault(self, cause: str | None) -> WorkerError:
        if cause is None:
            return TaskTimedOut(f"took longer than {self._timeout:g} seconds")
        return WorkerDied(f"the worker process died ({cause})")

    def _discard(self, worker: WorkerProcess) -> None:
        worker.end()
        self._all.remove(worker)

    def _discard_idle(self) -> None:
        """Whatever ended one may have ended them: the next try gets a new process."""
        for worker in [one for one in self._all if not one.jobs]:
            self._discard(worker)
