"""A hundred news sites on loopback, each at an address of its own: a front page, a feed, its articles.

All answer conditions (ETag, Last-Modified) as good servers do, and nothing else is particular. In the second cycle a
tenth of the feeds has three entries more. Another address of the same port is for the bench: it begins a cycle and
tells how many requests and bytes (heads and bodies, as sent) there were since.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections import Counter
from typing import Any

from bench.fetching import page

_SITES_MOST = 100
ENTRIES = 30
NEW_ENTRIES = 3
_NEW_IN_EVERY = 10  # of the sites
_DESK = "127.0.0.1"
_FRONT = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Daily</title>'
    '<link rel="alternate" type="application/rss+xml" href="/feed"></head><body><h1>Daily</h1></body></html>'
)


def address(site: int) -> str:
    """Of a site, from 0."""
    return f"127.0.1.{site + 1}"


def new_in_second(sites: int) -> int:
    """Entries that the second cycle brings."""
    return NEW_ENTRIES * len(range(0, sites, _NEW_IN_EVERY))


class Sites:
    """What each path gives, and what was sent."""

    def __init__(self) -> None:
        self.cycle = 1
        self.sent: Counter[str] = Counter()

    def answer(self, head: str) -> bytes:
        lines = head.split("\r\n")
        path = lines[0].split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        host, _, _ = headers["host"].partition(":")
        if host == _DESK:
            return _response("200 OK", "application/json", self._told(path))
        kind, body, mark = self._page(headers["host"], int(host.rpartition(".")[2]) - 1, path)
        if not body:
            return self._count(path, _response("404 Not Found", "text/plain", b"none\n"))
        about = f'ETag: "{mark}"\r\nLast-Modified: Mon, 02 Mar 2026 0{self.cycle}:00:00 GMT\r\n'
        if headers.get("if-none-match") == f'"{mark}"':
            return self._count(path, f"HTTP/1.1 304 Not Modified\r\n{about}\r\n".encode())
        return self._count(path, _response("200 OK", kind, body, about))

    def _told(self, path: str) -> bytes:
        told = json.dumps(self.sent).encode()
        if path.startswith("/cycle/"):
            self.cycle = int(path.rpartition("/")[2])
            self.sent.clear()
        return told

    def _page(self, host: str, site: int, path: str) -> tuple[str, bytes, str]:
        if path == "/":
            return "text/html; charset=utf-8", _FRONT.encode(), "front"
        if path == "/feed":
            more = self.cycle > 1 and site % _NEW_IN_EVERY == 0
            numbers = range(ENTRIES + NEW_ENTRIES * more - 1, -1, -1)
            return "application/rss+xml; charset=utf-8", _feed(host, numbers), f"feed-{more}"
        if path.startswith("/news/"):
            return "text/html; charset=utf-8", _article(path), path.rpartition("/")[2]
        return "", b"", ""

    def _count(self, path: str, sent: bytes) -> bytes:
        self.sent["requests"] += 1
        self.sent["bytes"] += len(sent)
        if path.startswith("/news/"):
            self.sent["pages"] += 1
            self.sent["bytes of pages"] += len(sent)
        return sent


def _feed(host: str, numbers: range) -> bytes:
    items = "".join(
        f"<item><title>Road {n} to be repaired</title><link>http://{host}/news/{n}</link><guid>http://{host}/news/{n}"
        f"</guid><pubDate>Mon, 02 Mar 2026 0{n % 10}:00:00 +0500</pubDate><description>The council of the district met "
        f"in the town hall on Monday and spoke about road {n}.</description></item>"
        for n in numbers
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Daily</title>'
        f"<link>http://{host}/</link><description>News</description>{items}</channel></rss>"
    ).encode()


def _article(path: str) -> bytes:
    """With the mark that news-please's heuristics ask of an article."""
    return page(path).replace(b"<meta property", b'<meta property="og:type" content="article"><meta property', 1)


def _response(status: str, kind: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


async def _serve() -> None:
    sites = Sites()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(sites.answer(head.decode("latin-1")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    first = await asyncio.start_server(talk, _DESK, 0)
    port = first.sockets[0].getsockname()[1]
    await asyncio.start_server(talk, [address(site) for site in range(_SITES_MOST)], port)
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


class FeedServer:
    """The server as a process of its own, which ends with the block."""

    def __enter__(self) -> FeedServer:
        command = [sys.executable, "-m", "bench.versus.feed_server"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("")

    def begin(self, cycle: int) -> None:
        """What is sent from now on is of this cycle."""
        self._ask(f"/cycle/{cycle}")

    def sent(self) -> dict[str, int]:
        """`requests`, `bytes`, and of these `pages` and `bytes of pages`, since the cycle began."""
        return Counter(self._ask("/sent"))

    def _ask(self, path: str) -> Any:
        with urllib.request.urlopen(f"http://{_DESK}:{self.port}{path}", timeout=10) as answer:
            return json.loads(answer.read())


if __name__ == "__main__":
    asyncio.run(_serve())
