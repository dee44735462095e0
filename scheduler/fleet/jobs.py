"""The jobs as Procrastinate knows them: how they are given out, taken up, and taken from workers that died."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status
from procrastinate.worker import Worker
from sqlalchemy import make_url

from scheduler.fleet.deciding import FETCH, MATCH, READ, GivenOut, Job
from scheduler.fleet.standing import SILENT
from storage import QUEUE_SCHEMA, LiveJob

QueueFault = ConnectorException  # what all of this raises where the server can't be asked
HEARTBEAT = 2.0  # seconds
_POLL = 0.5  # for jobs that nobody told of: those whose lock was just freed
_CONNECTIONS = 4
_KEPT_HOURS = 24  # a failed job, for `doctor` to count
_DEAD_TOLD = 600.0  # seconds that a dead worker is shown
_TASKS = {FETCH: "fetch_source", READ: "read_articles", MATCH: "match"}
# It tells each job twice; what went wrong in one is told by `hands.py`, in our words.
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)


class Jobs:
    """The queue, for one process."""

    def __init__(self, url: str) -> None:
        conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        options = f"-c search_path={QUEUE_SCHEMA} -c application_name=khabardar-jobs"
        line = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "connect_timeout": 10}
        self._app = App(
            connector=PsycopgConnector(
                conninfo=conninfo, kwargs={"options": options, **line}, min_size=1, max_size=_CONNECTIONS
            )
        )

    async def open(self) -> None:
        await self._app.open_async()

    async def close(self) -> None:
        await self._app.close_async()

    def carry_out(self, stage: str, do: Callable[..., Awaitable[None]]) -> None:
        """What a job of this stage does, with its arguments."""
        self._app.task(name=_TASKS[stage], queue=stage)(do)

    def taker(self, stages: Iterable[str], at_once: int, grace: float) -> Worker:
        """Takes up jobs of these stages, so many at once; told to stop, it waits `grace` seconds for those in hand."""
        return Worker(
            self._app,
            queues=list(stages),
            concurrency=at_once,
            fetch_job_polling_interval=_POLL,
            shutdown_graceful_timeout=grace,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=SILENT,
        )

    async def give_out(self, jobs: Iterable[Job]) -> int:
        """Returns how many were new."""
        count = 0
        for job in jobs:
            task = self._app.configure_task(
                _TASKS[job.stage], queue=job.stage, lock=job.lock, queueing_lock=job.key, task_kwargs=job.arguments
            )
            try:
                await task.defer_async()
                count += 1
            except AlreadyEnqueued:
                continue  # a leader before us did it a moment ago
        return count

    async def take_from_the_dead(self) -> int:
        """Jobs of workers without a sign of life wait again; returns how many."""
        manager, count = self._app.job_manager, 0
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
            try:
                await manager.retry_job(job)
                count += 1
            except ConnectorException:
                # Another job of the same source waits already; or it is done after all.
                if job.id is not None and await manager.get_job_status_async(job.id) is Status.DOING:
                    await manager.finish_job(job, Status.ABORTED, delete_job=True)
        return count

    async def forget_old(self) -> None:
        """Jobs that failed days ago, and workers that died minutes ago: `doctor` has told of them."""
        await self._app.job_manager.prune_stalled_workers(_DEAD_TOLD)
        await self._app.job_manager.delete_old_jobs(
            _KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )


def given_out(live: Iterable[LiveJob]) -> GivenOut:
    """What waits or is in hand, in the words of `deciding`."""
    jobs = list(live)
    waiting = [job.stage for job in jobs if not job.doing]
    return GivenOut(
        sources=frozenset(_argument(job, "source_id") for job in jobs if job.stage == FETCH),
        articles=frozenset(name for job in jobs if job.stage == READ for name in _argument(job, "ids")),
        matching=any(job.stage == MATCH for job in jobs),
        fetches_waiting=waiting.count(FETCH),
        reads_waiting=waiting.count(READ),
    )


def _argument(job: LiveJob, name: str) -> Any:
    return job.arguments[name]
