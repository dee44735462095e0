"""Which process holds a lock on a file, where the system tells (Linux: /proc/locks)."""

from __future__ import annotations

import os
from pathlib import Path

_LOCKS = Path("/proc/locks")


def holders_of(database: Path) -> list[str]:
    """Processes with a write lock on the database, such as `process 4242 (khabardar)`; empty where unknown."""
    try:
        lines = _LOCKS.read_text().splitlines()
    except OSError:
        return []
    # In write-ahead mode the lock lies on the -shm file, else on the database itself.
    inodes = {_inode(database), _inode(database.with_name(database.name + "-shm"))} - {None}
    pids = {pid for inode, pid in map(_write_lock, lines) if inode in inodes}
    return [_described(pid) for pid in sorted(pids)]


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def _write_lock(line: str) -> tuple[int | None, int]:
    """Inode and process of a line like `1: POSIX  ADVISORY  WRITE 4242 08:01:1234567 120 120`."""
    fields = line.split()
    if len(fields) < 6 or fields[1] != "POSIX" or fields[3] != "WRITE":
        return None, 0
    return int(fields[5].rpartition(":")[2]), int(fields[4])


def _described(pid: int) -> str:
    if pid == os.getpid():
        return f"this process itself ({pid})"
    try:
        return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text().strip()})"
    except OSError:
        return f"process {pid}"
