"""How the time to match a report grows with the reports stored, and how right the rows are.

    python bench/matching.py [--full] [--timed 1000] [--folder FOLDER]

A made-up stream of news (bench/stream.py) fills a database to 10,000 and 100,000 reports (with --full to 1,000,000);
at each size the next reports go the real way, one hundred at a time as in a cycle: kept, then matched. What is stored
before is put in in bulk, with right rows (bench/loading.py). Precision and recall are over all pairs of reports of
which one at least was timed.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, islice
from pathlib import Path

from loading import Loader, article_of, truth_of
from sqlalchemy import create_engine, select
from stream import REPORTS_AN_INCIDENT, Told, stream

from khabardar.interfaces import Storage
from khabardar.records import Reading
from khabardar.vocabulary import TollPolicy
from scheduler.stages import keep_reading, match_pending
from storage import open_storage, tables

_SIZES = (10_000, 100_000)
_FULL = (*_SIZES, 1_000_000)
_BATCH = 100
WARM_UP = 1000
_NEAR = 5_000  # reports before the timed ones that may tell the same incident: some six days of news


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds a report: of the processor to keep it and to match it, and by the clock for both."""

    keep: float
    match: float
    clock: float

    @property
    def whole(self) -> float:
        return self.keep + self.match


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of reports of one row (`found`), of one true incident (`true`), and both."""

    found: int
    true: int
    right: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="up to 1,000,000 stored: about a quarter of an hour")
    parser.add_argument("--timed", type=int, default=1000, help="reports timed at each size")
    parser.add_argument("--folder", type=Path, help="where the database goes; default: a temporary folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        _measure(Path(folder) / "bench.db", _FULL if given.full else _SIZES, given.timed)


def _measure(path: Path, sizes: tuple[int, ...], timed: int) -> None:
    storage = open_storage(f"sqlite:///{path}")
    news = stream((sizes[-1] + len(sizes) * timed) // REPORTS_AN_INCIDENT * 2)
    loader = Loader(storage, f"sqlite:///{path}")
    number = 0
    figures, judged = [], []
    print("what is stored before was put in in bulk, with right rows; what is timed goes the real way")
    number = loader.load(news, sizes[0] - WARM_UP, number)
    timed_reports(storage, list(islice(news, WARM_UP)), number)  # imports, caches of names, compiled statements
    number += WARM_UP
    for size in sizes:
        number = loader.load(news, size - number, number)
        figures.append(timed_reports(storage, list(islice(news, timed)), number))
        judged.append(_judged(path, number))
        number += timed
        print(
            f"{size:>9,} stored: {1000 * figures[-1].whole:5.1f} ms of the processor a report"
            f" (keep {1000 * figures[-1].keep:.1f}, match {1000 * figures[-1].match:.1f});"
            f" {1000 * figures[-1].clock:.1f} ms by the clock"
        )
    print(f"growth from first to last: {figures[-1].whole / figures[0].whole:.2f}")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    rows = sum(storage.count_incidents().values())
    size_bytes = path.stat().st_size
    print(f"database: {size_bytes / 1e6:.0f} MB, {size_bytes / rows:.0f} bytes a row of {number / rows:.1f} reports")
    right = sum(pairs.right for pairs in judged)
    print(f"pairwise precision {right / sum(pairs.found for pairs in judged):.4f}", end=", ")
    print(f"recall {right / sum(pairs.true for pairs in judged):.4f}, over {sum(p.true for p in judged):,} true pairs")
    storage.close()


def timed_reports(storage: Storage, news: list[Told], first_number: int) -> Timed:
    keep = match = 0.0
    start_of_all = time.perf_counter()
    for start in range(0, len(news), _BATCH):
        batch = news[start : start + _BATCH]
        begin = time.process_time()
        for number, told in enumerate(batch, first_number + start):
            article = article_of(told, number)
            storage.save_article(article)
            keep_reading(storage, article, Reading((told.report,), "bench", "1"), article.fetched)
        kept = time.process_time()
        match_pending(storage, TollPolicy.LATEST_CREDIBLE, batch[-1].published + timedelta(minutes=1))
        keep += kept - begin
        match += time.process_time() - kept
    return Timed(keep / len(news), match / len(news), (time.perf_counter() - start_of_all) / len(news))


def _judged(path: Path, first_timed: int) -> Pairs:
    """Over the timed reports and those shortly before: numbers count from 0 and ids from 1."""
    engine = create_engine(f"sqlite:///{path}")
    query = select(tables.reports.c.id, tables.reports.c.incident_id, tables.articles.c.url).join_from(
        tables.reports, tables.articles, tables.reports.c.article_id == tables.articles.c.id
    )
    with engine.connect() as conn:
        near = conn.execute(query.where(tables.reports.c.id > first_timed - _NEAR)).all()
    engine.dispose()
    found = set(_pairs([(row.incident_id, row.id) for row in near], first_timed))
    true = set(_pairs([(str(truth_of(row.url)), row.id) for row in near], first_timed))
    return Pairs(len(found), len(true), len(found & true))


def _pairs(grouped: list[tuple[str, int]], first_timed: int) -> Iterator[tuple[int, int]]:
    groups: dict[str, list[int]] = {}
    for name, report_id in grouped:
        groups.setdefault(name, []).append(report_id)
    for members in groups.values():
        for one, other in combinations(sorted(members), 2):
            if other > first_timed:
                yield one, other


if __name__ == "__main__":
    main()
