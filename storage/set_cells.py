"""Cells that people set: the machine's values lie beneath them, and come back when they are taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from storage.tables import set_cells


@dataclass(frozen=True, slots=True)
class SetCell:
    """`value` in text form."""

    value: str | None
    by: str
    at: datetime


SetCells = dict[str, dict[str, SetCell]]


def of(conn: Connection, rows: Iterable[str]) -> SetCells:
    """Row -> cell -> what a person set; rows without any are left out."""
    found: SetCells = {}
    for row in conn.execute(select(set_cells).where(set_cells.c.incident_id.in_(list(rows)))):
        found.setdefault(row.incident_id, {})[row.cell] = SetCell(row.value, row.by, row.at)
    return found


def put(conn: Connection, name: str, cells: Mapping[str, SetCell | None]) -> None:
    """Set these cells of a row; None gives a cell back to the machine."""
    conn.execute(delete(set_cells).where(set_cells.c.incident_id == name, set_cells.c.cell.in_(list(cells))))
    rows = [
        {"incident_id": name, "cell": cell, "value": setting.value, "by": setting.by, "at": setting.at}
        for cell, setting in cells.items()
        if setting is not None
    ]
    if rows:
        conn.execute(insert(set_cells), rows)


def carry(conn: Connection, old: str, new: str) -> bool:
    """A row that ends in another leaves it what people set, where nobody set it there; False where there is nothing."""
    found = of(conn, (old, new))
    carried = {cell: setting for cell, setting in found.get(old, {}).items() if cell not in found.get(new, {})}
    if carried:
        put(conn, new, carried)
    return bool(carried)


def take_back(conn: Connection, old: str, new: str) -> None:
    """The inverse of `carry`."""
    found = of(conn, (old, new))
    theirs = found.get(old, {})
    put(conn, new, {cell: None for cell, setting in found.get(new, {}).items() if theirs.get(cell) == setting})
