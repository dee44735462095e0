"""The daemon with 300 sources of which none is due, beside a bare APScheduler with Scrapy that does nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.versus import BENCH
from bench.versus.figures import Kind, Part, Ratio
from bench.versus.processes import megabytes_of, peer, processor_of, session_members
from khabardar.records import SourceState
from storage import open_storage

_SOURCES = 300
_SETTLES = 10  # seconds: its first look at each duty, and what is due of upkeep
_PEER = "bare APScheduler + Scrapy"


def measure(rounds: int, seconds: float) -> Iterator[Part]:
    """Starts in turn; then both idle side by side for `seconds`."""
    with tempfile.TemporaryDirectory() as folder:
        config = _configured(Path(folder))
        commands = {"ours": _daemon(config), "peer": peer("idle_process")}
        starts: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                with _started(command) as (_, took):
                    starts[name].append(took)
        with _started(commands["ours"]) as (ours, _), _started(commands["peer"]) as (theirs, _):
            time.sleep(_SETTLES)
            used = _used((ours, theirs), seconds)
            memory = [_megabytes(pid) for pid in (ours, theirs)]
            processes = [len(session_members(pid)) for pid in (ours, theirs)]
    ratios = [
        Ratio("idle/start", "from the command to at work", _PEER, Kind.TIME, "s", starts["ours"], starts["peer"]),
        Ratio("idle/processor", "processor while idle, of a core", _PEER, Kind.IDLE, "‰", used[:1], used[1:]),
        Ratio("idle/memory", "memory while idle", _PEER, Kind.MEMORY, "MiB", memory[:1], memory[1:]),
    ]
    how = (
        f"{_SOURCES} sources, all asked a minute ago and due tomorrow; {seconds:.0f} s of idleness, both processes "
        "side by side, begun ten seconds after the start. `python -m bench.versus idle`."
    )
    notes = (
        "The bare process imports Scrapy's runner and has one job, every ten seconds, that does nothing; it has no "
        "configuration, no database, no log. It starts sooner since it loads Scrapy's downloader only at a first "
        "crawl, and has no SQLAlchemy, no config of 300 sources and no database to open; these are our memory, too.",
        f"Ours: {processes[0]} process(es) while idle; it asks the database every 30 seconds what is due, looks every "
        "minute for what waits to be read, matched, told, and every five seconds at the clock and its own progress. "
        "Most of its time goes into the states of all sources, which it reads each time that it asks.",
        f"In a day of idleness ours would use {used[0] * 86.4:.0f} s of one core.",
    )
    return iter([Part("idle", f"The daemon at rest: {_SOURCES} sources, none due", how, ratios, notes=notes)])


def _configured(folder: Path) -> Path:
    names = [f"paper-{n:03}" for n in range(_SOURCES)]
    entries = "".join(f"  - id: {name}\n    url: https://{name}.example/feed\n" for name in names)
    config = folder / "config.yaml"
    config.write_text(f"storage:\n  url: sqlite:///{folder}/idle.db\nsources:\n{entries}", encoding="utf-8")
    now = datetime.now(UTC)
    subprocess.run([*_khabardar(), "sources", "list", "--config", str(config)], check=True, stdout=subprocess.DEVNULL)
    with closing(open_storage(f"sqlite:///{folder}/idle.db", create=True)) as storage:
        from khabardar.config import load_config

        storage.sync_sources(load_config(config).source_records())
        for name in names:
            state = SourceState(name, now + timedelta(days=1), timedelta(days=1), last_polled_at=now)
            storage.save_source_state(state)
    return config


def _khabardar() -> list[str]:
    return [str(Path(sys.executable).parent / "khabardar")]


def _daemon(config: Path) -> list[str]:
    return [*_khabardar(), "daemon", "--config", str(config)]


@contextmanager
def _started(command: Sequence[str]) -> Iterator[tuple[int, float]]:
    """The process, which says that it has started, and after how many seconds. It is ended with the block."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=BENCH.parent, text=True, start_new_session=True
    )
    assert process.stdout is not None
    said = []
    while "started" not in (line := process.stdout.readline()):
        said.append(line)
        if not line:
            raise SystemExit(f"{' '.join(command)} ended:\n{''.join(said)}")
    try:
        yield process.pid, time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def _used(pids: Sequence[int], seconds: float) -> list[float]:
    """Thousandths of a core that each process used with its children."""
    before = [_processor(pid) for pid in pids]
    time.sleep(seconds)
    return [1000 * (_processor(pid) - then) / seconds for pid, then in zip(pids, before, strict=True)]


def _processor(leader: int) -> float:
    return sum(map(processor_of, session_members(leader)))


def _megabytes(leader: int) -> float:
    return megabytes_of(session_members(leader))
