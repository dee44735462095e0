"""How long a page takes over a hundred thousand rows: a real server, a real socket, and nobody asks the same twice.

`python bench/pages.py [--incidents 100000] [--folder DIR]`; a folder keeps the database for the next time.
"""

from __future__ import annotations

import argparse
import http.client
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import uvicorn
from loading import Loader, sources
from prose import Prose
from starlette.applications import Starlette
from stream import REPORTS_AN_INCIDENT, stream

from dashboard import make_app
from khabardar.browsing import RowOrder
from khabardar.config import Config
from khabardar.config.models import StorageConfig
from khabardar.filters import filter_from
from khabardar.interfaces import Storage
from khabardar.records import Incident
from storage import open_storage

_TARGET_MS = 150
_ASKED = 60  # of each kind of page
SAMPLE = 400
COMMON = "(not in it: common words)"  # of a tenth to nearly all rows
NOW = datetime(2025, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Timing:
    """Of one page, in milliseconds. On a quiet machine the two are nearly the same."""

    clock: float
    processor: float


def main() -> int:
    """Exit code 1 where the p95 of all pages, by the processor, misses the mark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--asked", type=int, default=_ASKED)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = (options.folder or Path(scratch)) / f"page-{options.incidents}.db"
        storage = filled(file, options.incidents)
        config = Config(storage=StorageConfig(url=f"sqlite:///{file}"))
        with serving(make_app(config, storage, lambda: NOW)) as port:
            return _measure(port, storage, options.asked)


def filled(file: Path, incidents: int) -> Storage:
    fresh = not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    storage = open_storage(f"sqlite:///{file}")
    if fresh:
        begin = time.perf_counter()
        loader = Loader(storage, f"sqlite:///{file}", Prose().of)
        loader.load(stream(incidents), incidents * REPORTS_AN_INCIDENT * 99 // 100, 0)
        print(f"filled in {time.perf_counter() - begin:.0f} s: {file.stat().st_size / 2**20:.0f} MiB", file=sys.stderr)
    storage.sync_sources(sources())
    return storage


@contextmanager
def serving(app: Starlette) -> Iterator[int]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # who comes before the server waits in its queue
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def _measure(port: int, storage: Storage, asked: int) -> int:
    rng = random.Random(5)
    sample = list(storage.incident_page(filter_from({}), RowOrder.NEWEST, after=None, limit=SAMPLE).rows)
    total = storage.row_counts(filter_from({})).total
    print(f"{total:,} rows; {asked} pages of each kind, each asked once\n")
    print(f"{'':26}{'ms of the processor':>24}{'ms of the clock':>24}")
    print(f"{'page':26}{'median':>12}{'p95':>12}{'median':>12}{'p95':>12}")
    timed(port, "/")
    everything: list[Timing] = []
    for name, of_kind in addresses(rng, sample, asked).items():
        timings = [timed(port, address) for address in of_kind]
        _print(name, timings)
        if name != COMMON:
            everything += timings
    _print("all of them", everything)
    return int(p95([timing.processor for timing in everything]) > _TARGET_MS)


def _print(name: str, timings: Sequence[Timing]) -> None:
    cells = []
    for times in ([one.processor for one in timings], [one.clock for one in timings]):
        cells += [f"{statistics.median(times):12.1f}", f"{p95(times):12.1f}"]
    print(f"{name:26}{''.join(cells)}")


def p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]


def addresses(rng: random.Random, sample: list[Incident], asked: int) -> dict[str, list[str]]:
    def day() -> str:
        return str(date(2015, 1, 1) + timedelta(days=rng.randrange(1400)))

    def row() -> Incident:
        return rng.choice(sample)

    words = Prose().words

    def word(first: int, last: int) -> str:
        """Of these ranks by how common it is, drawn so that each doubling of the rank is as likely."""
        return words[int(first * (last / first) ** rng.random())]

    def box() -> str:
        south, west = rng.uniform(24, 34), rng.uniform(60, 70)
        return f"{west:.2f},{south:.2f},{west + 2:.2f},{south + 2:.2f}"

    kinds = {
        "all, from a page far in": lambda: f"/?after={day()}~KB-A&shown=5000",
        "all, most killed first": lambda: f"/?sort=killed&after={rng.randrange(1, 30)}~KB-{rng.choice('ABCDEFG')}",
        "from a day on": lambda: f"/?since={day()}",
        "a province": lambda: f"/?admin1=Province+{rng.randrange(1, 7)}&until={day()}",
        "a type and a toll": lambda: (
            f"/?type={quote(row().facts.sub_event_type)}&killed={rng.randrange(9)}&since={day()}"
        ),
        "a place": lambda: f"/?place={quote(row().facts.place or 'x')}&until=2030-01-{rng.randrange(10, 29)}",
        "a group, in part": lambda: f"/?who={rng.choice(('column', 'guards', 'front'))}&since={day()}",
        "an area of the map": lambda: f"/?box={box()}",
        "the map, whole": lambda: f"/map.json?zoom=5&since={day()}",
        "the map, near": lambda: f"/map.json?zoom=9&box={box()}",
        "a cluster's list": lambda: f"/listed?box={box()}",
        "a name or rarer word": lambda: f"/?text={word(300, 40_000)}",
        "several words": lambda: f"/?text={word(30, 3_000)}+{word(30, 3_000)}+{word(300, 40_000)[:4]}",
        "words in a row": lambda: (
            f"/?text={quote(chr(34) + 'in ' + (row().facts.place or 'x') + chr(34))}&since={day()}"
        ),
        "nothing found": lambda: f"/?since={day()}&killed=90000",
        "one incident": lambda: f"/incidents/{row().id}",
        "the review queue": lambda: "/review",
        "the sources": lambda: "/sources",
        COMMON: lambda: f"/?text={word(3, 300)}&since={day()}",
    }
    return {name: [make() for _ in range(asked)] for name, make in kinds.items()}


def timed(port: int, address: str) -> Timing:
    """Processor time of server and client together: they are one process."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    clock, processor = time.perf_counter(), time.process_time()
    connection.request("GET", address)
    answer = connection.getresponse()
    body = answer.read()
    timing = Timing((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000)
    connection.close()
    assert answer.status == 200, (address, answer.status, body[:300])
    return timing


if __name__ == "__main__":
    sys.exit(main())
