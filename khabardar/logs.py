"""One line an event, on stderr: ours, Scrapy's and APScheduler's in one stream and one form."""

from __future__ import annotations

import logging
import sys
from typing import Any, Literal

import structlog

# Scrapy and Twisted tell a page's every step at INFO; what matters of it is in our own lines.
_QUIET = {
    "scrapy": logging.WARNING,
    "twisted": logging.WARNING,
    "apscheduler": logging.WARNING,
    "trafilatura": logging.ERROR,
    "htmldate": logging.ERROR,
    "asyncio": logging.WARNING,
    "alembic": logging.WARNING,
    "charset_normalizer": logging.WARNING,
}


def configure_logs(level: str, form: Literal["text", "json"]) -> None:
    """Route all logging of the process to stderr; called once, by the command line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet_level in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet_level, root.level))
