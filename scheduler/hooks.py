"""What is done after matching besides the stages themselves: the seam for alerts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from khabardar.config import Config
from khabardar.interfaces import Storage

# Awaited after each match that may have changed rows, and by the daemon's duty `alerts`. It may take its time: what
# blocks belongs into `asyncio.to_thread` (storage may be used from several threads). What it raises is logged, no more.
AfterMatch = Callable[[Storage, datetime], Awaitable[None]]


def after_match(config: Config) -> tuple[AfterMatch, ...]:
    """The hooks that this config asks for."""
    return ()
