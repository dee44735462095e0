"""The dashboard over a hundred thousand incidents: each view in units of the least page that its server can send."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

import pages
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from bench.versus.figures import Kind, Part, Ratio
from bench.versus.tables import shown
from dashboard import make_app
from khabardar.browsing import RowOrder
from khabardar.config import Config
from khabardar.config.models import StorageConfig
from khabardar.filters import filter_from

_INCIDENTS = 100_000
_ASKED = 12  # of each view in a round, each address once
_FLOOR_PAGE = "<!doctype html><title>A page</title>" + "<p>A line of a page that was made before.</p>" * 1000


def measure(rounds: int, folder: Path | None) -> Iterator[Part]:
    """One part; a folder keeps the filled database for the next time."""
    with tempfile.TemporaryDirectory() as scratch:
        file = (folder or Path(scratch)) / f"page-{_INCIDENTS}.db"
        storage = pages.filled(file, _INCIDENTS)
        rows = storage.incident_page(filter_from({}), RowOrder.NEWEST, after=None, limit=pages.SAMPLE).rows
        asked = pages.addresses(random.Random(5), list(rows), _ASKED * rounds)
        config = Config(storage=StorageConfig(url=f"sqlite:///{file}"))
        with pages.serving(make_app(config, storage, lambda: pages.NOW)) as port, pages.serving(_bare()) as bare:
            found = [_round(port, bare, asked, slice(n * _ASKED, (n + 1) * _ASKED)) for n in range(rounds)]
        storage.close()
    return iter([_part(found)])


def _round(port: int, bare: int, asked: Mapping[str, Sequence[str]], these: slice) -> Mapping[str, list[float]]:
    """Milliseconds of the processor, by view; under the empty name those of the bare server."""
    pages.timed(port, "/")
    found = {"": [pages.timed(bare, "/").processor for _ in range(_ASKED)]}
    for view, addresses in asked.items():
        found[view] = [pages.timed(port, address).processor for address in addresses[these]]
    return found


def _part(rounds: Sequence[Mapping[str, list[float]]]) -> Part:
    least = [median(found[""]) for found in rounds]
    ratios, rows = [], []
    for view in (view for view in rounds[0] if view):
        middle = [median(found[view]) for found in rounds]
        name = "pages/" + re.sub(r"[^a-z0-9]+", "-", view.lower()).strip("-")
        ratios.append(Ratio(name, view, "a fixed page", Kind.SHORT_TIME, "ms", middle, least, floor=True))
        whole = [ms for found in rounds for ms in found[view]]
        rows.append(
            [
                view.strip("()").removeprefix("not in it: "),
                shown(median(whole)),
                shown(pages.p95(whole)),
                shown(ratios[-1].median),
            ]
        )
    counted = [view for view in rounds[0] if view not in ("", pages.COMMON)]
    everything = [ms for found in rounds for view in counted for ms in found[view]]
    rows.append(["all of them but common words", shown(median(everything)), shown(pages.p95(everything)), ""])
    how = (
        f"{_INCIDENTS:,} incidents, SQLite, a real server and socket; {_ASKED} addresses of each view a round, none "
        "asked twice; milliseconds of the processor, server and client together. The unit is a fixed page of 45 kB "
        "that uvicorn and Starlette send without us: no peer, but what a machine's speed divides out of. `python -m "
        "bench.versus pages`; `bench/pages.py` measures by the clock as well."
    )
    header = ("view", "p50, ms", "p95, ms", "p50 in fixed pages")
    title = f"The dashboard over {_INCIDENTS:,} incidents"
    return Part("pages", title, how, ratios, header, rows, ratios_in_rows=True)


def _bare() -> Starlette:
    """uvicorn and Starlette without us."""

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(_FLOOR_PAGE)

    return Starlette(routes=[Route("/", page)])
