"""`GET /healthz` and `GET /metrics` while the daemon runs: a few lines of HTTP on its own loop, for monitors only.

/healthz    200 where all is well or only some sources are not current, 503 otherwise; JSON with the faults
/metrics    the text format of Prometheus (needs the extra `metrics`)
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any

import structlog

from khabardar.errors import KhabardarError
from scheduler.cycle import Worker
from scheduler.health import Health, examine
from scheduler.metrics import MetricsMissing, exposition

log = structlog.get_logger("khabardar.serve")
_PATIENCE_SECONDS = 5.0
_LONGEST_LINE = 4096
_JSON = "application/json"


@asynccontextmanager
async def serving(worker: Worker, started_at: datetime) -> AsyncIterator[int | None]:
    """For the body of the `with`, where the config names a port; gives the port that was taken."""
    where = worker.config.serve
    if where.port is None:
        yield None
        return
    pages = _Pages(worker, started_at)
    try:
        server = await asyncio.start_server(pages.answer, where.host, where.port, limit=_LONGEST_LINE)
    except OSError as error:
        raise KhabardarError(f"can't serve at {where.host}:{where.port}: {error.strerror or error}") from error
    port = int(server.sockets[0].getsockname()[1])
    log.info("serving /healthz and /metrics", host=where.host, port=port)
    async with server:
        yield port


class _Pages:
    def __init__(self, worker: Worker, started_at: datetime) -> None:
        self._worker = worker
        self._started_at = started_at

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        try:
            method, path = await asyncio.wait_for(_request(reader), _PATIENCE_SECONDS)
            status, content_type, body = await self._page(method, path)
            writer.write(_response(status, content_type, b"" if method == "HEAD" else body, len(body)))
            await asyncio.wait_for(writer.drain(), _PATIENCE_SECONDS)
        except (TimeoutError, ConnectionError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked went away, or does not speak HTTP
        finally:
            writer.close()

    async def _page(self, method: str, path: str) -> tuple[HTTPStatus, str, bytes]:
        if method not in ("GET", "HEAD"):
            return HTTPStatus.METHOD_NOT_ALLOWED, "text/plain", b"GET only\n"
        if path not in ("/healthz", "/metrics"):
            return HTTPStatus.NOT_FOUND, "text/plain", b"/healthz, /metrics\n"
        try:
            health = await self._health()
        except KhabardarError as error:
            return HTTPStatus.SERVICE_UNAVAILABLE, _JSON, _json({"ok": False, "faults": [str(error)]})
        if path == "/healthz":
            return self._healthz(health)
        try:
            return HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", self._metrics(health)
        except MetricsMissing as error:
            return HTTPStatus.NOT_IMPLEMENTED, "text/plain", f"{error}\n".encode()

    async def _health(self) -> Health:
        """Beside the work's own storage calls: a monitor asks just when these hang."""
        worker = self._worker
        return await asyncio.to_thread(examine, worker.config, worker.storage, worker.now(), check=False)

    def _healthz(self, health: Health) -> tuple[HTTPStatus, str, bytes]:
        stuck = self._worker.progress.stuck(self._worker.config.schedule.stuck_after)
        well = not stuck and (not health.faults or health.only_sources)
        body = {
            "ok": well,
            "faults": [*stuck, *health.faults],
            "sources_current": health.current_sources,
            "sources": len(health.sources),
            "lag_seconds": health.lag_seconds,
            "last_cycle": health.last_cycle,
            "in_hand": self._worker.progress.in_hand,
            "version": health.version,
        }
        return HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, _JSON, _json(body)

    def _metrics(self, health: Health) -> bytes:
        worker = self._worker
        uptime = (worker.now() - self._started_at).total_seconds()
        stuck = worker.progress.stuck(worker.config.schedule.stuck_after)
        return exposition(health, worker.counts(), worker.pool.replaced, uptime, len(stuck))


async def _request(reader: asyncio.StreamReader) -> tuple[str, str]:
    """Method and path; the headers are read and not looked at."""
    method, target, _ = (await reader.readuntil(b"\n")).decode("latin-1").split(" ", 2)
    while (await reader.readuntil(b"\n")).strip():
        pass
    return method, target.partition("?")[0]


def _response(status: HTTPStatus, content_type: str, body: bytes, length: int) -> bytes:
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        f"Content-Type: {content_type}",
        f"Content-Length: {length}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, default=str) + "\n").encode()
