"""UCDP-GED-like rows: the 49 columns of the Georeferenced Event Dataset with its codes, as far as our fields go.

Its numbers of conflicts, dyads and actors are UCDP's to give, so they stay empty. UCDP has events with a death only;
here all rows of the filter are written (`--killed 1` keeps to its rule).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from export.columns import Cell
from export.profiles.countries import country
from export.profiles.sides import Foe, foe, is_state
from export.rows import ExportedIncident
from khabardar.records import Facts, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, IncidentStatus, PerpetratorType

_STATE_BASED, _NON_STATE, _ONE_SIDED = 1, 2, 3
_CIVILIANS = "Civilians"
_FORCES = " security forces"  # what the codebook calls all of a state's
_WHERE_PREC = {
    GeoPrecision.EXACT: 1,
    GeoPrecision.TOWN: 1,
    GeoPrecision.DISTRICT: 3,
    GeoPrecision.PROVINCE: 4,
    GeoPrecision.COUNTRY: 6,
}
_CELLS_A_DEGREE, _COLUMNS_OF_GRID = 2, 720  # PRIO-GRID: half a degree, numbered from the south west
# Days that a range may have at most for each code of date_prec.
_DATE_PREC_DAYS = ((1, 1), (6, 2), (7, 3), (31, 4))


class _Sides(NamedTuple):
    """What UCDP tells of who fought whom; `deaths` are those of side a, side b and civilians."""

    kind: int
    a: str | None
    b: str | None
    deaths: tuple[int | None, int | None, int | None]


def _sides(facts: Facts) -> _Sides:
    """A government is side a wherever one takes part; in one-sided violence the doer is."""
    killed, against = facts.killed, foe(facts)
    doer = facts.perpetrator
    if is_state(facts):
        if against is Foe.CIVILIANS:
            return _Sides(_ONE_SIDED, _government_at_work(facts), _CIVILIANS, (killed.security, None, killed.civilians))
        return _Sides(_STATE_BASED, _government_at_work(facts), None, _by_side(killed))
    if against in (Foe.ARMED_FORCES, Foe.POLICE):
        return _Sides(_STATE_BASED, _government(facts), doer, _by_side(killed))
    if against is Foe.MILITANTS or facts.perpetrator_type is PerpetratorType.IDENTITY_MILITIA:
        return _Sides(_NON_STATE, doer, None, (None, None, killed.civilians))
    return _Sides(_ONE_SIDED, doer, _CIVILIANS, (killed.militants, None, killed.civilians))


def _by_side(killed: Toll) -> tuple[int | None, int | None, int | None]:
    return killed.security, killed.militants, killed.civilians


def _government(facts: Facts) -> str | None:
    found = country(facts.country)
    return f"Government of {found.name}" if found else None


def _government_at_work(facts: Facts) -> str | None:
    """Of the forces that did it, which may be another country's than the one where it happened."""
    name = (facts.perpetrator or "").removesuffix(_FORCES)
    return f"Government of {name}" if name and name != facts.perpetrator else _government(facts)


def _gwnoa(facts: Facts) -> int | None:
    """Known where side a is the government of the country where it happened."""
    side = _sides(facts).a
    return _gw(facts) if side is not None and side == _government(facts) else None


def _dyad(facts: Facts) -> str | None:
    sides = _sides(facts)
    return f"{sides.a} - {sides.b}" if sides.a and sides.b else None


def _deaths_unknown(facts: Facts) -> int | None:
    """Those of no side that is told apart: of the total, what the three other columns do not hold."""
    total = facts.killed.total
    if total is None:
        return None
    return total - sum(number or 0 for number in _sides(facts).deaths)


def _date_prec(facts: Facts) -> int:
    """1 the day, 2 two to six days, 3 a week, 4 a month, 5 longer."""
    if facts.date_precision is DatePrecision.MONTH:
        return 4
    days = (facts.date_end - facts.date_start).days + 1
    least = 2 if facts.date_precision is DatePrecision.ASSUMED else 1
    return max(least, next((code for most, code in _DATE_PREC_DAYS if days <= most), 5))


def _priogrid(facts: Facts) -> int | None:
    if facts.latitude is None or facts.longitude is None:
        return None
    row = min(math.floor((facts.latitude + 90) * _CELLS_A_DEGREE), 359)
    column = min(math.floor((facts.longitude + 180) * _CELLS_A_DEGREE), _COLUMNS_OF_GRID - 1)
    return row * _COLUMNS_OF_GRID + column + 1


def _wkt(facts: Facts) -> str | None:
    if facts.latitude is None or facts.longitude is None:
        return None
    return f"POINT ({facts.longitude} {facts.latitude})"


def _country_name(facts: Facts) -> str | None:
    found = country(facts.country)
    return found.name if found else None


def _gw(facts: Facts) -> int | None:
    found = country(facts.country)
    return found.gw if found else None


def _region(facts: Facts) -> str | None:
    found = country(facts.country)
    return found.ucdp_region if found else None


def _low(facts: Facts) -> int | None:
    return facts.killed.total if facts.killed_low is None else facts.killed_low


def _high(facts: Facts) -> int | None:
    """UCDP's high is never open: where ours is ("at least 12"), the best figure stands."""
    return facts.killed.total if facts.killed_high is None else facts.killed_high


def _joined(parts: list[str | None]) -> str | None:
    return "; ".join(part for part in parts if part) or None


def _source_article(row: ExportedIncident) -> str | None:
    return _joined([f'"{s.outlet},{s.published.date() if s.published else ""},{s.title or ""}"' for s in row.sources])


def _days_of_sources(row: ExportedIncident) -> str | None:
    return _joined([s.published.date().isoformat() if s.published else None for s in row.sources])


def _f(value: Callable[[Facts], Cell]) -> Callable[[ExportedIncident], Cell]:
    return lambda row: value(row.incident.facts)


def _nothing(row: ExportedIncident) -> Cell:
    """A column that UCDP has and we can't fill."""
    return None


def _code_status(row: ExportedIncident) -> Cell:
    return "Clear" if row.incident.status is IncidentStatus.CONFIRMED else "Check"


UCDP_COLUMNS: tuple[tuple[str, Callable[[ExportedIncident], Cell]], ...] = (
    ("id", lambda row: row.incident.id),
    ("relid", lambda row: row.incident.id),
    ("year", _f(lambda facts: facts.date_start.year)),
    ("active_year", _nothing),
    ("code_status", _code_status),
    ("type_of_violence", _f(lambda facts: _sides(facts).kind)),
    ("conflict_dset_id", _nothing),
    ("conflict_new_id", _nothing),
    ("conflict_name", _nothing),
    ("dyad_dset_id", _nothing),
    ("dyad_new_id", _nothing),
    ("dyad_name", _f(_dyad)),
    ("side_a_dset_id", _nothing),
    ("side_a_new_id", _nothing),
    ("side_a", _f(lambda facts: _sides(facts).a)),
    ("side_b_dset_id", _nothing),
    ("side_b_new_id", _nothing),
    ("side_b", _f(lambda facts: _sides(facts).b)),
    ("number_of_sources", lambda row: row.incident.publishers),
    ("source_article", _source_article),
    ("source_office", lambda row: _joined([s.outlet for s in row.sources])),
    ("source_date", _days_of_sources),
    ("source_headline", lambda row: _joined([s.title for s in row.sources])),
    ("source_original", _nothing),
    ("where_prec", _f(lambda facts: _WHERE_PREC[facts.geo_precision])),
    ("where_coordinates", _f(lambda facts: facts.place or facts.admin2 or facts.admin1)),
    (
        "where_description",
        _f(lambda facts: ", ".join(p for p in (facts.place, facts.admin2, facts.admin1) if p) or None),
    ),
    ("adm_1", _f(lambda facts: facts.admin1)),
    ("adm_2", _f(lambda facts: facts.admin2)),
    ("latitude", _f(lambda facts: facts.latitude)),
    ("longitude", _f(lambda facts: facts.longitude)),
    ("geom_wkt", _f(_wkt)),
    ("priogrid_gid", _f(_priogrid)),
    ("country", _f(_country_name)),
    ("country_id", _f(_gw)),
    ("region", _f(_region)),
    # 1: the event stands alone in its sources; 2: it is a part of a sum over several.
    ("event_clarity", lambda row: 2 if row.incident.facts.date_precision is DatePrecision.RANGE else 1),
    ("date_prec", _f(_date_prec)),
    ("date_start", _f(lambda facts: facts.date_start.isoformat())),
    ("date_end", _f(lambda facts: facts.date_end.isoformat())),
    ("deaths_a", _f(lambda facts: _sides(facts).deaths[0])),
    ("deaths_b", _f(lambda facts: _sides(facts).deaths[1])),
    ("deaths_civilians", _f(lambda facts: _sides(facts).deaths[2])),
    ("deaths_unknown", _f(_deaths_unknown)),
    ("best", _f(lambda facts: facts.killed.total)),
    ("high", _f(_high)),
    ("low", _f(_low)),
    ("gwnoa", _f(_gwnoa)),
    ("gwnob", _nothing),
)
