"""The book of cycles: what each pass did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from khabardar.errors import NotFound
from khabardar.interfaces import CycleRecord
from storage.tables import cycles


def start(conn: Connection, now: datetime) -> int:
    """Opens a cycle; one that never finishes stays without an end."""
    row = asdict(CycleRecord(id=0, started_at=now, finished_at=None))
    del row["id"]
    number: int = conn.execute(insert(cycles).returning(cycles.c.id), row).scalar_one()
    return number


def finish(conn: Connection, record: CycleRecord) -> None:
    """Replaces all that was noted of the cycle."""
    if not conn.execute(update(cycles).where(cycles.c.id == record.id).values(**asdict(record))).rowcount:
        raise NotFound(f"no cycle {record.id} was started")


def last(conn: Connection, limit: int) -> list[CycleRecord]:
    """Newest first."""
    rows = conn.execute(select(cycles).order_by(cycles.c.id.desc()).limit(limit))
    return [CycleRecord(**row._mapping) for row in rows]
