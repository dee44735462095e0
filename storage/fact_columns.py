"""The codebook's cells as columns of reports and incidents, and Facts to a row and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Date, Double, Integer, Row, String

from khabardar.codec import facts_from_dict, flatten
from khabardar.records import Facts
from khabardar.vocabulary import VictimGroup
from storage.columns import Words

_TOLLS = ("killed", "injured")


def fact_columns() -> list[Column[Any]]:
    """New columns at each call: a column belongs to one table."""
    return [
        Column("date_start", Date, nullable=False, comment="first day, local to the place"),
        Column("date_end", Date, nullable=False, comment="last day, local to the place"),
        Column("date_precision", String, nullable=False, comment="day, range, month, or assumed (publication date)"),
        Column("place", Words, comment="most specific name that the text gives"),
        Column("admin2", Words, comment="district"),
        Column("admin1", Words, comment="province or state"),
        Column("country", String, comment="ISO 3166-1 alpha-2"),
        Column("latitude", Double, comment="WGS84 degrees north"),
        Column("longitude", Double, comment="WGS84 degrees east"),
        Column("geo_precision", String, nullable=False, comment="exact, town, district, province or country"),
        Column("event_type", String, nullable=False, comment="ACLED's event type"),
        Column("sub_event_type", String, nullable=False, comment="ACLED's sub-event type"),
        Column("outcome", String, nullable=False, comment="completed or foiled"),
        Column("tags", JSON, nullable=False, comment="list of words, sorted"),
        Column("perpetrator", Words, comment="canonical name of who did it"),
        Column("perpetrator_type", String, comment="ACLED's actor type"),
        Column("attribution", String, nullable=False, comment="claimed, blamed, suspected, witnessed or unknown"),
        Column("claimed_by", Words, comment="the group that claimed it"),
        Column("targets", JSON, nullable=False, comment="list of GTD's target types"),
        *_toll_columns("killed"),
        Column("killed_low", Integer, comment="lowest figure of the dead"),
        Column("killed_high", Integer, comment="highest figure of the dead"),
        *_toll_columns("injured"),
        Column("abducted", Integer, comment="people taken"),
        Column("freed", Integer, comment="inmates or hostages set free"),
        Column("arrested", Integer, comment="people arrested"),
    ]


def _toll_columns(toll: str) -> list[Column[Any]]:
    total = Column(f"{toll}_total", Integer, comment=f"{toll}: sum of the four; empty: not said")
    parts = [Column(f"{toll}_{group.value}", Integer, comment=f"{toll}: {group.value}") for group in VictimGroup]
    return [total, *parts]


FACT_COLUMNS = tuple(column.name for column in fact_columns())


def facts_to_row(facts: Facts) -> dict[str, Any]:
    """The cells by the names of their columns: `killed.security` is `killed_security`."""
    row = {cell.replace(".", "_"): value for cell, value in flatten(facts).items()}
    return row | {"date_start": facts.date_start, "date_end": facts.date_end}


def facts_of_row(row: Row[Any]) -> Facts:
    """The inverse of `facts_to_row`; columns of other concerns are passed over."""
    cells: dict[str, Any] = {name: getattr(row, name) for name in FACT_COLUMNS}
    for toll in _TOLLS:
        cells[toll] = {group.value: getattr(row, f"{toll}_{group.value}") for group in VictimGroup}
    cells["killed"] |= {"low": row.killed_low, "high": row.killed_high}
    cells |= {"date_start": row.date_start.isoformat(), "date_end": row.date_end.isoformat()}
    return facts_from_dict(cells)
