"""One worker process as the pool sees it: tasks go in, answers come out in the same order, or it is found dead or hung.

A few tasks are handed in ahead, so that it has something to do while this process is busy with other things. Only the
first of them is being done: it alone is to blame if the process dies.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
from collections import deque
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from typing import Any

from crawler.frames import Splitter
from crawler.worker import Answer, work

_SPAWN = multiprocessing.get_context("spawn")
_START_TIMEOUT = 60.0  # seconds: a spawned interpreter on a busy machine
_AHEAD = 0.05  # seconds of work that are handed in ahead: the loop may be as long about other things
_FEWEST, _MOST = 2, 64  # tasks ahead
_SLUGGISH = 8  # answers over which the length of a task is averaged
_AT_ONCE = 256 * 1024  # bytes read


class Job:
    """A task, pickled, and where its answer goes."""

    __slots__ = ("answer", "message")

    def __init__(self, message: bytes) -> None:
        self.message = message
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()


class WorkerProcess:
    """`jobs`: those handed in and not answered, the first of them in hand. `on_answer` and `on_end` are called back."""

    def __init__(
        self,
        memory_megabytes: int,
        timeout: float,
        on_answer: Callable[[WorkerProcess, Job, Answer], None],
        on_end: Callable[[WorkerProcess, str | None], None],
    ) -> None:
        """`on_end` gets what the process died of, or None where its first job took longer than `timeout`."""
        self.jobs: deque[Job] = deque()
        self.taken = 0  # jobs since it began
        self.is_leaving = False  # takes no more
        self.has_grown = False
        self._timeout, self._on_answer, self._on_end = timeout, on_answer, on_end
        self._is_ready = False
        self._pace = _AHEAD / 4  # seconds that a task takes, as far as is known
        self._unsent = bytearray()
        self._splitter = Splitter()
        self._loop = asyncio.get_running_loop()
        self._deadline = self._loop.time() + _START_TIMEOUT
        self._timer = self._loop.call_at(self._deadline, self._look)
        self._line, theirs = socket.socketpair()
        self._process: SpawnProcess = _SPAWN.Process(target=work, args=(theirs, memory_megabytes), daemon=True)
        self._process.start()
        self.pid = self._process.pid or 0
        theirs.close()
        self._line.setblocking(False)
        self._loop.add_reader(self._line, self._receive)

    @property
    def has_room(self) -> bool:
        """Whether it may be handed another job."""
        ahead = min(max(int(_AHEAD / max(self._pace, _AHEAD / _MOST)), _FEWEST), _MOST)
        return not self.is_leaving and len(self.jobs) < ahead

    def take(self, job: Job) -> None:
        """Never waits: what the process does not take at once is sent when it does."""
        self.jobs.append(job)
        self.taken += 1
        if len(self.jobs) == 1 and self._is_ready:
            self._deadline = self._loop.time() + self._timeout
        waits = bool(self._unsent)
        self._unsent += job.message
        if not waits:
            self._send()
            if self._unsent:
                self._loop.add_writer(self._line, self._send)

    def end(self) -> None:
        """At once, whatever it is doing."""
        self._timer.cancel()
        self._loop.remove_reader(self._line)
        self._loop.remove_writer(self._line)
        self._line.close()
        self._process.kill()
        self._process.join()
        self._process.close()

    def _send(self) -> None:
        try:
            sent = self._line.send(self._unsent)
        except BlockingIOError:
            return
        except OSError:  # it is gone: what is to be read tells so, too
            sent = len(self._unsent)
        del self._unsent[:sent]
        if not self._unsent:
            self._loop.remove_writer(self._line)

    def _receive(self) -> None:
        try:
            received = self._line.recv(_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not received:
            self._process.join(1)
            self._on_end(self, _cause(self._process.exitcode))
            return
        for answer in self._splitter.messages(received):
            self._deadline = self._loop.time() + self._timeout
            if self._is_ready:
                self._pace += (answer.seconds - self._pace) / _SLUGGISH
                self._on_answer(self, self.jobs.popleft(), answer)
            else:
                self._is_ready = True
                self._timer.cancel()
                self._look()

    def _look(self) -> None:
        """One timer for all jobs: setting one for each would cost more than most of them are worth."""
        if (self.jobs or not self._is_ready) and self._loop.time() >= self._deadline:
            self._on_end(self, None)
            return
        again = max(self._deadline, self._loop.time() + self._timeout / 2)
        self._timer = self._loop.call_at(again, self._look)


def _cause(exit_code: int | None) -> str:
    return f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"
