"""A config that is read again while the program runs: taken, or refused in words."""

from __future__ import annotations

from collections.abc import Callable

from structlog.typing import FilteringBoundLogger

from khabardar.config import Config
from khabardar.errors import ConfigError


def reloaded(
    read: Callable[[], Config], old: Config, fixed: tuple[str, ...], log: FilteringBoundLogger, who: str
) -> Config | None:
    """The new config; None, which `log` tells, where it is broken or changes a part that holds until `who` restarts."""
    try:
        config = read()
    except ConfigError as error:
        faults = str(error)
    else:
        if all(getattr(config, part) == getattr(old, part) for part in fixed):
            return config
        faults = f"{' and '.join(fixed)} hold{'s' if len(fixed) == 1 else ''} until the {who} restarts"
    log.error("new config refused, the old one stays", faults=faults)
    return None
