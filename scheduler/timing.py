"""APScheduler with our reckoning of when a duty is due: its jobs are few and in memory, storage does the remembering.

coalesce, max_instances=1, misfire_grace_time=None    however late (a suspended laptop, a blocked loop): done, once
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from khabardar.config.jobs import JobConfig
from scheduler.when import next_due

log = structlog.get_logger("khabardar.schedule")
# At a tick of seconds a long cycle would fill the log with these; `_complain` tells it at level debug.
logging.getLogger("apscheduler.scheduler").addFilter(lambda record: "maximum number of running" not in record.msg)
_HEARTBEAT = "heartbeat"
_HEARTBEAT_SECONDS = 5


class DutyTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Asks `scheduler.when` for each next time."""

    def __init__(self, job: JobConfig, zone: str) -> None:
        self._job, self._zone = job, zone

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """After a run that is late the next is counted from now: the times between are not made up for one by one."""
        last = now if previous_fire_time is None else max(previous_fire_time, now)
        return next_due(self._job, self._zone, last, now)


class Timetable:
    """The duties of one daemon, each with its time."""

    def __init__(self, now: Callable[[], datetime], heartbeat: Callable[[], None]) -> None:
        """`heartbeat` is called every few seconds while the scheduler itself is alive."""
        self._now = now
        self._heartbeat = heartbeat
        self._jobs = AsyncIOScheduler(
            timezone=ZoneInfo("UTC"), job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._jobs.add_listener(_complain, EVENT_JOB_ERROR | EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """From now on."""
        self._add_heartbeat()
        self._jobs.start()

    def set(
        self, name: str, job: JobConfig, zone: str, last: datetime | None, do: Callable[[], Awaitable[Any]]
    ) -> None:
        """Do it by this time from now on, in the place of the time that it had. `last`: when it was last begun."""
        first = next_due(job, zone, last, self._now())
        if first is None:
            if self._jobs.get_job(name):
                self._jobs.remove_job(name)
            return
        trigger = DutyTrigger(job, zone)
        self._jobs.add_job(do, trigger, id=name, name=name, replace_existing=True, next_run_time=first)

    def set_right(self) -> None:
        """After the wall clock was set: whoever waits for a time that is far off now is asked again."""
        now = self._now()
        self._add_heartbeat()
        for job in self._jobs.get_jobs():
            if isinstance(job.trigger, DutyTrigger):
                job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))
        self._jobs.wakeup()

    def next_times(self) -> dict[str, datetime]:
        """Of each duty that is done by itself."""
        return {job.id: job.next_run_time for job in self._jobs.get_jobs() if job.id != _HEARTBEAT}

    def pause(self) -> None:
        """Begin nothing more."""
        self._jobs.pause()

    def end(self) -> None:
        """For good. Duties still in hand would be cancelled: wait for them before."""
        if self._jobs.running:
            self._jobs.shutdown(wait=False)

    def _add_heartbeat(self) -> None:
        self._jobs.add_job(
            self._heartbeat,
            IntervalTrigger(seconds=_HEARTBEAT_SECONDS),
            id=_HEARTBEAT,
            replace_existing=True,
            next_run_time=self._now(),
        )


def _complain(event: JobEvent) -> None:
    if event.code == EVENT_JOB_ERROR:
        log.error("duty failed", duty=event.job_id, error=repr(event.exception), traceback=event.traceback)
    elif event.code == EVENT_JOB_MISSED:
        log.warning("duty missed", duty=event.job_id, scheduled=str(event.scheduled_run_time))
    else:
        log.debug("duty still in hand, not begun again", duty=event.job_id)
