"""The job queue's tables in the same PostgreSQL, in a schema of their own: Procrastinate's, made and looked at here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from khabardar.errors import StorageError
from storage import postgresql
from storage.faults import translated
from storage.tables import workers

QUEUE_SCHEMA = "procrastinate"
_LOCK = postgresql.WRITER_LOCK + 2
_PATIENCE = timedelta(seconds=15)
# Not `to_regclass`: a session may answer that out of what it remembers from before it waited.
_IS_THERE = text(
    "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE n.nspname = '{QUEUE_SCHEMA}' AND c.relname = 'procrastinate_workers'"
)
_LIVE = text(
    "SELECT queue_name, status::text AS status, args "
    f"FROM {QUEUE_SCHEMA}.procrastinate_jobs WHERE status IN ('todo', 'doing')"
)
_HEARTBEATS = text(
    "SELECT id, extract(epoch FROM clock_timestamp() - last_heartbeat)::float AS silent "
    f"FROM {QUEUE_SCHEMA}.procrastinate_workers"
)
_COUNTS = text(
    f"SELECT queue_name, status::text AS status, count(*) AS jobs FROM {QUEUE_SCHEMA}.procrastinate_jobs "
    "WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2"
)
_IN_HAND = text(
    f"SELECT worker_id, count(*) AS jobs FROM {QUEUE_SCHEMA}.procrastinate_jobs WHERE status = 'doing' GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class LiveJob:
    """A job that waits or is in somebody's hands."""

    stage: str
    doing: bool
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One worker as the database knows it. `silent`: seconds since its last sign of life; `jobs` in its hands."""

    id: int
    host: str
    pid: int
    stages: str
    version: str
    engine: str
    started_at: datetime
    silent: float | None = None
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class QueueState:
    """All workers, jobs by stage and state (`todo`, `doing`, `failed`), and jobs in the hands of nobody alive."""

    workers: tuple[WorkerRow, ...]
    jobs: Mapping[tuple[str, str], int]
    orphaned: int


class JobQueue:
    """What we ask of the queue beside Procrastinate itself. May be used from several threads."""

    def __init__(self, url: str) -> None:
        self._engine, self._name = postgresql.engine_at(url, _PATIENCE)

    def make(self) -> None:
        """The queue's tables, where they are missing; of several who come at once one makes them."""
        with translated(self._name), self._engine.begin() as conn:
            if conn.scalar(_IS_THERE):
                return
        with translated(self._name), self._engine.begin() as conn:
            conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            if not conn.scalar(_IS_THERE):
                _make(conn)

    def live_jobs(self) -> list[LiveJob]:
        """All that wait or are in hand."""
        with translated(self._name), self._engine.begin() as conn:
            return [LiveJob(row.queue_name, row.status == "doing", row.args) for row in conn.execute(_LIVE)]

    def register(self, worker: WorkerRow) -> None:
        """A worker that begins; those that the queue knows no more are forgotten."""
        row = {name: getattr(worker, name) for name in workers.c.keys()}  # noqa: SIM118 - columns, not a dict
        known = select(text("id")).select_from(text(f"{QUEUE_SCHEMA}.procrastinate_workers"))
        with translated(self._name), self._engine.begin() as conn:
            conn.execute(delete(workers).where(workers.c.id.not_in(known) | (workers.c.id == worker.id)))
            conn.execute(insert(workers), row)

    def state(self) -> QueueState | None:
        """None where no worker ever was: there is no queue."""
        with translated(self._name), self._engine.begin() as conn:
            if not conn.scalar(_IS_THERE):
                return None
            silent = {row.id: row.silent for row in conn.execute(_HEARTBEATS)}
            in_hand = {row.worker_id: row.jobs for row in conn.execute(_IN_HAND)}
            rows = conn.execute(select(workers).where(workers.c.id.in_(list(silent))).order_by(workers.c.id))
            return QueueState(
                tuple(WorkerRow(**row._mapping, silent=silent[row.id], jobs=in_hand.get(row.id, 0)) for row in rows),
                {(row.queue_name, row.status): row.jobs for row in conn.execute(_COUNTS)},
                in_hand.get(None, 0),
            )

    def close(self) -> None:
        self._engine.dispose()


def _make(conn: Connection) -> None:
    try:
        from procrastinate.schema import SchemaManager
    except ImportError as error:
        raise StorageError("several machines need the job queue: pip install 'khabardar[postgres]'") from error
    conn.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {QUEUE_SCHEMA}")
    conn.exec_driver_sql(f"SET LOCAL search_path TO {QUEUE_SCHEMA}")
    conn.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
