"""Time and memory of exports over many rows: `python bench/exporting.py --rows 1000000 csv parquet`.

The rows are put into a database in bulk, each with one article; what is measured is `khabardar export` as a process of
its own, from its start to its end, with its peak memory as the kernel counts it.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert

from khabardar.records import Facts, Source, Toll
from khabardar.vocabulary import (
    ArticleState,
    DatePrecision,
    GeoPrecision,
    IncidentStatus,
    PerpetratorType,
    Role,
    SourceKind,
    SubEventType,
    Tag,
    TargetType,
)
from storage import open_storage
from storage.fact_columns import facts_to_row
from storage.tables import articles, incidents, reports

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FORMATS = ("csv", "jsonl", "geojson", "acled", "ucdp", "parquet", "xlsx")
_AT_ONCE = 5000
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def fill(database: Path, rows: int) -> None:
    """So many incidents over ten years, each with one report in one article."""
    storage = open_storage(f"sqlite:///{database}")
    storage.sync_sources([Source("dawn", "The Dawn", SourceKind.FEED, "https://dawn.example/feed", "dawn")])
    storage.close()
    engine = create_engine(f"sqlite:///{database}")
    for start in range(0, rows, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, rows))
        with engine.begin() as conn:
            conn.execute(insert(articles), [_article(number) for number in numbers])
            conn.execute(insert(incidents), [_incident(number) for number in numbers])
            conn.execute(insert(reports), [_report(number) for number in numbers])
    engine.dispose()


def _facts(number: int) -> Facts:
    day = date(2016, 1, 1) + timedelta(days=number % 3650)
    return Facts(
        date_start=day,
        date_end=day,
        date_precision=DatePrecision.DAY,
        place=f"Killi {number % 5000}",
        admin2=f"District {number % 120}",
        admin1="Balochistan",
        country="PK",
        latitude=25 + number % 1000 / 100,
        longitude=62 + number % 800 / 100,
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=list(SubEventType)[number % len(SubEventType)],
        tags=frozenset({Tag.AMBUSH, Tag.TRAIN}),
        perpetrator="Baloch Liberation Army",
        perpetrator_type=PerpetratorType.REBEL_GROUP,
        claimed_by="Baloch Liberation Army",
        targets=(TargetType.POLICE, TargetType.PRIVATE_CITIZENS),
        killed=Toll(security=number % 9, civilians=number % 4),
        killed_low=number % 9,
        killed_high=number % 9 + 5,
        injured=Toll(unspecified=number % 30),
    )


def _name(number: int) -> str:
    letters = ""
    for _ in range(7):
        number, digit = divmod(number, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return f"KB-{letters}"


def _incident(number: int) -> dict[str, Any]:
    own = {
        "id": _name(number),
        "status": IncidentStatus.CANDIDATE,
        "role": Role.MAIN,
        "confidence": 0.8,
        "reports": 1,
        "articles": 1,
        "publishers": 1,
        "first_seen": NOW,
        "last_changed": NOW,
        "revision": 1,
    }
    return facts_to_row(_facts(number)) | own


def _article(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:016x}",
        "url": f"https://dawn.example/news/{number}/policemen-die-in-an-attack-on-their-post",
        "source_id": "dawn",
        "state": ArticleState.DONE,
        "title": "Policemen die in an attack on their post",
        "published_at": NOW,
        "published_offset": 18000,
        "authors": [],
        "tries": 0,
        "text": "Words.",
    }


def _report(number: int) -> dict[str, Any]:
    own = {
        "article_id": f"{number:016x}",
        "key": "r1",
        "incident_id": _name(number),
        "role": Role.MAIN,
        "confidence": 0.8,
        "span_days": 0,
    }
    return facts_to_row(_facts(number)) | own


def measure(folder: Path, form: str) -> Iterator[str]:
    """One export; a line of a table."""
    config = folder / "config.yaml"
    config.write_text(f"storage:\n  url: sqlite:///{folder / 'k.db'}\n", encoding="utf-8")
    out = folder / f"rows.{form}"
    command = [sys.executable, "-m", "cli.main", "export", form, "-o", str(out), "--config", str(config)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    peak = usage.ru_maxrss / 1024
    size = out.stat().st_size / 2**20 if out.exists() else 0
    out.unlink(missing_ok=True)
    yield f"| {form} | {seconds:.0f} s | {usage.ru_utime + usage.ru_stime:.0f} s | {peak:.0f} MiB | {size:.0f} MiB |"
    if status:
        yield f"{form} failed with status {status}"


def main() -> None:
    """Fill a database, export it in each format, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=f"default: {', '.join(FORMATS)}")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, help="keep the database here, and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "k.db").exists():
            fill(folder / "k.db", arguments.rows)
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{arguments.rows:,} rows, filled with {own} MiB\n")
        print("| format | by the clock | of the processor | peak memory | file |\n|---|---:|---:|---:|---:|")
        for form in arguments.formats or FORMATS:
            for line in measure(folder, form):
                print(line, flush=True)


if __name__ == "__main__":
    main()
