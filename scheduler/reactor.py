"""Runs one coroutine on Scrapy's asyncio reactor, which a process can start only once.

Twisted's own signal handlers stay out: `run` and `daemon` set theirs on the loop.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")
_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"


def run_on_reactor(main: Callable[[], Awaitable[T]]) -> T:
    """What `asyncio.run(main())` would do, on the reactor. The coroutine's exception is raised here."""
    from scrapy.utils.reactor import install_reactor

    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor is installed already; one process runs one")
    install_reactor(_REACTOR)
    from twisted.internet import reactor as installed

    # Twisted types the module as an interface, which a checker takes for unbound methods.
    reactor: Any = installed

    loop = asyncio.get_event_loop()
    done: asyncio.Future[T] = loop.create_future()

    async def run() -> None:
        try:
            done.set_result(await main())
        except BaseException as error:
            done.set_exception(error)
        finally:
            reactor.stop()

    reactor.callWhenRunning(lambda: loop.create_task(run()))
    reactor.run(installSignalHandlers=False)
    return done.result()
