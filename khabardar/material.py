"""What of a row is news to its readers: a change of these cells moves a feed's entry and is worth a message.

How sure the machine is, how many outlets tell it, where exactly the point lies, on what an attribution rests: such
cells change often and say nothing new of the incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from khabardar.cells import as_text
from khabardar.codec import flatten
from khabardar.records import Incident

MATERIAL = (
    "status",
    "merged_into",
    "date_start",
    "date_end",
    "place",
    "admin2",
    "admin1",
    "country",
    "sub_event_type",
    "outcome",
    "perpetrator",
    "claimed_by",
    "killed.total",
    "injured.total",
    "abducted",
    "freed",
    "arrested",
)
# Entries of the history that make a row new to its readers.
MATERIAL_FIELDS = (*MATERIAL, "created")


def material_cells(row: Incident) -> dict[str, str | None]:
    """Those cells of a row as text: what a reader was told, to compare with what there is to tell later."""
    cells: dict[str, Any] = flatten(row.facts) | {"status": row.status.value, "merged_into": row.merged_into}
    return {name: as_text(cells[name]) for name in MATERIAL}


def material_changes(
    told: Mapping[str, str | None], now: Mapping[str, str | None]
) -> dict[str, tuple[str | None, str | None]]:
    """Cell -> (what was told, what holds now), of the cells that differ."""
    return {name: (told.get(name), now.get(name)) for name in MATERIAL if told.get(name) != now.get(name)}
