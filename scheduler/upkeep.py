"""The duties of upkeep: backup, retention, integrity, statistics. Storage remembers when each was last done, so that a
daemon that was off, and cron, know what is due.

They run in a thread beside the work: a backup and a check read the whole database, and nobody needs to wait for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from khabardar.config import Config
from khabardar.errors import KhabardarError, StorageError
from khabardar.interfaces import DutyRun, Storage
from scheduler.progress import Progress
from scheduler.when import is_due

log = structlog.get_logger("khabardar.upkeep")
DUTIES = ("backup", "retention", "integrity", "statistics")
_TEXTS_AT_ONCE = 200  # short transactions: others write in between
_LIMIT = timedelta(hours=6)  # a backup of a large database reports nothing until it is there


@dataclass
class Upkeep:
    """Does a duty and remembers it, well or badly done."""

    config: Config
    storage: Storage
    now: Callable[[], datetime]
    progress: Progress

    async def do_due(self) -> list[DutyRun]:
        """All that is due, one after the other."""
        runs = await asyncio.to_thread(self.storage.duty_runs)
        return [await self.do(name) for name in DUTIES if self._is_due(name, runs.get(name))]

    async def do(self, name: str) -> DutyRun:
        """One, due or not. What goes wrong is in the run that it returns, and in the log."""
        with self.progress.doing(name, _LIMIT):
            run = await asyncio.to_thread(self._do, name)
        if run.fault:
            log.error("upkeep failed", duty=name, why=run.fault)
        else:
            log.info("upkeep done", duty=name, what=run.detail)
        return run

    def _is_due(self, name: str, last: DutyRun | None) -> bool:
        job = getattr(self.config.jobs, name)
        return is_due(job, self.config.timezone, last.started_at if last else None, self.now())

    def _do(self, name: str) -> DutyRun:
        run = DutyRun(name, self.now(), None, "it broke off")
        self.storage.save_duty_run(run)
        try:
            detail, fault = _DUTIES[name](self.config, self.storage, run.started_at), None
        except KhabardarError as error:
            detail, fault = "", str(error)
        run = replace(run, finished_at=self.now(), fault=fault, detail=detail)
        self.storage.save_duty_run(run)
        return run


def backup_folder(config: Config) -> Path:
    """Where backups go; a relative one lies beside the database."""
    return config.data_folder / config.upkeep.backup_folder


def backup_name(config: Config, now: datetime, why: str = "") -> Path:
    """`khabardar-20260314T033000Z.db` in the folder of backups, which is made."""
    folder = backup_folder(config)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the folder of backups {folder} can't be made: {error.strerror}") from error
    stem = config.storage.stem
    return folder / f"{stem}-{now:%Y%m%dT%H%M%SZ}{why}.db"


def _back_up(config: Config, storage: Storage, now: datetime) -> str:
    path = backup_name(config, now)
    storage.backup(path)
    dropped = _drop_oldest(path, config.upkeep.keep_backups)
    return f"{path}, {path.stat().st_size:,} bytes, verified" + (f"; {dropped} older dropped" if dropped else "")


def _drop_oldest(newest: Path, keep: int) -> int:
    """Only files that are named as backups of this database by `backup_name`; those before a migration stay."""
    stem = newest.stem.rpartition("-")[0]
    digits = "[0-9]"
    pattern = f"{stem}-{digits * 8}T{digits * 6}Z.db"
    old = sorted(newest.parent.glob(pattern))[:-keep]
    for path in old:
        path.unlink()
    return len(old)


def _retain(config: Config, storage: Storage, now: datetime) -> str:
    age = config.upkeep.keep_page_text
    if age is None:
        return "texts are kept whole (upkeep.keep_page_text)"
    count = 0
    while done := storage.condense_texts(now - age, now, _TEXTS_AT_ONCE):
        count += done
    return f"{count} texts cut down to their quotes"


def _check(config: Config, storage: Storage, now: datetime) -> str:
    faults = storage.verify()
    if faults:
        raise StorageError(f"the database is damaged: {'; '.join(faults)}; restore a backup")
    return "no fault found"


def _count(config: Config, storage: Storage, now: datetime) -> str:
    storage.optimise()
    stats = storage.stats()
    rows = stats["rows"]
    return f"{rows['articles']} articles, {rows['reports']} reports, {rows['incidents']} rows, {stats['bytes']:,} bytes"


_DUTIES: dict[str, Callable[[Config, Storage, datetime], str]] = {
    "backup": _back_up,
    "retention": _retain,
    "integrity": _check,
    "statistics": _count,
}
