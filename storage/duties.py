"""When each duty of upkeep was last done, and what came of it: a restarted daemon and cron know what is due."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select

from khabardar.interfaces import DutyRun
from storage import dialect
from storage.tables import duties


def save(conn: Connection, run: DutyRun) -> None:
    """In the place of the run before."""
    dialect.upsert(conn, duties, [asdict(run)])


def last(conn: Connection) -> dict[str, DutyRun]:
    """By name."""
    return {row.name: DutyRun(**row._mapping) for row in conn.execute(select(duties))}
