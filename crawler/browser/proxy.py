"""The only way out that the browser has: a proxy of our own, which connects to public addresses and to no other.

A browser resolves names by itself and follows whatever a page's scripts ask for, so what the crawler refuses must be
refused once more, here, at the connection: each name is resolved once, looked at, and the very address that was looked
at is connected to.
"""

from __future__ import annotations

import asyncio
import contextlib
from urllib.parse import urlsplit

from crawler.resolver import is_public

_HEAD = 64 * 1024  # bytes: the longest head of a request
_PIECE = 64 * 1024


class GuardedProxy:
    """An HTTP proxy on loopback, without CONNECT to anything private; `url` once it is started."""

    def __init__(self, *, allow_private: bool, most_bytes: int) -> None:
        self.url = ""
        self._allow_private = allow_private
        self._most_bytes = most_bytes  # of one connection's answers
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listens on a free port of loopback."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_HEAD)
        self.url = "http://{}:{}".format(*self._server.sockets[0].getsockname()[:2])

    def close(self) -> None:
        """Takes no further connection."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, *_ = head.decode("latin-1").split(" ", 2)
            is_tunnel = method == "CONNECT"
            parts = urlsplit(f"//{target}" if is_tunnel else target)
            address = await self._address(parts.hostname or "", parts.port or (443 if is_tunnel else 80))
            if address is None:
                writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                await writer.drain()
            else:
                await self._relay(reader, writer, address, None if is_tunnel else _direct(head, target))
        writer.close()

    async def _address(self, host: str, port: int) -> tuple[str, int] | None:
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
        addresses = [str(entry[4][0]) for entry in found]
        allowed = [address for address in addresses if self._allow_private or is_public(address)]
        return (allowed[0], port) if allowed else None

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        address: tuple[str, int],
        request: bytes | None,
    ) -> None:
        there, out = await asyncio.open_connection(*address)
        try:
            if request is None:
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                out.write(request)
            await asyncio.gather(_pump(reader, out, None), _pump(there, writer, self._most_bytes))
        finally:
            out.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, most: int | None) -> None:
    """Until the source ends, or has given `most` bytes."""
    total = 0
    with contextlib.suppress(OSError):
        while piece := await source.read(_PIECE):
            total += len(piece)
            if most is not None and total > most:
                break
            sink.write(piece)
            await sink.drain()
    sink.close()


def _direct(head: bytes, target: str) -> bytes:
    """The request as its own server wants it: a path for an address, and one request a connection."""
    line, _, rest = head.partition(b"\r\n")
    method, _, version = line.split(b" ", 2)
    parts = urlsplit(target)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [part for part in rest.split(b"\r\n") if not part.lower().startswith((b"proxy-", b"connection:"))]
    return b"\r\n".join([b" ".join((method, path.encode("latin-1"), version)), b"Connection: close", *kept])
