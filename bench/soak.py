"""Cycles by the thousand in one process, over a site whose sources fail at random: does anything grow or get lost?

    nice -n 15 python bench/soak.py --cycles 2000            # about ten minutes on two quiet cores
    python bench/soak.py --cycles 40 --settled 20 --json     # what the tests call

Memory, open files and child processes are taken after `--settled` cycles and after the last.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from khabardar.config import Config
from khabardar.config.models import FetchConfig, ScheduleConfig, SourceConfig, StorageConfig
from khabardar.logs import configure_logs
from scheduler.reactor import run_on_reactor
from storage import open_storage

_SOURCES = 8


def config_for(base_url: str, database: Path) -> Config:
    """Every source may be visited at any time."""
    return Config(
        storage=StorageConfig(url=f"sqlite:///{database}"),
        fetch=FetchConfig(
            delay=timedelta(0),
            timeout=timedelta(seconds=20),
            retries=0,
            obey_robots=False,
            allow_private_addresses=True,
        ),
        schedule=ScheduleConfig(poll_min=timedelta(seconds=1), poll_max=timedelta(seconds=1)),
        sources=tuple(SourceConfig(id=f"s{n}", url=f"{base_url}/{n}/feed") for n in range(_SOURCES)),
    )


def taken() -> dict[str, int]:
    """Resident kilobytes, open files, child processes of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {
        "rss_kib": pages * os.sysconf("SC_PAGE_SIZE") // 1024,
        "files": len(list(Path("/proc/self/fd").iterdir())),
        "children": len(children),
    }


def soak(base_url: str, database: Path, cycles: int, settled: int) -> dict[str, Any]:
    """Do them; returns the figures."""
    config = config_for(base_url, database)
    storage = open_storage(config.storage.url)
    marks: dict[int, dict[str, int]] = {}

    async def main() -> None:
        from crawler.pool import WorkerPool
        from scheduler.cycle import Worker

        with closing(WorkerPool(config.fetch.workers)) as pool:
            worker = Worker(config, storage, pool, lambda: datetime.now(UTC))
            with closing(worker.thread):
                for number in range(1, cycles + 1):
                    await worker.cycle(config.source_records())
                    if number in (settled, cycles) or number % 100 == 0:
                        marks[number] = taken()
                        print(f"cycle {number}: {marks[number]}", file=sys.stderr, flush=True)

    started = time.monotonic()
    run_on_reactor(main)
    records = storage.last_cycles(cycles + 1)
    result = {
        "cycles": cycles,
        "kept": len(records),
        "finished": sum(record.finished_at is not None for record in records),
        "failed_visits": sum(record.failed_sources for record in records),
        "visits": sum(record.sources for record in records),
        "articles": {state.value: number for state, number in storage.count_articles().items() if number},
        "rows": sum(storage.count_incidents().values()),
        "faults": list(storage.verify()),
        "growth": marks[cycles]["rss_kib"] / marks[settled]["rss_kib"],
        "marks": marks,
        "seconds": round(time.monotonic() - started, 1),
    }
    storage.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=2000)
    parser.add_argument("--settled", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    configure_logs("error", "text")
    logging.getLogger("khabardar.cycle").setLevel(logging.ERROR)
    site = Path(__file__).with_name("failing_site.py")
    command = [sys.executable, str(site), str(_SOURCES), str(options.seed)]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        base_url = server.stdout.readline().strip()
        result = soak(base_url, Path(folder) / "soak.db", options.cycles, options.settled)
        server.stdin.close()
    print(json.dumps(result, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
