"""Hosts that asked for a pause: kept, since a restart must not forget what they said."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, select

from khabardar.records import HostHold
from storage.dialect import upsert
from storage.tables import hosts


def holds(conn: Connection) -> dict[str, HostHold]:
    """Over or not: how often a host said so before decides how long the next pause is."""
    rows = conn.execute(select(hosts))
    return {row.host: HostHold(row.host, row.held_until, row.hits, row.why) for row in rows}


def save(conn: Connection, hold: HostHold) -> None:
    """Replaces what was known of the host."""
    cells = asdict(hold)
    upsert(conn, hosts, [cells | {"held_until": cells.pop("until")}])
