"""Worker processes for all that reads foreign bytes: a page that crashes, hangs or eats memory costs only itself.

    pool = WorkerPool(workers=2)
    facts = await pool.run(read_page, body, url)      # any importable function, picklable arguments and result
    pool.close()

Not threads: trafilatura in two threads ends the interpreter (its issues 840 and 925). Not ProcessPoolExecutor: its
`max_tasks_per_child` hangs (cpython issue 115634), and one crash in it fails every task in flight.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, ParamSpec, TypeVar

from crawler.worker import Answer, Task, work
from khabardar.errors import KhabardarError

P = ParamSpec("P")
R = TypeVar("R")
_SPAWN = multiprocessing.get_context("spawn")
_START_TIMEOUT = 60.0  # seconds: a spawned interpreter on a busy machine
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
        recycle: int = 2000,
        memory_megabytes: int = 1536,
        grown_megabytes: int = 512,
    ) -> None:
        self.replaced: Counter[str] = Counter()
        self._timeout = timeout
        self._recycle = recycle
        self._memory = memory_megabytes
        self._grown = grown_megabytes
        self._turn = asyncio.Semaphore(workers)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    async def run(self, function: Callable[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """The function's result. Raises TaskFailed, TaskTimedOut or, after three processes, WorkerDied."""
        async with self._turn:
            for left in reversed(range(_TRIES)):
                try:
                    return await self._try(function, arguments)
                except WorkerDied:
                    if not left:
                        raise
                    self._drop_idle()  # whatever ended it may have ended them: the next try gets a new one
        raise AssertionError("unreachable")

    async def attempt(self, function: Callable[P, R], *arguments: P.args, **_: P.kwargs) -> R:
        """As `run`, but once: for a caller who counts the tries of a task himself."""
        async with self._turn:
            try:
                return await self._try(function, arguments)
            except WorkerDied:
                self._drop_idle()
                raise

    def resize(self, workers: int) -> None:
        """For tasks that come from now on; those in hand finish as they began."""
        self._turn = asyncio.Semaphore(workers)

    @property
    def processes(self) -> list[int]:
        """Their process ids."""
        return [worker.pid for worker in self._all]

    def close(self) -> None:
        """End all processes at once; what they were doing is lost, and nothing more is begun."""
        self._closed = True
        for worker in list(self._all):
            self._discard(worker)

    async def _try(self, function: Callable[..., R], arguments: tuple[Any, ...]) -> R:
        if self._closed:
            raise WorkerDied("the pool is closed")
        worker = self._idle.pop() if self._idle else self._start()
        try:
            answer = await worker.call(Task(function, arguments, 2 * self._timeout), self._timeout)
        except BaseException as error:  # cancelled too: its answer would reach the next task
            self.replaced[_why_replaced(error)] += 1
            self._discard(worker)
            raise
        if worker.tasks >= self._recycle or answer.resident_megabytes >= self._grown:
            self.replaced["grown" if answer.resident_megabytes >= self._grown else "worn"] += 1
            self._discard(worker)
        else:
            self._idle.append(worker)
        if answer.fault is not None:
            raise TaskFailed(answer.fault)
        result: R = answer.value
        return result

    def _start(self) -> _Worker:
        worker = _Worker(self._memory)
        self._all.add(worker)
        return worker

    def _discard(self, worker: _Worker) -> None:
        worker.end()
        self._all.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)

    def _drop_idle(self) -> None:
        for worker in list(self._idle):
            self._discard(worker)


def _why_replaced(error: BaseException) -> str:
    if isinstance(error, TaskTimedOut):
        return "hung"
    return "died" if isinstance(error, WorkerDied) else "cancelled"


class _Worker:
    def __init__(self, memory_megabytes: int) -> None:
        self.tasks = 0
        self._ready = False
        self._connection, theirs = _SPAWN.Pipe()
        self._process: SpawnProcess = _SPAWN.Process(target=work, args=(theirs, memory_megabytes), daemon=True)
        self._process.start()
        self.pid = self._process.pid or 0
        theirs.close()

    async def call(self, task: Task, timeout: float) -> Answer:
        if not self._ready:  # a child that is not listening yet would make `send` of a large page block the loop
            await self._receive(_START_TIMEOUT)
            self._ready = True
        self.tasks += 1
        try:
            self._connection.send(task)
        except OSError as error:
            raise WorkerDied(f"the worker process was gone: {error}") from error
        return await self._receive(timeout)

    async def _receive(self, timeout: float) -> Answer:
        try:
            await asyncio.wait_for(_readable(self._connection), timeout)
            answer: Answer = self._connection.recv()
        except TimeoutError:
            raise TaskTimedOut(f"took longer than {timeout:g} seconds") from None
        except (EOFError, OSError) as error:
            self._process.join(1)
            raise WorkerDied(f"the worker process died ({_cause(self._process.exitcode)})") from error
        return answer

    def end(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _cause(exit_code: int | None) -> str:
    return f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"


async def _readable(connection: Connection) -> None:
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    descriptor = connection.fileno()
    loop.add_reader(descriptor, _settle, ready)
    try:
        await ready
    finally:
        loop.remove_reader(descriptor)


def _settle(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
