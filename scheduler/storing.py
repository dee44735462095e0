"""Storage calls in a thread of their own, one after the other: a database that another process has locked makes the
work wait, and never the loop with its signals, its watchdog and its pages of health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class StorageThread:
    """Calls run in the order in which they were handed in, each whole before the next begins."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self._fault: BaseException | None = None

    async def call(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """The function's result or exception. Cancelled, the caller goes on; the call is finished all the same."""
        self.check()
        return await asyncio.wrap_future(self._thread.submit(function, *arguments, **named))

    def later(self, function: Callable[P, Any], *arguments: P.args, **named: P.kwargs) -> None:
        """Returns at once. What it raises is raised by the next `call`, `later` or `check`."""
        self.check()
        self._thread.submit(function, *arguments, **named).add_done_callback(self._note)

    async def settle(self) -> None:
        """Returns when all that was handed in is done; raises what a `later` raised."""
        await asyncio.wrap_future(self._thread.submit(int))
        self.check()

    def check(self) -> None:
        """Raises, once, what a `later` raised."""
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault

    def close(self) -> None:
        """Waits for the call in hand; those that wait behind it are dropped."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _note(self, done: Future[Any]) -> None:
        if not done.cancelled() and self._fault is None:
            self._fault = done.exception()
