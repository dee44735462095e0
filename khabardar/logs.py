"""One line an event, on stderr: ours, Scrapy's and APScheduler's in one stream and one form, and no secrets in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog

from khabardar.errors import KhabardarError

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
_MASK = "***"
_SECRETS = (
    re.compile(r"(?P<kept>://[^\s/@:]*:)[^\s/@]+(?=@)"),  # the password of an address
    re.compile(
        r"(?i)(?P<kept>[?&;](?:[\w-]*(?:token|secret|passw(?:or)?d|signature|api_?key)|key|sig|auth)=)[^&\s\"'<>#]+"
    ),
    re.compile(
        r"(?i)(?P<kept>\b(?:authorization|proxy-authorization)['\"]?\s*[:=]\s*['\"]?(?:bearer|basic)\s+)[^\s'\"]+"
    ),
)
_SECRET_NAMES = re.compile(r"(?i)(?:^|_)(?:token|secret|password|api_?key)$")
_FORMS = Literal["text", "json"]


def configure_logs(level: str, form: _FORMS) -> None:
    """Route all logging of the process to stderr. May be called again: a config that was read again changes it."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _text_renderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Stderr()
    handler.addFilter(_is_told_here_alone)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                masked,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet_level in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet_level, root.level))


def mask(text: str) -> str:
    """The text without passwords of addresses, tokens in queries and credentials of headers."""
    for secret in _SECRETS:
        text = secret.sub(lambda match: match["kept"] + _MASK, text)
    return text


def masked(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the last before the line is made, so that tracebacks and foreign lines pass it, too."""
    for key, value in event.items():
        event[key] = _MASK if _SECRET_NAMES.search(key) and value else _without_secrets(value)
    return event


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {key: _without_secrets(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(inner) for inner in value]
    return value if isinstance(value, int | float | bool) or value is None else mask(str(value))


def _text_renderer() -> Any:
    """For people at a terminal colours and tracebacks over several lines; in a file one line an event."""
    if sys.stderr.isatty():
        return structlog.dev.ConsoleRenderer(colors=True, pad_event_to=0)
    plain = structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)

    def in_one_line(logger: Any, method: str, event: MutableMapping[str, Any]) -> str:
        return str(plain(logger, method, event)).replace("\r", "").strip("\n").replace("\n", " | ")

    return in_one_line


def _is_told_here_alone(record: logging.LogRecord) -> bool:
    """Not what Scrapy says, with its traceback, of an error of ours on its way through: the caller tells it once."""
    error = record.exc_info[1] if record.exc_info else None
    return not (record.name.startswith("scrapy") and isinstance(error, KhabardarError))


class _Stderr(logging.StreamHandler[TextIO]):
    """To what `sys.stderr` is at the moment: a progress bar puts its own in its place, to keep lines above it."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr
