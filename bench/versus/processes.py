"""Running a program with all that it starts: its time, its processor time, the most memory of the whole tree."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.versus import BENCH

PEERS_PYTHON = BENCH / ".venv" / "bin" / "python"
_LOOK_EVERY = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Ran:
    """`megabytes` is of the whole tree at its largest (`megabytes_of`). `said` is its last line, as JSON."""

    seconds: float
    processor: float
    megabytes: float
    said: dict[str, Any]


def peer(script: str, *arguments: object) -> list[str]:
    """The command of a script in bench/peers, in the peers' own environment."""
    if not PEERS_PYTHON.exists():
        raise SystemExit(f"{PEERS_PYTHON} is missing: `make bench` installs the peers")
    return [str(PEERS_PYTHON), str(BENCH / "peers" / f"{script}.py"), *map(str, arguments)]


def ours(module: str, *arguments: object) -> list[str]:
    """The command of a module of bench.versus, in our environment."""
    return [sys.executable, "-m", f"bench.versus.{module}", *map(str, arguments)]


def run(command: Sequence[str]) -> Ran:
    """Run to the end. A program that fails ends the bench with what it said."""
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, cwd=BENCH.parent, start_new_session=True
        )
        peak = _Peak(child.pid)
        assert child.stdout is not None
        try:
            said = child.stdout.read()
            _, status, used = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
        except BaseException:  # a bench that is broken off leaves nobody behind, wherever it stood
            os.killpg(child.pid, signal.SIGKILL)
            raise
        finally:
            megabytes = peak.end()
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{errors.read().decode(errors='replace')[-3000:]}")
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    found = json.loads(last) if last.startswith("{") else {}
    return Ran(seconds, used.ru_utime + used.ru_stime, megabytes, found)


class _Peak:
    """Looks at all processes of a session, now and then, until it is told to end."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY):
            self._most = max(self._most, megabytes_of(session_members(self._session)))


def session_members(session: int) -> list[int]:
    """The processes of a session: whatever a child that leads one has started."""
    names = (folder.name for folder in Path("/proc").iterdir())
    return [int(name) for name in names if name.isdigit() and _session_of(int(name)) == session]


def _session_of(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[3])
    except OSError:
        return None  # it has ended meanwhile


def megabytes_of(pids: Sequence[int]) -> float:
    """MiB of these processes together: what they have of their own, what forks share once, and the pages of program
    files of the largest. Whatever else runs on the machine makes no difference to it."""
    looks = [_memory(pid) for pid in pids]
    return (sum(own for own, _ in looks) + max((files for _, files in looks), default=0)) / 1024


def _memory(pid: int) -> tuple[int, int]:
    """KiB of its own, and of files that it has mapped; nothing if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0, 0
    kib = {line.partition(":")[0]: int(line.split()[1]) for line in lines}
    return (kib["Pss_Anon"], kib["Rss"] - kib["Anonymous"]) if kib else (0, 0)


def processor_of(pid: int) -> float:
    """Seconds of the processor that all threads of a process have used; 0 if it has ended."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
    except OSError:
        return 0.0
