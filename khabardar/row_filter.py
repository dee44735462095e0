"""The filter of rows on one row in memory: what storage would say of it. Alert rules are asked so."""

from __future__ import annotations

from khabardar.interfaces import Box, IncidentFilter
from khabardar.records import Facts, Incident
from khabardar.vocabulary import GeoPrecision, IncidentStatus, Role

_LIVE = (IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED)
_MAPPED = (GeoPrecision.EXACT, GeoPrecision.TOWN, GeoPrecision.DISTRICT)


def matches(where: IncidentFilter, row: Incident) -> bool:
    """Whether storage would give this row for the filter; `text` and `limit`, which hang on more, are passed over."""
    facts = row.facts
    return (
        _standing_fits(where, row)
        and (where.since is None or facts.date_end >= where.since)
        and (where.until is None or facts.date_start <= where.until)
        and _place_fits(where, facts)
        and _same(where.event_type, facts.event_type)
        and _same(where.sub_event_type, facts.sub_event_type)
        and (not where.perpetrator or _holds(where.perpetrator, facts.perpetrator))
        and _losses_fit(where, facts)
        and (where.publishers_min is None or row.publishers >= where.publishers_min)
    )


def _standing_fits(where: IncidentFilter, row: Incident) -> bool:
    if where.status and row.status is not where.status:
        return False
    if where.status is None and where.changed_since is None and row.status not in _LIVE:
        return False
    return (
        (where.background or row.role is Role.MAIN)
        and (where.changed_since is None or row.last_changed > where.changed_since)
        and (where.parent is None or row.parent_id == where.parent)
    )


def _place_fits(where: IncidentFilter, facts: Facts) -> bool:
    has_point = facts.latitude is not None and facts.longitude is not None
    mapped = has_point and facts.geo_precision in _MAPPED
    return (
        _same(where.country, facts.country)
        and _same(where.admin1, facts.admin1)
        and (not where.place or _holds(where.place, facts.place) or _same(where.place, facts.admin2))
        and (where.mapped is None or where.mapped is mapped)
        and (where.box is None or _within(where.box, facts.latitude, facts.longitude))
    )


def _within(box: Box, latitude: float | None, longitude: float | None) -> bool:
    if latitude is None or longitude is None:
        return False
    return box.south <= latitude <= box.north and box.west <= longitude <= box.east


def _losses_fit(where: IncidentFilter, facts: Facts) -> bool:
    killed, injured = facts.killed, facts.injured
    if where.side and where.killed_min is None:
        return bool(killed.of(where.side) or injured.of(where.side))
    dead = killed.of(where.side) if where.side else killed.total
    return where.killed_min is None or (dead is not None and dead >= where.killed_min)


def _same(wanted: str | None, value: str | None) -> bool:
    return not wanted or (value is not None and wanted.casefold() == value.casefold())


def _holds(wanted: str, value: str | None) -> bool:
    return value is not None and wanted.casefold() in value.casefold()
