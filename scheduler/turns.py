"""Politeness over machines: a request to a web host waits for its turn, which the database gives to one at a time.

A turn is a lease that is renewed while the answer is awaited, so that a worker that dies gives it back by dying.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from typing import ParamSpec, TypeVar

import structlog

from khabardar.errors import StorageError
from storage import HostTurns

log = structlog.get_logger("khabardar.turns")
P = ParamSpec("P")
R = TypeVar("R")
_LEASE = 8.0  # seconds
_RENEWED = 2.5
_ASKED_AGAIN = 0.25  # at the latest: who has the turn may end it well before its lease does
_PATIENCE = 60.0  # with a server that restarts
_AFTER_FAULT = 1.0


@contextmanager
def turns_on(url: str) -> Iterator[SharedTurns | None]:
    """For the body of the `with`; None for a database that only one machine has."""
    if url.startswith("sqlite:"):
        yield None
    else:
        with closing(shared_turns(url)) as turns:
            yield turns


def shared_turns(url: str, host: str | None = None) -> SharedTurns:
    """Those of this process. `host`: what this machine is called, where it has a better name than its own."""
    return SharedTurns(HostTurns(url, f"{(host or socket.gethostname())[:24]} {os.getpid()}"))


class SharedTurns:
    """`khabardar.interfaces.Turns` over the database. One a process."""

    def __init__(self, turns: HostTurns) -> None:
        self._turns = turns
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="turns")
        self._numbers = itertools.count()
        self._ending: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def turn(self, host: str, pause: float) -> AsyncIterator[None]:
        """See the interface."""
        name = str(next(self._numbers))
        await self._take(host, name)
        renewing = asyncio.ensure_future(self._renew(host, name))
        try:
            yield
        finally:
            renewing.cancel()
            # Not awaited: the answer is here, and whoever has it need not wait for the database.
            ending = asyncio.ensure_future(self._end(host, name, pause))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    def close(self) -> None:
        """Turns in hand end with their leases."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._turns.close()

    async def _take(self, host: str, name: str) -> None:
        while wait := await self._asked(self._turns.take, host, name, _LEASE):
            await asyncio.sleep(min(wait, _ASKED_AGAIN * random.uniform(0.5, 1)))

    async def _renew(self, host: str, name: str) -> None:
        while True:
            await asyncio.sleep(_RENEWED)
            try:
                await self._in_thread(self._turns.end, host, name, _LEASE)
            except StorageError as error:
                log.warning("a turn could not be renewed", host=host, why=str(error))

    async def _end(self, host: str, name: str, pause: float) -> None:
        try:
            if not await self._asked(self._turns.end, host, name, pause):
                log.warning("a turn was over before its answer came: is this machine overloaded?", host=host)
        except StorageError as error:
            log.warning("the pause after a request could not be noted", host=host, why=str(error))

    async def _asked(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """Again and again while the server is away; raises StorageError when that takes too long."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + _PATIENCE
        while True:
            try:
                return await self._in_thread(function, *arguments, **named)
            except StorageError:
                if loop.time() > patience:
                    raise
            await asyncio.sleep(_AFTER_FAULT)

    async def _in_thread(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        return await asyncio.wrap_future(self._threads.submit(function, *arguments, **named))
