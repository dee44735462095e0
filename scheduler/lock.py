"""One writer at a time on a database: a lock that the kernel drops when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from khabardar.errors import LockHeld, StorageError
from storage import advisory_holder, advisory_lock


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works on the database. `command`: `run`, `daemon`, another that writes, or the leader's `worker@machine`."""

    pid: int
    command: str
    since: str  # ISO 8601 with zone

    @property
    def machine(self) -> str | None:
        """Of a worker, which may be on another one; None: this one, as far as is known."""
        return self.command.partition("@")[2] or None

    def __str__(self) -> str:
        return f"process {self.pid} (khabardar {self.command}, since {self.since})"


def machine_name(host: str | None = None) -> str:
    """Of this machine, or of `host`, as `Holder.machine` has it: a lock's name has room for so many letters."""
    return (host or socket.gethostname())[:20]


def lock_path(database_url: str) -> Path:
    """Beside the database file: two configs that name one database share its lock."""
    return Path(database_url.removeprefix("sqlite:///") + ".lock")


@contextmanager
def writer_lock(database_url: str, command: str, now: datetime) -> Iterator[None]:
    """Hold the lock for the body of the `with`; raises LockHeld, with its holder, if another process has it."""
    holder = Holder(os.getpid(), command, now.isoformat(timespec="seconds"))
    lock = _file_lock if _is_file(database_url) else _server_lock
    with lock(database_url, holder):
        yield


def current_holder(database_url: str) -> Holder | None:
    """Who holds the lock now, or None. Takes it for an instant to find out, and only if it is free."""
    if not _is_file(database_url):
        name = advisory_holder(database_url)
        return None if name is None else _named(name)
    path = lock_path(database_url)
    if not path.exists():
        return None
    with _opened(path) as file:
        # A shared lock is refused while a writer has it, and disturbs no other reader.
        if _take(file, fcntl.LOCK_SH):
            return None
        return _read(file) or Holder(0, "unknown", "unknown")


def _is_file(database_url: str) -> bool:
    return database_url.startswith("sqlite:")


@contextmanager
def _file_lock(database_url: str, holder: Holder) -> Iterator[None]:
    path = lock_path(database_url)
    with _opened(path) as file:
        if not _take(file):
            raise LockHeld(f"{_described(_read(file))} works on this database; the lock is {path}")
        _write(file, holder)
        try:
            yield
        finally:
            file.truncate(0)


@contextmanager
def _server_lock(database_url: str, holder: Holder) -> Iterator[None]:
    """A lock of the session: the server drops it when the connection ends, however the process died."""
    with advisory_lock(database_url, f"{holder.command} {holder.pid} {holder.since}") as other:
        if other is not None:
            raise LockHeld(f"{_described(_named(other))} works on this database")
        yield


def _named(name: str) -> Holder | None:
    """From what a session calls itself; None where another program has the lock."""
    words = name.split()
    if len(words) != 3 or not words[1].isdigit():
        return Holder(0, "unknown", "unknown")
    return Holder(int(words[1]), words[0], words[2])


def _opened(path: Path) -> IO[str]:
    try:
        # Not "w": that would wipe out the name of a holder before the lock is tried.
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "r+", encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"can't open the lock file {path}: {error.strerror}; is its folder there and writable?"
        ) from error


def _take(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(file: IO[str], holder: Holder) -> None:
    file.seek(0)
    file.truncate()
    json.dump(asdict(holder), file)
    file.flush()


def _read(file: IO[str]) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.load(file))
    except (ValueError, TypeError):
        return None  # the holder has the lock but has not written its name yet


def _described(holder: Holder | None) -> str:
    return str(holder) if holder else "another process"
