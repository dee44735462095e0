"""Tables of a database that several machines work on; on one machine they stay empty."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.types import Double

from storage.columns import UtcTime


def fleet_tables(metadata: MetaData) -> tuple[Table, Table]:
    """Whose turn it is to ask a web host, and the worker processes that are at work."""
    turns = Table(
        "host_turns",
        metadata,
        Column("host", String, primary_key=True, comment="name of a web host that workers share"),
        Column("free_at", Double, nullable=False, comment="seconds since 1970: nobody may ask it before"),
        Column("holder", String, nullable=False, comment="which worker asks or asked it last"),
    )
    workers = Table(
        "workers",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False, comment="its number in procrastinate_workers"),
        Column("host", String, nullable=False, comment="name of its machine"),
        Column("pid", Integer, nullable=False, comment="its process there"),
        Column("stages", String, nullable=False, comment="what it does: of fetch, read, match"),
        Column("version", String, nullable=False, comment="of Khabardar"),
        Column("engine", String, nullable=False, comment="the engine that it reads with, and its version"),
        Column("started_at", UtcTime, nullable=False, comment="since when"),
    )
    return turns, workers
