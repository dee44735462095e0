"""A daemon whose clock is set back two days, ahead a month, and right again, by libfaketime: does it go on each time?

    python bench/clocks.py /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1

After each setting two more cycles must end, and at the end the rows must be those of a quiet run.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kills import finish, khabardar, rows

from demo.site import demo_config
from demo.site_process import SiteProcess
from khabardar.config.writer import write_config

# libfaketime takes the moment at which Python's sleep is to end for a length of time: it fails, or sleeps for hours.
_SLEEP = "import select, time; time.sleep = lambda seconds: select.select((), (), (), seconds)"

_SETTINGS = ("+0", "-2d", "+30d", "+0")
_PATIENCE_SECONDS = 180
_CACHED_SECONDS = 1.5


def finished(database: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            query = "SELECT count(*) FROM cycles WHERE finished_at IS NOT NULL"
            return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


def two_more(database: Path) -> float:
    """Seconds until two more cycles ended."""
    started, before = time.monotonic(), finished(database)
    while finished(database) < before + 2:
        if time.monotonic() > started + _PATIENCE_SECONDS:
            raise SystemExit("the daemon stands still")
        time.sleep(0.2)
    return round(time.monotonic() - started, 1)


def unlike(ours: list[dict[str, Any]], quiet: list[dict[str, Any]]) -> list[str]:
    """Day and place of each row that only one of both has."""
    return [f"{row['date_start']} {row['place']}" for row in [*ours, *quiet] if (row in ours) != (row in quiet)]


def main() -> None:
    waited = []
    with TemporaryDirectory() as name, SiteProcess(day=2, slow_seconds=0.1) as site:
        faked, quiet = Path(name) / "faked", Path(name) / "quiet"
        for folder in (faked, quiet):
            folder.mkdir()
            write_config(demo_config(site.base_url, folder / "k.db"), folder / "config.yaml")
        finish(quiet)
        stamp = faked / "stamp"
        stamp.write_text(_SETTINGS[0])
        (faked / "sitecustomize.py").write_text(_SLEEP)
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(faked), os.environ.get("PYTHONPATH")))),
            "LD_PRELOAD": sys.argv[1],
            "FAKETIME_TIMESTAMP_FILE": str(stamp),
            "FAKETIME_CACHE_DURATION": "1",  # seconds; without a cache each look at the clock reads the file
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        with (faked / "log").open("w") as log:
            daemon = subprocess.Popen(khabardar(faked, "daemon"), env=environment, stdout=log, stderr=log)
            for setting in _SETTINGS:
                stamp.write_text(setting)
                time.sleep(_CACHED_SECONDS)
                waited.append((setting, two_more(faked / "k.db")))
            daemon.send_signal(signal.SIGTERM)
            exit_code = daemon.wait(_PATIENCE_SECONDS)
        print(json.dumps({"exit": exit_code, "seconds": waited, "unlike": unlike(rows(faked), rows(quiet))}))


if __name__ == "__main__":
    main()
