"""The machine that figures were measured on, in a line."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path


def described() -> str:
    """Cores, memory, Python, kernel and the load as this run began."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    kib = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now(UTC):%d %B %Y %H:%M} UTC; {cores} cores ({cpu or platform.machine()}), {kib / 2**20:.0f} GiB, "
        f"Python {platform.python_version()}, {platform.system()} {platform.release().split('-')[0]}, "
        f"load {os.getloadavg()[0]:.1f} at the start"
    )


def _lines(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines()
