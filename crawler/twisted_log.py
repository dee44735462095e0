"""Twisted's log, into Python's: until somebody does this, it writes tracebacks to standard error on its own."""

from __future__ import annotations

import logging
from functools import cache
from typing import cast

from twisted.logger import ILogObserver, STDLibLogObserver, globalLogBeginner


@cache
def log_twisted_to_python() -> None:
    """Once a process: to the logger `twisted`, without the tracebacks of bad certificates, which are a condition."""
    observer = cast("ILogObserver", STDLibLogObserver("twisted"))  # mypy does not see zope's `implementer`
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)
    logging.getLogger("twisted").addFilter(_is_no_certificate)


def _is_no_certificate(record: logging.LogRecord) -> bool:
    return "while verifying certificate" not in record.getMessage()
