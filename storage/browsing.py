"""Rows as a page shows them: by the screenful, counted, and gathered on a map's grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, and_, case, cast, func, null, or_, select, union_all

from khabardar.browsing import Area, Facet, IncidentPage, MapCell, RowCounts, RowOrder
from khabardar.errors import UsageError
from khabardar.interfaces import Box, IncidentFilter
from khabardar.vocabulary import EventType
from storage import words
from storage.incidents import MAPPED, conditions, incident_of
from storage.tables import incidents, revisions

_CELL = incidents.c
# In the order of an index, so that rows need no sorting to be counted.
_AREA = (_CELL.admin1, _CELL.sub_event_type, _CELL.country)
_ROWS_OF_CELLS = 1_000_000  # more than a map has one above the other
_PARTED = "~"  # between the value and the id in the name of a place in a list
TRUE_POINT = and_(_CELL.latitude.is_not(None), _CELL.longitude.is_not(None), _CELL.geo_precision.in_(MAPPED))


@dataclass(frozen=True, slots=True)
class _Order:
    key: ColumnElement[Any]
    falling: bool
    read: Any  # text of the key -> value


_ORDERS = {
    RowOrder.NEWEST: _Order(_CELL.date_start, True, date.fromisoformat),
    RowOrder.OLDEST: _Order(_CELL.date_start, False, date.fromisoformat),
    RowOrder.KILLED: _Order(func.coalesce(_CELL.killed_total, -1), True, int),
    RowOrder.CHANGED: _Order(_CELL.last_changed, True, datetime.fromisoformat),
    RowOrder.OUTLETS: _Order(_CELL.publishers, True, int),
    RowOrder.UNSURE: _Order(_CELL.confidence, False, float),
}


def _asked(conn: Connection, where: IncidentFilter) -> tuple[ColumnElement[bool], ...]:
    """The filter as conditions, of which that on words hangs on how many rows it will find."""
    if where.text is None or not words.are_common(conn, where.text):
        return tuple(conditions(where))
    return (*conditions(replace(where, text=None)), words.told_with(where.text, common=True))


def page(conn: Connection, where: IncidentFilter, order: RowOrder, *, after: str | None, limit: int) -> IncidentPage:
    """By the last row shown and not by a number of rows to pass over: the thousandth page is as near as the first."""
    by = _ORDERS[order]
    # The ids first: they are found in an index, and whole rows are read only of those that are shown.
    query = select(_CELL.id, by.key.label("sort_key")).where(*_asked(conn, where))
    if after is not None:
        query = query.where(_beyond(by, after))
    ordered = query.order_by(by.key.desc() if by.falling else by.key.asc(), _CELL.id)
    found = conn.execute(ordered.limit(limit + 1)).all()
    shown = [row.id for row in found[:limit]]
    whole = {row.id: row for row in conn.execute(select(incidents).where(_CELL.id.in_(shown)))}
    rows = tuple(incident_of(whole[name]) for name in shown)
    return IncidentPage(rows, _place_of(found[limit - 1]) if len(found) > limit else None)


def _place_of(row: Any) -> str:
    key = row.sort_key
    return f"{key.isoformat() if hasattr(key, 'isoformat') else repr(key)}{_PARTED}{row.id}"


def _beyond(by: _Order, after: str) -> ColumnElement[bool]:
    text, _, name = after.partition(_PARTED)
    try:
        value = by.read(text)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError("no zone")
    except ValueError as error:
        raise UsageError(f"{after[:60]!r} is no place in this list; begin at its first page") from error
    further = by.key < value if by.falling else by.key > value
    return or_(further, and_(by.key == value, _CELL.id > name))


def counts(conn: Connection, where: IncidentFilter) -> RowCounts:
    """One pass over the rows: by area and type, and of each how many a map can show truly."""
    mapped = func.sum(case((TRUE_POINT, 1), else_=0))
    query = select(*_AREA, func.count().label("number"), mapped.label("mapped")).where(*_asked(conn, where))
    return _counted(conn.execute(query.group_by(*_AREA)))


def overview(conn: Connection, where: IncidentFilter) -> tuple[RowCounts, Mapping[date, int]]:
    """`counts` and `days`; words are looked for once for both."""
    if where.text is None:
        return counts(conn, where), days(conn, where)
    shown = case((TRUE_POINT, 1), else_=0).label("shown")
    found = select(_CELL.date_start, *_AREA, shown).where(*_asked(conn, where)).cte("found")
    area = [found.c[cell.name] for cell in _AREA]
    by_area = select(null().label("day"), *area, func.count().label("number"), func.sum(found.c.shown).label("mapped"))
    nothing = [null().label(cell.name) for cell in _AREA]
    by_day = select(found.c.date_start.label("day"), *nothing, func.count().label("number"), null().label("mapped"))
    rows = conn.execute(union_all(by_day.group_by(found.c.date_start), by_area.group_by(*area)).order_by("day")).all()
    return _counted(row for row in rows if row.day is None), {row.day: row.number for row in rows if row.day}


def _counted(rows: Iterable[Row[Any]]) -> RowCounts:
    total = on_map = 0
    hidden: Counter[tuple[str | None, str | None]] = Counter()
    provinces: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for row in rows:
        total += row.number
        on_map += row.mapped
        hidden[row.country, row.admin1] += row.number - row.mapped
        types[row.sub_event_type] += row.number
        if row.admin1 is not None:
            provinces[row.admin1] += row.number
    found = sorted(((*area, number) for area, number in hidden.items() if number), key=_largest_first)
    return RowCounts(total, on_map, tuple(Area(*area) for area in found), _sorted(provinces), _sorted(types))


def _largest_first(area: tuple[str | None, str | None, int]) -> tuple[int, str, str]:
    country, admin1, number = area
    return -number, country or "", admin1 or ""


def _sorted(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def days(conn: Connection, where: IncidentFilter) -> Mapping[date, int]:
    """Rows by first day."""
    query = select(_CELL.date_start, func.count()).where(*_asked(conn, where))
    rows = conn.execute(query.group_by(_CELL.date_start).order_by(_CELL.date_start))
    return {row[0]: row[1] for row in rows}


def values(conn: Connection, where: IncidentFilter, facet: Facet, limit: int) -> Sequence[tuple[str, int]]:
    """The commonest first; rows without a value are not counted."""
    cell, number = _CELL[facet.value], func.count()
    query = select(cell, number).where(*_asked(conn, where), cell.is_not(None)).group_by(cell)
    return [(value, count) for value, count in conn.execute(query.order_by(number.desc(), cell).limit(limit))]


def cells(conn: Connection, where: IncidentFilter, step: float) -> Sequence[MapCell]:
    """Gathered by the database: a map of a hundred thousand rows is a few hundred cells."""
    across = cast((_CELL.longitude + 180) / step, BigInteger)
    down = cast((_CELL.latitude + 90) / step, BigInteger)
    query = (
        select(
            func.count().label("number"),
            func.avg(_CELL.latitude).label("latitude"),
            func.avg(_CELL.longitude).label("longitude"),
            func.min(_CELL.latitude).label("south"),
            func.max(_CELL.latitude).label("north"),
            func.min(_CELL.longitude).label("west"),
            func.max(_CELL.longitude).label("east"),
            func.min(_CELL.event_type).label("first_type"),
            func.max(_CELL.event_type).label("last_type"),
            func.min(_CELL.id).label("id"),
            func.min(_CELL.geo_precision).label("precision"),
            func.max(_CELL.killed_total).label("killed_most"),
        )
        .where(*_asked(conn, where), TRUE_POINT)
        # One whole number: rows are sorted by it in half of the time that two take.
        .group_by(across * _ROWS_OF_CELLS + down)
    )
    return [_cell(row) for row in conn.execute(query)]


def _cell(row: Row[Any]) -> MapCell:
    alone = row.number == 1
    return MapCell(
        count=row.number,
        latitude=row.latitude,
        longitude=row.longitude,
        event_type=EventType(row.first_type) if row.first_type == row.last_type else None,
        incident_id=row.id if alone else None,
        killed_most=row.killed_most,
        precision=row.precision if alone else None,
        box=Box(row.west, row.south, row.east, row.north),
    )


def version(conn: Connection) -> str:
    """Every change of a row appends a revision."""
    return str(conn.scalar(select(func.max(revisions.c.id))) or 0)
