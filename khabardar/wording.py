"""One incident in words, alike on the terminal, on the page and in messages."""

from __future__ import annotations

from collections.abc import Mapping

from khabardar.codec import flatten
from khabardar.records import Facts

# Cells that say nothing by themselves: their words stand at the cell that they come from.
_DERIVED = {
    "event_type",
    "date_precision",
    "geo_precision",
    "killed.total",
    "killed.low",
    "killed.high",
    "injured.total",
    "latitude",
    "longitude",
}


def stated_cells(facts: Facts) -> Mapping[str, object]:
    """The cells that have a value, without those that only follow from others."""
    cells = {name: value for name, value in flatten(facts).items() if name not in _DERIVED}
    if facts.date_end == facts.date_start:
        del cells["date_end"]
    return {name: value for name, value in cells.items() if value is not None and value != []}


def words(value: object) -> str:
    """A cell's value for a table."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def headline(facts: Facts) -> str:
    """One incident in a line: `Suicide bomb, Mastung (Balochistan), 2026-03-14: 9 killed, 20 injured`."""
    where = facts.place or facts.admin2 or facts.admin1 or facts.country or "place unknown"
    area = f" ({facts.admin1})" if facts.admin1 and facts.admin1 != where else ""
    return f"{facts.sub_event_type}, {where}{area}, {_days(facts)}: {_toll(facts)}"


def _days(facts: Facts) -> str:
    if facts.date_start == facts.date_end:
        return facts.date_start.isoformat()
    return f"{facts.date_start} to {facts.date_end}"


def _toll(facts: Facts) -> str:
    counts = (
        (facts.killed.total, "killed"),
        (facts.injured.total, "injured"),
        (facts.abducted, "abducted"),
        (facts.freed, "freed"),
        (facts.arrested, "arrested"),
    )
    return ", ".join(f"{number} {what}" for number, what in counts if number is not None) or "no toll stated"


def killed_by_side(facts: Facts) -> str:
    """`9 (6 security, 3 civilians)`; empty where the row states none."""
    toll = facts.killed
    if toll.total is None:
        return ""
    sides = (
        (toll.civilians, "civ"),
        (toll.security, "sec"),
        (toll.militants, "mil"),
        (toll.unspecified, "unsp"),
    )
    parts = " + ".join(f"{number} {side}" for number, side in sides if number)
    return f"{toll.total} ({parts})" if parts else str(toll.total)
