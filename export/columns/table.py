"""The columns themselves, in the order of a row."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from export.columns.column import LIST_SEPARATOR, Cell, Column, ColumnType
from export.rows import ExportedIncident
from khabardar.records import Facts
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    EventType,
    GeoPrecision,
    IncidentStatus,
    Outcome,
    PerpetratorType,
    Role,
    SubEventType,
    Tag,
    TargetType,
)

_NOT_SAID = "no source says (0: they say that none was)"


def _allowed(vocabulary: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in vocabulary)


def _fact(
    name: str,
    type_: ColumnType,
    meaning: str,
    example: str,
    *,
    unit: str | None = None,
    vocabulary: type[StrEnum] | None = None,
    empty: str = "never empty",
) -> Column:
    """A column that holds the field of `Facts` of the same name."""
    allowed = _allowed(vocabulary) if vocabulary else ()
    return Column(name, type_, meaning, lambda row: _cell(row.incident.facts, name), example, unit, allowed, empty)


def _cell(facts: Facts, field: str) -> Cell:
    value = getattr(facts, field)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, tuple | frozenset):
        return _joined(value if isinstance(value, tuple) else sorted(value))
    return value.value if isinstance(value, StrEnum) else str(value)


def _joined(items: Iterable[object]) -> str | None:
    return LIST_SEPARATOR.join(str(item) for item in items) or None


def _count(name: str, meaning: str, example: str = "", *, empty: str = _NOT_SAID) -> Column:
    return _fact(name, ColumnType.INTEGER, meaning, example, unit="people", empty=empty)


def _toll(field: str, part: str, meaning: str, example: str = "") -> Column:
    """`field` is killed or injured, `part` total or a victim group."""

    def value(row: ExportedIncident) -> Cell:
        count: int | None = getattr(getattr(row.incident.facts, field), part)
        return count

    return Column(f"{field}_{part}", ColumnType.INTEGER, meaning, value, example, "people", empty=_NOT_SAID)


def _sources(row: ExportedIncident) -> Cell:
    return _joined(f"{source.outlet} <{source.url}>" for source in row.sources)


_ABOUT_THE_ROW = (
    Column(
        "incident_id",
        ColumnType.TEXT,
        "the row's lasting name; never given to another row",
        lambda row: row.incident.id,
        "KB-4FZ7Q2M",
    ),
    Column(
        "status",
        ColumnType.TEXT,
        "`candidate`: read by the machine; `confirmed` or `rejected`: by a person; `merged`: see `merged_into`;"
        " `withdrawn`: no article tells it any more",
        lambda row: row.incident.status.value,
        "candidate",
        allowed=_allowed(IncidentStatus),
    ),
    Column(
        "merged_into",
        ColumnType.TEXT,
        "the row that took this one over",
        lambda row: row.incident.merged_into,
        "",
        empty="not merged",
    ),
    Column(
        "role",
        ColumnType.TEXT,
        "`background` while no article has the incident as its news, only as something recalled",
        lambda row: row.incident.role.value,
        "main",
        allowed=_allowed(Role),
    ),
    Column(
        "revision",
        ColumnType.INTEGER,
        "counts up with every change of the row",
        lambda row: row.incident.revision,
        "3",
    ),
    Column(
        "first_seen",
        ColumnType.TIME,
        "when the row was made",
        lambda row: row.incident.first_seen.isoformat(),
        "2026-02-03T05:10:00+00:00",
    ),
    Column(
        "last_changed",
        ColumnType.TIME,
        "when the latest revision was made",
        lambda row: row.incident.last_changed.isoformat(),
        "2026-02-03T09:40:00+00:00",
    ),
    Column(
        "parent_id",
        ColumnType.TEXT,
        "the row of the wave that this incident was a part of; do not add the wave's toll to its parts'",
        lambda row: row.incident.parent_id,
        "",
        empty="not part of a wave",
    ),
)

_WHEN = (
    _fact("date_start", ColumnType.DATE, "the day, or the first one", "2026-02-02"),
    _fact("date_end", ColumnType.DATE, "the last day; the same as `date_start` for one day", "2026-02-02"),
    _fact(
        "date_precision",
        ColumnType.TEXT,
        "`assumed`: the text names no day, so the day of publication stands in",
        "day",
        vocabulary=DatePrecision,
    ),
)

_WHERE = (
    _fact("place", ColumnType.TEXT, "the most specific name that is given", "Kolpur", empty="no place is named"),
    _fact("admin2", ColumnType.TEXT, "district", "Kachhi", empty="not known"),
    _fact("admin1", ColumnType.TEXT, "province or state", "Balochistan", empty="not known"),
    _fact("country", ColumnType.TEXT, "ISO 3166-1 alpha-2", "PK", empty="not known"),
    _fact("latitude", ColumnType.DECIMAL, "WGS 84", "29.91", unit="degrees north", empty="no point can be given"),
    _fact("longitude", ColumnType.DECIMAL, "WGS 84", "67.13", unit="degrees east", empty="no point can be given"),
    _fact(
        "geo_precision",
        ColumnType.TEXT,
        "what the point stands for: a spot, the middle of a town, or no more than an area",
        "town",
        vocabulary=GeoPrecision,
    ),
)

_WHAT = (
    _fact("event_type", ColumnType.TEXT, "ACLED's event type", "Battles", vocabulary=EventType),
    _fact("sub_event_type", ColumnType.TEXT, "ACLED's sub-event type", "Armed clash", vocabulary=SubEventType),
    _fact("outcome", ColumnType.TEXT, "`foiled`: repelled, defused, intercepted", "completed", vocabulary=Outcome),
    _fact("tags", ColumnType.LIST, "features of the act", "ambush; train", vocabulary=Tag, empty="none applies"),
)

_WHO = (
    _fact(
        "perpetrator",
        ColumnType.TEXT,
        "who did it, under one name for each group",
        "Baloch Liberation Army",
        empty="not known",
    ),
    _fact(
        "perpetrator_type",
        ColumnType.TEXT,
        "ACLED's actor type of the perpetrator",
        "Rebel group",
        vocabulary=PerpetratorType,
        empty="not known",
    ),
    _fact("attribution", ColumnType.TEXT, "what the name rests on", "claimed", vocabulary=Attribution),
    _fact(
        "claimed_by",
        ColumnType.TEXT,
        "the group that said it did it",
        "Baloch Liberation Army",
        empty="no claim is reported",
    ),
    _fact(
        "targets",
        ColumnType.LIST,
        "GTD's target types",
        "Military; Transportation",
        vocabulary=TargetType,
        empty="no target is named",
    ),
)

_HOW_MANY = (
    _toll("killed", "total", "the sum of the four groups below; attackers who died are counted", "7"),
    _count("killed_low", "the lowest credible figure for the total", "7"),
    _count(
        "killed_high", "the highest credible figure for the total", "9", empty='open upwards ("at least"), or not said'
    ),
    _toll("killed", "civilians", "civilians killed"),
    _toll("killed", "security", "members of forces of the state killed", "4"),
    _toll("killed", "militants", "militants and attackers killed", "3"),
    _toll("killed", "unspecified", "killed of whom no more is said"),
    _toll("injured", "total", "the sum of the four groups below", "11"),
    _toll("injured", "civilians", "civilians injured"),
    _toll("injured", "security", "members of forces of the state injured", "5"),
    _toll("injured", "militants", "militants and attackers injured"),
    _toll("injured", "unspecified", "injured of whom no more is said", "6"),
    _count("abducted", "taken away against their will"),
    _count("freed", "hostages or inmates set free"),
    _count("arrested", "arrested by forces of the state"),
)

_ON_WHAT_GROUND = (
    Column(
        "confidence",
        ColumnType.DECIMAL,
        "how sure the reading is, not how grave the incident",
        lambda row: round(row.incident.confidence, 3),
        "0.82",
        unit="0 to 1",
    ),
    Column("reports", ColumnType.INTEGER, "readings merged into the row", lambda row: row.incident.reports, "4"),
    Column("articles", ColumnType.INTEGER, "articles that they stand in", lambda row: row.incident.articles, "4"),
    Column(
        "publishers",
        ColumnType.INTEGER,
        "independent voices: copies of one text, and outlets of one house, count once",
        lambda row: row.incident.publishers,
        "3",
    ),
    Column(
        "sources",
        ColumnType.LIST,
        "outlet and address of each article, oldest first",
        _sources,
        "Coastal Courier <https://courier.example/kolpur>; Hill Wire <https://wire.example/1>",
        empty="not handed to the export",
    ),
)

COLUMNS: tuple[Column, ...] = (*_ABOUT_THE_ROW, *_WHEN, *_WHERE, *_WHAT, *_WHO, *_HOW_MANY, *_ON_WHAT_GROUND)
