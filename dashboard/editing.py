"""Which cells a person may put right on the page, and with what kind of field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dashboard.shown import cell_text, label
from khabardar.cells import SETTABLE
from khabardar.records import Facts
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    Outcome,
    PerpetratorType,
    SubEventType,
)

_CHOICES: dict[str, type[StrEnum]] = {
    "date_precision": DatePrecision,
    "geo_precision": GeoPrecision,
    "sub_event_type": SubEventType,
    "outcome": Outcome,
    "attribution": Attribution,
    "perpetrator_type": PerpetratorType,
}
_NEEDED = ("date_precision", "geo_precision", "sub_event_type", "outcome", "attribution")
_NUMBERS = ("killed.", "injured.", "abducted", "freed", "arrested")


@dataclass(frozen=True, slots=True)
class Editor:
    """A field for one cell. `kind`: text, number, date or choice; `choices` begin with none where it may be empty."""

    cell: str
    label: str
    kind: str
    value: str
    choices: tuple[str, ...] = ()


def editors(facts: Facts) -> Mapping[str, Editor]:
    """A field for each cell that can be set, by the cell's name."""
    return {cell: _editor(cell, cell_text(facts, cell)) for cell in SETTABLE}


def _editor(cell: str, value: str) -> Editor:
    if cell in _CHOICES:
        words = tuple(member.value for member in _CHOICES[cell])
        return Editor(cell, label(cell), "choice", value, words if cell in _NEEDED else ("", *words))
    if cell in ("date_start", "date_end"):
        return Editor(cell, label(cell), "date", value)
    return Editor(cell, label(cell), "number" if cell.startswith(_NUMBERS) else "text", value)
