"""Matching: time a report, by how many are stored already."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from loading import Loader
from matching import WARM_UP, timed_reports
from stream import REPORTS_AN_INCIDENT, stream

from bench.versus.figures import Kind, Part, Ratio
from storage import open_storage

_SIZES = (10_000, 100_000)
_FULL = (*_SIZES, 1_000_000)
_TIMED = 200  # reports a round


def measure(rounds: int, full: bool) -> Iterator[Part]:
    """One part. `full`: up to a million, some fifteen minutes."""
    sizes = _FULL if full else _SIZES
    with tempfile.TemporaryDirectory() as folder:
        found = _measured(Path(folder) / "growth.db", sizes, rounds)
    first = found[sizes[0]]
    ratios = [
        Ratio(
            f"matching/{size}",
            f"a report kept and matched, {size:,} stored",
            f"{sizes[0]:,} stored",
            Kind.TIME,
            "ms",
            found[size],
            first,
            floor=True,
        )
        for size in sizes[1:]
    ]
    how = (
        f"A made-up stream of news, four reports an incident; {_TIMED} reports a round go the real way, a hundred at "
        "a time, time of the processor a report. No peer: what counts is how little it grows. `python -m "
        "bench.versus matching [--million]`; `bench/matching.py` judges the rows as well."
    )
    return iter([Part("matching", "Matching a report, by how many are stored", how, ratios)])


def _measured(file: Path, sizes: tuple[int, ...], rounds: int) -> dict[int, list[float]]:
    """Milliseconds a report, a round each."""
    storage = open_storage(f"sqlite:///{file}")
    news = stream((sizes[-1] + WARM_UP + len(sizes) * (1 + rounds) * _TIMED) // REPORTS_AN_INCIDENT * 2)
    loader = Loader(storage, f"sqlite:///{file}")
    number = loader.load(news, sizes[0] - WARM_UP, 0)
    timed_reports(storage, list(islice(news, WARM_UP)), number)  # imports, caches of names, compiled statements
    number += WARM_UP
    found: dict[int, list[float]] = {}
    for size in sizes:
        number = loader.load(news, max(0, size - number), number)
        samples = []
        for _ in range(1 + rounds):
            samples.append(1000 * timed_reports(storage, list(islice(news, _TIMED)), number).whole)
            number += _TIMED
        found[size] = samples[1:]  # the first ones find nothing of what was loaded in memory
    storage.close()
    return found
