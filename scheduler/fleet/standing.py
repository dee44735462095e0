"""Who works, who leads, what is stuck: what `khabardar doctor` shows of a database that workers share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from scheduler.fleet.deciding import STAGES
from scheduler.lock import Holder, machine_name
from storage import JobQueue, QueueState, WorkerRow

SILENT = 10.0  # seconds without a sign of life: it is taken for dead, and its jobs for everybody's
_STATES = {"todo": "waiting", "doing": "in_hand", "failed": "failed"}


@dataclass(frozen=True, slots=True)
class WorkerStanding:
    """One process. `silent`: seconds since its last sign of life; `jobs` in its hands."""

    host: str
    pid: int
    stages: str
    version: str
    engine: str
    since: str
    silent: float
    jobs: int
    alive: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class Fleet:
    """All of them. `jobs`: stage -> waiting, in_hand, failed (within a day); `orphaned`: in the hands of the dead."""

    workers: tuple[WorkerStanding, ...]
    leader: str | None
    jobs: Mapping[str, Mapping[str, int]]
    orphaned: int
    versions: tuple[str, ...]

    @property
    def alive(self) -> int:
        return sum(worker.alive for worker in self.workers)


def fleet_on(url: str, holder: Holder | None) -> Fleet | None:
    """None where no worker is or was at work lately. Raises StorageError."""
    if url.startswith("sqlite:"):
        return None
    with closing(JobQueue(url)) as queue:
        state = queue.state()
    return None if state is None or not state.workers else judge(state, holder)


def judge(state: QueueState, holder: Holder | None) -> Fleet:
    """Pure: the standing of each, from what the database says."""
    processes: dict[tuple[str, int], list[WorkerRow]] = {}
    for row in state.workers:
        processes.setdefault((row.host, row.pid), []).append(row)
    workers = tuple(_standing(rows, holder) for rows in processes.values())
    jobs: dict[str, dict[str, int]] = {}
    for (stage, status), number in sorted(state.jobs.items()):
        jobs.setdefault(stage, dict.fromkeys(_STATES.values(), 0))[_STATES[status]] = number
    return Fleet(
        workers=workers,
        leader=str(holder) if holder else None,
        jobs=jobs,
        orphaned=state.orphaned + sum(worker.jobs for worker in workers if not worker.alive),
        versions=tuple(sorted({worker.version for worker in workers if worker.alive})),
    )


def faults_of(fleet: Fleet) -> Iterator[str]:
    """Sentences for people."""
    if not fleet.alive:
        yield "no worker is alive: start `khabardar worker` on some machine, or `khabardar daemon`"
    elif fleet.leader is None:
        yield "no worker leads, so nothing new is given out: one takes over within seconds, or their logs say why"
    for worker in fleet.workers:
        if not worker.alive:
            yield (
                f"the worker {worker.pid} on {worker.host} was last heard of {worker.silent:.0f} s ago"
                + (f" with {worker.jobs} jobs in hand, which go to others" if worker.jobs else "")
            )


def _standing(rows: list[WorkerRow], holder: Holder | None) -> WorkerStanding:
    """A process that fetches and reads has two rows. One hand that is silent is a process that is not well.

    Which of its hands registered first is chance, so its stages are named in their own order.
    """
    first = rows[0]
    named = {stage for row in rows for stage in row.stages.split(",")}
    silent = max(row.silent or 0.0 for row in rows)
    leads = holder is not None and holder.pid == first.pid and (holder.machine or "") == machine_name(first.host)
    return WorkerStanding(
        host=first.host,
        pid=first.pid,
        stages=",".join(stage for stage in STAGES if stage in named),
        version=first.version,
        engine=first.engine,
        since=first.started_at.isoformat(timespec="seconds"),
        silent=round(silent, 1),
        jobs=sum(row.jobs for row in rows),
        alive=silent < SILENT,
        leads=leads,
    )
