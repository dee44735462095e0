"""ACLED-like rows: the columns of ACLED's export with its codes, as far as our fields go.

The reference of the columns is that of ACLED's own reader (acledR) and of its codebook; types of actors and their
interaction are in words, as its interface gives them since 2024. Terms, coding and actor names of ACLED are its own.
"""

from __future__ import annotations

from collections.abc import Callable

from export.columns import Cell
from export.profiles.countries import country
from export.profiles.sides import Foe, foe
from export.rows import ExportedIncident
from khabardar.records import Facts
from khabardar.vocabulary import DatePrecision, EventType, GeoPrecision, PerpetratorType, SubEventType
from khabardar.wording import headline

_WEEK_DAYS = 7
_TIME_PRECISION = {DatePrecision.DAY: 1, DatePrecision.ASSUMED: 2, DatePrecision.MONTH: 3}
_GEO_PRECISION = {GeoPrecision.EXACT: 1, GeoPrecision.TOWN: 1, GeoPrecision.DISTRICT: 2}
_FOE_TYPE = {
    Foe.ARMED_FORCES: PerpetratorType.STATE_FORCES.value,
    Foe.POLICE: PerpetratorType.STATE_FORCES.value,
    Foe.CIVILIANS: PerpetratorType.CIVILIANS.value,
    Foe.MILITANTS: PerpetratorType.REBEL_GROUP.value,
}
# ACLED's numbers from 1 on, in which an interaction is written.
_ORDER = [kind.value for kind in PerpetratorType if kind is not PerpetratorType.UNKNOWN]
_BOTH = "Political violence; Demonstrations"
_UNIDENTIFIED = "Unidentified gunmen"


def _time_precision(facts: Facts) -> int:
    """1 the day, 2 within a week, 3 within a month."""
    if facts.date_precision is DatePrecision.RANGE:
        return 2 if (facts.date_end - facts.date_start).days < _WEEK_DAYS else 3
    return _TIME_PRECISION[facts.date_precision]


def _disorder_type(facts: Facts) -> str:
    if facts.sub_event_type is SubEventType.EXCESSIVE_FORCE:
        return _BOTH
    if facts.sub_event_type is SubEventType.VIOLENT_DEMONSTRATION:
        return "Demonstrations"
    return "Strategic developments" if facts.event_type is EventType.STRATEGIC else "Political violence"


def _actor1(facts: Facts) -> str | None:
    named = _country_name(facts)
    if facts.perpetrator in (None, _UNIDENTIFIED):
        return f"Unidentified Armed Group ({named})" if named else "Unidentified Armed Group"
    return facts.perpetrator


def _inter1(facts: Facts) -> str:
    kind = facts.perpetrator_type
    # ACLED has no type for the unknown: its unidentified armed groups are political militias.
    return PerpetratorType.POLITICAL_MILITIA.value if kind in (None, PerpetratorType.UNKNOWN) else kind.value


def _actor2(facts: Facts) -> str | None:
    named, kind = _country_name(facts), foe(facts)
    if kind is None or named is None:
        return None
    return {
        Foe.ARMED_FORCES: f"Military Forces of {named}",
        Foe.POLICE: f"Police Forces of {named}",
        Foe.CIVILIANS: f"Civilians ({named})",
        Foe.MILITANTS: f"Unidentified Armed Group ({named})",
    }[kind]


def _inter2(facts: Facts) -> str | None:
    kind = foe(facts)
    if kind is None or _country_name(facts) is None:
        return None
    return _FOE_TYPE[kind] if kind is not Foe.MILITANTS else PerpetratorType.POLITICAL_MILITIA.value


def _interaction(facts: Facts) -> str:
    """The two types in ACLED's order, whoever is named first; a lone one is `only`."""
    second = _inter2(facts)
    if second is None:
        return f"{_inter1(facts)} only"
    return "-".join(sorted((_inter1(facts), second), key=_ORDER.index))


def _civilian_targeting(facts: Facts) -> str | None:
    against = facts.event_type is EventType.VIOLENCE_AGAINST_CIVILIANS or foe(facts) is Foe.CIVILIANS
    strategic = facts.event_type is EventType.STRATEGIC
    return "Civilian targeting" if against and not strategic else None


def _country_name(facts: Facts) -> str | None:
    found = country(facts.country)
    return found.name if found else None


def _iso(facts: Facts) -> int | None:
    found = country(facts.country)
    return found.numeric if found else None


def _region(facts: Facts) -> str | None:
    found = country(facts.country)
    return found.acled_region if found else None


def _location(facts: Facts) -> str | None:
    return facts.place or facts.admin2 or facts.admin1 or _country_name(facts)


def _sources(row: ExportedIncident) -> str | None:
    return "; ".join(dict.fromkeys(source.outlet for source in row.sources)) or None


def _of_facts(value: Callable[[Facts], Cell]) -> Callable[[ExportedIncident], Cell]:
    return lambda row: value(row.incident.facts)


def _nothing(row: ExportedIncident) -> Cell:
    """A column that ACLED has and we can't fill."""
    return None


ACLED_COLUMNS: tuple[tuple[str, Callable[[ExportedIncident], Cell]], ...] = (
    ("event_id_cnty", lambda row: row.incident.id),
    ("event_date", _of_facts(lambda facts: facts.date_start.isoformat())),
    ("year", _of_facts(lambda facts: facts.date_start.year)),
    ("time_precision", _of_facts(_time_precision)),
    ("disorder_type", _of_facts(_disorder_type)),
    ("event_type", _of_facts(lambda facts: facts.event_type.value)),
    ("sub_event_type", _of_facts(lambda facts: facts.sub_event_type.value)),
    ("actor1", _of_facts(_actor1)),
    ("assoc_actor_1", _nothing),
    ("inter1", _of_facts(_inter1)),
    ("actor2", _of_facts(_actor2)),
    ("assoc_actor_2", _nothing),
    ("inter2", _of_facts(_inter2)),
    ("interaction", _of_facts(_interaction)),
    ("civilian_targeting", _of_facts(_civilian_targeting)),
    ("iso", _of_facts(_iso)),
    ("region", _of_facts(_region)),
    ("country", _of_facts(_country_name)),
    ("admin1", _of_facts(lambda facts: facts.admin1)),
    ("admin2", _of_facts(lambda facts: facts.admin2)),
    ("admin3", _nothing),
    ("location", _of_facts(_location)),
    ("latitude", _of_facts(lambda facts: facts.latitude)),
    ("longitude", _of_facts(lambda facts: facts.longitude)),
    ("geo_precision", _of_facts(lambda facts: _GEO_PRECISION.get(facts.geo_precision, 3))),
    ("source", _sources),
    ("source_scale", _nothing),
    ("notes", _of_facts(headline)),
    ("fatalities", _of_facts(lambda facts: facts.killed.total)),
    ("tags", _of_facts(lambda facts: "; ".join(sorted(facts.tags)) or None)),
    ("timestamp", lambda row: int(row.incident.last_changed.timestamp())),
)
