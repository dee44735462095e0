"""SIGKILL at random moments over the daemon and its workers, then one more run: are the rows those of a quiet one?

    nice -n 15 python bench/kills.py --kills 100             # about ten minutes on two quiet cores
    python bench/kills.py --kills 6 --a-life 3 --json

Each database meets `--a-database` blows, then `khabardar run` finishes the work. A blow falls up to `--a-life` seconds
after the daemon has begun to work (one in six: while it still starts): on the daemon itself, on one of its workers
(then it goes on, and meets the next), or on all of them. SIGINT: no further database is begun.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from demo.site import demo_config
from demo.site_process import SiteProcess
from khabardar.config.writer import write_config
from storage import verify_file

_UNSTABLE = {"id", "first_seen", "last_changed", "revision"}
_RUN_SECONDS = 300
_WHILE_STARTING = 1 / 6


def khabardar(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "cli.main", *words, "--config", str(folder / "config.yaml")]


def rows(folder: Path) -> list[dict[str, Any]]:
    """What they say. A row is named by the report that founded it: the first that was matched, which a kill changes."""
    command = khabardar(folder, "incidents", "list", "--background", "--limit", "10000", "--json")
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    listed = {row["id"]: row for row in json.loads(done.stdout)}
    said = [
        {cell: value for cell, value in row.items() if cell not in _UNSTABLE}
        | {"parent": _named(listed[row["parent"]]) if row["parent"] else None}
        for row in listed.values()
    ]
    return sorted(said, key=lambda row: json.dumps(row, sort_keys=True))


def _named(row: dict[str, Any]) -> list[Any]:
    return [row[cell] for cell in ("date_start", "place", "sub_event_type", "killed", "injured")]


def finish(folder: Path) -> None:
    """One quiet run; 4: the outlet that is always down."""
    done = subprocess.run(khabardar(folder, "run"), capture_output=True, text=True, timeout=_RUN_SECONDS, check=False)
    assert done.returncode == 4, done.stderr


def children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in found]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def at_work(process: subprocess.Popen[bytes], database: Path, articles: int) -> bool:
    """Waits until it has workers, however busy the machine is; False: all so many articles are read, it needs none."""
    deadline = time.monotonic() + _RUN_SECONDS
    while not children(process.pid) and process.poll() is None and time.monotonic() < deadline:
        if counted(database, "done") == articles:
            return False
        time.sleep(0.02)
    return True


def blow(process: subprocess.Popen[bytes], dice: random.Random) -> str:
    """SIGKILL to one of them; returns whom."""
    workers = children(process.pid)
    whom = dice.choice(["daemon", "worker", "all"]) if workers else "daemon"
    victims = {"daemon": [process.pid], "worker": [dice.choice(workers or [0])], "all": [process.pid, *workers]}[whom]
    for pid in victims:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return whom


def orphans_of(workers: list[int]) -> int:
    """Workers that outlive their daemon by five seconds."""
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    return sum(alive(pid) for pid in workers)


def disturbed(
    folder: Path, base_url: str, articles: int, blows: int, a_life: float, dice: random.Random
) -> dict[str, Any]:
    """A database that meets so many blows while there is work, then one quiet run."""
    folder.mkdir()
    write_config(demo_config(base_url, folder / "k.db"), folder / "config.yaml")
    met: Counter[str] = Counter()
    orphans, process, workers = 0, None, []
    for _ in range(blows):
        if process is None or process.poll() is not None:
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen(khabardar(folder, "daemon"), **quiet)  # type: ignore[call-overload]
        if dice.random() > _WHILE_STARTING and not at_work(process, folder / "k.db", articles):
            break
        time.sleep(dice.uniform(0, a_life))
        workers = children(process.pid)
        met[blow(process, dice)] += 1
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
        if process.poll() is not None:
            orphans += orphans_of(workers)
    assert process is not None
    workers = children(process.pid)
    process.kill()
    process.wait()
    orphans += orphans_of(workers)
    finish(folder)
    return {"blows": dict(met), "orphans": orphans, "rows": rows(folder), "faults": verify_file(folder / "k.db")}


def counted(database: Path, state: str) -> int:
    """Articles in this state."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            question = "SELECT count(*) FROM articles WHERE state = ?"
            return int(connection.execute(question, (state,)).fetchone()[0])
    except sqlite3.OperationalError:
        return 0  # not made yet


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--a-database", type=int, default=10)
    parser.add_argument("--a-life", type=float, default=1.5, help="seconds; longer on a busy machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    dice, total = random.Random(options.seed), Counter[str]()
    result: dict[str, Any] = {"kills": 0, "databases": 0, "unlike": 0, "orphans": 0, "damaged": 0, "set_aside": 0}
    with TemporaryDirectory() as name, SiteProcess(day=2, slow_seconds=0.1) as site:
        quiet = Path(name) / "quiet"
        quiet.mkdir()
        write_config(demo_config(site.base_url, quiet / "k.db"), quiet / "config.yaml")
        finish(quiet)
        expected, articles = rows(quiet), counted(quiet / "k.db", "done")
        signal.signal(signal.SIGINT, lambda *_: setattr(options, "kills", 0))  # enough: this database is the last
        while result["kills"] < options.kills:
            folder = Path(name) / str(result["databases"])
            blows = min(options.a_database, options.kills - result["kills"])
            one = disturbed(folder, site.base_url, articles, blows, options.a_life, dice)
            total.update(one["blows"])
            result["kills"] += sum(one["blows"].values())
            result["databases"] += 1
            result["unlike"] += one["rows"] != expected
            result["orphans"] += one["orphans"]
            result["damaged"] += bool(one["faults"])
            result["set_aside"] += counted(folder / "k.db", "quarantined")
    result |= {"rows": len(expected), "blows": dict(total)}
    print(json.dumps(result, indent=None if options.json else 2))


if __name__ == "__main__":
    main()
