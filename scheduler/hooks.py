"""What is done after matching besides the stages themselves: alerts."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from khabardar.config import Config
from khabardar.interfaces import Storage

# Awaited after each match that may have changed rows, and by the daemon's duty `alerts`. It may take its time: what
# blocks belongs into `asyncio.to_thread` (storage may be used from several threads). What it raises is logged, no more.
AfterMatch = Callable[[Storage, datetime], Awaitable[None]]

# A cycle and the duty may come at the same moment: one at a time sends, the other has nothing to add.
_SENDING = threading.Lock()


def after_match(config: Config) -> tuple[AfterMatch, ...]:
    """The hooks that this config asks for."""

    async def alerts(storage: Storage, now: datetime) -> None:
        await asyncio.to_thread(_alerts, config, storage, now)

    return (alerts,)


def _alerts(config: Config, storage: Storage, now: datetime) -> None:
    from alerts.step import do_alerts

    begun = time.monotonic()

    def clock() -> datetime:
        """The caller's time, going on while channels are waited for."""
        return now + timedelta(seconds=time.monotonic() - begun)

    if _SENDING.acquire(blocking=False):
        try:
            do_alerts(config, storage, clock)
        finally:
            _SENDING.release()
