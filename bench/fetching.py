"""Pages a second through the whole fetch stage, against a bare Scrapy spider that only downloads the same pages.

    nice -n 15 python -m bench.fetching [--sources 200] [--articles 50] [--workers 2] [--repeat 2]

A server of its own plays as many hosts as there are sources, each with a feed and its articles. Both crawls run one
after the other in processes of their own with the same concurrency and no delay; the bare one is run before and after,
and the mean of its two figures counts, since the machine may be busy. Ours asks robots.txt of every host, reads feeds
and pages in worker processes, and stores links, articles and states in SQLite. `--repeat`: further crawls in the same
process over another day's articles, for the memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PARAGRAPH = (
    "The council of the district met in the town hall on Monday and spoke about the repair of the road to the market, "
    "which the rains of the last month had washed away near the bridge, a member of the council told this newspaper. "
)
MENU = "".join(f"<li><a href='/topic/{n}'>Topic number {n}</a></li>" for n in range(40))


def page(name: str) -> bytes:
    """Some eight kilobytes, a third of them text."""
    text = "".join(f"<p>{PARAGRAPH} It is paragraph {n} of {name}.</p>" for n in range(10))
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Road to be repaired - Daily</title>"
        "<meta property='article:published_time' content='2026-03-02T09:30:00+05:00'></head><body>"
        f"<nav><ul>{MENU}</ul></nav><main><article><h1>Road to be repaired</h1>{text}</article></main>"
        f"<aside><ul>{MENU}</ul></aside><footer>All rights reserved</footer></body></html>"
    ).encode()


def feed(host: str, day: str, articles: int) -> bytes:
    items = "".join(
        f"<item><title>Road {n} to be repaired</title><link>http://{host}/{day}/a{n}</link>"
        f"<guid>{host}-{day}-{n}</guid><pubDate>Mon, 02 Mar 2026 09:00:00 +0500</pubDate></item>"
        for n in range(articles)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>".encode()


async def serve(articles: int) -> None:
    """Prints its port; ends when its standard input closes."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                path = lines[0].split(" ")[1]
                host = next(line[5:].strip() for line in lines if line.lower().startswith("host:"))
                day, _, name = path.strip("/").partition("/")
                body = feed(host, day, articles) if name == "feed" else page(path) if name else b""
                kind = b"application/rss+xml" if name == "feed" else b"text/html; charset=utf-8"
                status = b"200 OK" if name else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (status, kind, len(body)) + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


class OneAddress:
    """A resolver under which every name is this machine."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def resolveHostName(self, receiver: Any, _name: str, *rest: Any, **more: Any) -> Any:  # noqa: N802
        return self._inner.resolveHostName(receiver, "127.0.0.1", *rest, **more)


def resident() -> float:
    """Megabytes of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def on_reactor(main: Any) -> Any:
    from scheduler.reactor import run_on_reactor

    async def start() -> Any:
        from twisted.internet import reactor

        reactor.installNameResolver(OneAddress(reactor.nameResolver))  # type: ignore[attr-defined]
        return await main()

    return run_on_reactor(start)


def bare(port: int, sources: int, articles: int) -> dict[str, Any]:
    """Only downloads: every feed and every page."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.settings import CONCURRENT_REQUESTS

    class Bare(scrapy.Spider):
        name = "bare"
        custom_settings = {  # noqa: RUF012
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "CONCURRENT_REQUESTS": CONCURRENT_REQUESTS,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "LOG_ENABLED": False,
        }
        got = 0

        async def start(self) -> Any:
            for name in ("feed", *(f"a{n}" for n in range(articles))):
                for n in range(sources):
                    yield scrapy.Request(f"http://h{n}.test:{port}/day0/{name}")

        def parse(self, response: Any) -> None:
            Bare.got += response.status == 200

    async def main() -> dict[str, Any]:
        began, cpu = time.perf_counter(), time.process_time()
        await AsyncCrawlerRunner().crawl(Bare)
        return {"pages": Bare.got, "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}

    result: dict[str, Any] = on_reactor(main)
    return result


def ours(port: int, sources: int, articles: int, workers: int, repeat: int) -> dict[str, Any]:
    """The fetch stage as a cycle runs it, over SQLite."""
    from datetime import UTC, datetime, timedelta

    from crawler.pool import WorkerPool
    from crawler.run import Crawl
    from khabardar.config.models import FetchConfig
    from khabardar.records import Source
    from khabardar.vocabulary import SourceKind
    from scheduler.desk import StorageDesk
    from scheduler.storing import StorageThread
    from storage import open_storage

    fetch = FetchConfig(
        delay=timedelta(),
        allow_private_addresses=True,
        max_articles_per_source=articles,
        max_pages_per_host=10_000,
        max_cycle_time=timedelta(hours=1),
        reread_per_source=0,
    )

    async def main() -> dict[str, Any]:
        pool, thread, rounds = WorkerPool(workers), StorageThread(), []
        with tempfile.TemporaryDirectory() as folder:
            storage = open_storage(f"sqlite:///{folder}/k.db", create=True)
            for day in range(repeat):
                watched = [
                    Source(f"h{n}", f"h{n}", SourceKind.FEED, f"http://h{n}.test:{port}/day{day}/feed", f"h{n}")
                    for n in range(sources)
                ]
                storage.sync_sources(watched)
                desk = StorageDesk(
                    storage,
                    thread,
                    watched,
                    storage.source_states(),
                    {},
                    now=lambda: datetime.now(UTC),
                    chance=lambda: 0.5,
                    max_tries=3,
                )
                began, cpu = time.perf_counter(), time.process_time()
                await Crawl(watched, desk, fetch, pool, lambda: datetime.now(UTC)).run()
                await thread.settle()
                seconds = time.perf_counter() - began
                rounds.append(
                    {
                        "pages": desk.tally.articles + sources,
                        "seconds": seconds,
                        "megabytes": resident(),
                        "cpu": time.process_time() - cpu,
                    }
                )
            storing = await thread.call(time.thread_time)
            thread.close()
            pool.close()
            storage.close()
        return {"rounds": rounds, "storing": storing, "readers": os.times().children_user + os.times().children_system}

    result: dict[str, Any] = on_reactor(main)
    return result


def child(*arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.fetching", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("part", nargs="?", default="all", choices=["all", "serve", "bare", "ours"])
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--sources", type=int, default=200)
    options.add_argument("--articles", type=int, default=50)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--repeat", type=int, default=1)
    given = options.parse_args()
    if given.part == "serve":
        return asyncio.run(serve(given.articles))
    if given.part == "bare":
        return print(json.dumps(bare(given.port, given.sources, given.articles)))
    if given.part == "ours":
        return print(json.dumps(ours(given.port, given.sources, given.articles, given.workers, given.repeat)))
    return compare(given)


def compare(given: argparse.Namespace) -> None:
    command = [sys.executable, "-m", "bench.fetching", "serve", "--articles", str(given.articles)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    size = ("--port", server.stdout.readline().strip(), "--sources", given.sources, "--articles", given.articles)
    before = child("bare", *size)
    found = child("ours", *size, "--workers", given.workers, "--repeat", given.repeat)
    rounds = found["rounds"]
    after = child("bare", *size)
    server.communicate("")
    speeds = [one["pages"] / one["seconds"] for one in (before, after)]
    bare_cpu = (before["cpu"] + after["cpu"]) / 2 / before["pages"]
    print(f"bare Scrapy  {before['pages']} pages, {speeds[0]:.0f} and {speeds[1]:.0f} a second; {_ms(bare_cpu)} a page")
    for one in rounds:
        speed = one["pages"] / one["seconds"]
        ratio = speed / (sum(speeds) / 2)
        print(f"Khabardar    {one['pages']} pages, {speed:.0f} a second: {ratio:.2f} of it; {one['megabytes']:.0f} MiB")
    pages = sum(one["pages"] for one in rounds)
    main_cpu, readers = sum(one["cpu"] for one in rounds) / pages, found["readers"] / pages
    storing = found["storing"] / pages
    print(
        f"processor    {_ms(main_cpu - storing)} a page on the loop, {_ms(storing)} in the storage thread, "
        f"{_ms(readers)} in the workers, their start included"
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
