"""Stage 4, keep: tables, migrations and queries behind `khabardar.interfaces.Storage`."""

from storage.advisory import Leadership, advisory_holder, advisory_lock
from storage.opening import Migrated, copy_database, migrate, open_storage, verify_file
from storage.queue import QUEUE_SCHEMA, JobQueue, LiveJob, QueueState, WorkerRow
from storage.turns import HostTurns

__all__ = [
    "QUEUE_SCHEMA",
    "HostTurns",
    "JobQueue",
    "Leadership",
    "LiveJob",
    "Migrated",
    "QueueState",
    "WorkerRow",
    "advisory_holder",
    "advisory_lock",
    "copy_database",
    "migrate",
    "open_storage",
    "verify_file",
]
