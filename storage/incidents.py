"""Rows as readers ask for them: by id, by filter, with their history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, not_, or_, select

from khabardar.errors import NotFound
from khabardar.filters import LIVE
from khabardar.interfaces import IncidentFilter
from khabardar.records import Change, Incident
from khabardar.vocabulary import GeoPrecision, IncidentStatus, Role
from storage.alike import contains, equals
from storage.fact_columns import facts_of_row
from storage.tables import incidents, reviews, revisions
from storage.words import told_with

_PREFIX = "KB-"
_ID_LENGTH = 10
_SHOWN = 5
_ROWS_AT_ONCE = 500
# Precisions at which the row's point says where it was; of a province or country it is only some middle.
MAPPED = (GeoPrecision.EXACT.value, GeoPrecision.TOWN.value, GeoPrecision.DISTRICT.value)


def find(conn: Connection, name: str) -> Incident:
    """By id or an unambiguous beginning of one; merged rows lead to their survivor."""
    return incident_of(conn.execute(select(incidents).where(incidents.c.id == survivor(conn, name))).one())


def survivor(conn: Connection, name: str) -> str:
    """The id of the row that stands for `name` now."""
    found = {_follow(conn, incident_id) for incident_id in _ids_like(conn, name)}
    return _only(found, name)


def own_id(conn: Connection, name: str) -> str:
    """The full id, merged or not."""
    return _only(set(_ids_like(conn, name)), name)


def matching(conn: Connection, where: IncidentFilter) -> Iterator[Incident]:
    """Newest day first, then id; a few hundred rows in memory at a time."""
    query = select(incidents).where(*conditions(where)).limit(where.limit)
    ordered = query.order_by(incidents.c.date_start.desc(), incidents.c.id)
    with conn.execution_options(yield_per=_ROWS_AT_ONCE).execute(ordered) as result:
        for row in result:
            yield incident_of(row)


def count(conn: Connection) -> dict[IncidentStatus, int]:
    """Every status, also those of no row."""
    query = select(incidents.c.status, func.count().label("number")).group_by(incidents.c.status)
    return dict.fromkeys(IncidentStatus, 0) | {row.status: row.number for row in conn.execute(query)}


def history(conn: Connection, name: str) -> list[Change]:
    """All changes of a row, oldest first; those of a merged row are its own."""
    query = _changes().where(revisions.c.incident_id == own_id(conn, name))
    return [_change(row) for row in conn.execute(query.order_by(revisions.c.id))]


def changes_since(conn: Connection, when: datetime) -> Iterator[Change]:
    """What was appended after `when`, oldest first: how a copy elsewhere follows this database."""
    query = _changes().where(revisions.c.at > when).order_by(revisions.c.at, revisions.c.id)
    with conn.execution_options(yield_per=_ROWS_AT_ONCE).execute(query) as result:
        for row in result:
            yield _change(row)


def incident_of(row: Row[Any]) -> Incident:
    """A row of the table as a record."""
    return Incident(
        id=row.id,
        facts=facts_of_row(row),
        status=row.status,
        confidence=row.confidence,
        first_seen=row.first_seen,
        last_changed=row.last_changed,
        reports=row.reports,
        articles=row.articles,
        publishers=row.publishers,
        revision=row.revision,
        role=row.role,
        parent_id=row.parent_id,
        merged_into=row.merged_into,
    )


def _changes() -> Select[Any]:
    return select(revisions, reviews.c.by).outerjoin(reviews, revisions.c.review_id == reviews.c.id)


def _change(row: Row[Any]) -> Change:
    return Change(row.incident_id, row.revision, row.at, row.field, row.old, row.new, row.why, row.by)


def _ids_like(conn: Connection, name: str) -> list[str]:
    """The exact id where there is one, else all that begin so."""
    wanted = name.strip().upper()
    wanted = wanted if wanted.startswith(_PREFIX) else _PREFIX + wanted
    # Ids are of A-Z and 2-7, so Z closes the range of those that begin alike, in every collation.
    alike = incidents.c.id.between(wanted, wanted.ljust(_ID_LENGTH, "Z"))
    found = list(conn.scalars(select(incidents.c.id).where(alike).order_by(incidents.c.id).limit(_SHOWN + 1)))
    return [wanted] if wanted in found else found


def _follow(conn: Connection, incident_id: str) -> str:
    """To the end of the chain of merges; a row never merges into one that leads back to it."""
    target = conn.scalar(select(incidents.c.merged_into).where(incidents.c.id == incident_id))
    return incident_id if target is None else _follow(conn, target)


def _only(found: set[str], name: str) -> str:
    if not found:
        raise NotFound(f"no incident has the id {name!r}; `khabardar incidents list` shows them")
    if len(found) > 1:
        shown = ", ".join(sorted(found)[:_SHOWN]) + (", …" if len(found) > _SHOWN else "")
        raise NotFound(f"several incidents have an id that begins with {name!r}; write more of it: {shown}")
    return found.pop()


def conditions(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    """The filter as conditions on the table of rows."""
    cell = incidents.c
    yield from _standing(where)
    if not where.background:
        yield cell.role == Role.MAIN
    if where.since:
        yield cell.date_end >= where.since
    if where.until:
        yield cell.date_start <= where.until
    if where.publishers_min is not None:
        yield cell.publishers >= where.publishers_min
    if where.parent:
        yield cell.parent_id == where.parent
    yield from _losses(where)
    yield from _somewhere(where)
    yield from _words(where)


def _standing(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    """Whoever follows the changes also hears of rows that ended."""
    if where.status:
        yield incidents.c.status == where.status
    elif not where.changed_since:
        yield incidents.c.status.in_(LIVE)
    if where.changed_since:
        yield incidents.c.last_changed > where.changed_since


def _words(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    cell = incidents.c
    yield from _same_words(where)
    if where.place:
        yield or_(contains(cell.place, where.place), equals(cell.admin2, where.place))
    if where.perpetrator:
        yield contains(cell.perpetrator, where.perpetrator)
    if where.text:
        yield told_with(where.text)


def _losses(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    if where.side is None:
        if where.killed_min is not None:
            yield incidents.c.killed_total >= where.killed_min
        return
    killed, injured = (incidents.c[f"{toll}_{where.side.value}"] for toll in ("killed", "injured"))
    yield or_(killed > 0, injured > 0) if where.killed_min is None else killed >= where.killed_min


def _somewhere(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    latitude, longitude = incidents.c.latitude, incidents.c.longitude
    if where.mapped is not None:
        true_point = and_(latitude.is_not(None), longitude.is_not(None), incidents.c.geo_precision.in_(MAPPED))
        yield true_point if where.mapped else not_(true_point)
    if where.box:
        yield latitude.between(where.box.south, where.box.north)
        yield longitude.between(where.box.west, where.box.east)


def _same_words(where: IncidentFilter) -> Iterator[ColumnElement[bool]]:
    for column in (incidents.c.country, incidents.c.admin1, incidents.c.event_type, incidents.c.sub_event_type):
        value = getattr(where, column.name)
        if value:
            yield equals(column, value)
