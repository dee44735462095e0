"""The columns themselves, in the order of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    hxl: str = "",
) -> Column:
    """A column that holds the field of `Facts` of the same name."""
    allowed = _allowed(vocabulary) if vocabulary else ()
    return Column(name, type_, meaning, lambda row: _cell(row.incident.facts, name), example, unit, allowed, empty, hxl)


def _cell(facts: Facts, field: str) -> Cell:
    value = getattr(facts, field)
    if value is None or isinstance(value, int | float):
        return value
    return value.value if isinstance(value, StrEnum) else str(value)


def _list(
    name: str,
    meaning: str,
    items: Callable[[ExportedIncident], Iterable[object]],
    example: str,
    empty: str,
    *,
    vocabulary: type[StrEnum] | None = None,
    hxl: str = "",
) -> Column:
    def strings(row: ExportedIncident) -> tuple[str, ...]:
        return tuple(str(item) for item in items(row))

    def joined(row: ExportedIncident) -> Cell:
        return LIST_SEPARATOR.join(strings(row)) or None

    allowed = _allowed(vocabulary) if vocabulary else ()
    return Column(name, ColumnType.LIST, meaning, joined, example, None, allowed, empty, hxl, strings)


def _count(name: str, meaning: str, example: str = "", *, empty: str = _NOT_SAID, hxl: str) -> Column:
    return _fact(name, ColumnType.INTEGER, meaning, example, unit="people", empty=empty, hxl=hxl)


def _toll(field: str, part: str, meaning: str, example: str = "") -> Column:
    """`field` is killed or injured, `part` total or a victim group."""

    def value(row: ExportedIncident) -> Cell:
        count: int | None = getattr(getattr(row.incident.facts, field), part)
        return count

    tag = f"#affected+{field}" + ("" if part == "total" else f"+{part}")
    return Column(f"{field}_{part}", ColumnType.INTEGER, meaning, value, example, "people", empty=_NOT_SAID, hxl=tag)


_ABOUT_THE_ROW = (
    Column(
        "incident_id",
        ColumnType.TEXT,
        "the row's lasting name; never given to another row",
        lambda row: row.incident.id,
        "KB-4FZ7Q2M",
        hxl="#event+id",
    ),
    Column(
        "status",
        ColumnType.TEXT,
        "`candidate`: read by the machine; `confirmed` or `rejected`: by a person; `merged`: see `merged_into`;"
        " `withdrawn`: no article tells it any more",
        lambda row: row.incident.status.value,
        "candidate",
        allowed=_allowed(IncidentStatus),
        hxl="#status",
    ),
    Column(
        "merged_into",
        ColumnType.TEXT,
        "the row that took this one over",
        lambda row: row.incident.merged_into,
        "",
        empty="not merged",
        hxl="#meta+merged+id",
    ),
    Column(
        "role",
        ColumnType.TEXT,
        "`background` while no article has the incident as its news, only as something recalled",
        lambda row: row.incident.role.value,
        "main",
        allowed=_allowed(Role),
        hxl="#meta+role",
    ),
    Column(
        "revision",
        ColumnType.INTEGER,
        "counts up with every change of the row",
        lambda row: row.incident.revision,
        "3",
        hxl="#meta+revision",
    ),
    Column(
        "first_seen",
        ColumnType.TIME,
        "when the row was made",
        lambda row: row.incident.first_seen.isoformat(),
        "2026-02-03T05:10:00+00:00",
        hxl="#date+reported",
    ),
    Column(
        "last_changed",
        ColumnType.TIME,
        "when the latest revision was made",
        lambda row: row.incident.last_changed.isoformat(),
        "2026-02-03T09:40:00+00:00",
        hxl="#date+updated",
    ),
    Column(
        "parent_id",
        ColumnType.TEXT,
        "the row of the wave that this incident was a part of; do not add the wave's toll to its parts'",
        lambda row: row.incident.parent_id,
        "",
        empty="not part of a wave",
        hxl="#event+parent+id",
    ),
)

_WHEN = (
    _fact("date_start", ColumnType.DATE, "the day, or the first one", "2026-02-02", hxl="#date+start"),
    _fact(
        "date_end", ColumnType.DATE, "the last day; the same as `date_start` for one day", "2026-02-02", hxl="#date+end"
    ),
    _fact(
        "date_precision",
        ColumnType.TEXT,
        "`assumed`: the text names no day, so the day of publication stands in",
        "day",
        vocabulary=DatePrecision,
        hxl="#date+precision",
    ),
)

_WHERE = (
    _fact(
        "place",
        ColumnType.TEXT,
        "the most specific name that is given",
        "Kolpur",
        empty="no place is named",
        hxl="#loc+name",
    ),
    _fact("admin2", ColumnType.TEXT, "district", "Kachhi", empty="not known", hxl="#adm2+name"),
    _fact("admin1", ColumnType.TEXT, "province or state", "Balochistan", empty="not known", hxl="#adm1+name"),
    _fact("country", ColumnType.TEXT, "ISO 3166-1 alpha-2", "PK", empty="not known", hxl="#country+code+v_iso2"),
    _fact(
        "latitude",
        ColumnType.DECIMAL,
        "WGS 84",
        "29.91",
        unit="degrees north",
        empty="no point can be given",
        hxl="#geo+lat",
    ),
    _fact(
        "longitude",
        ColumnType.DECIMAL,
        "WGS 84",
        "67.13",
        unit="degrees east",
        empty="no point can be given",
        hxl="#geo+lon",
    ),
    _fact(
        "geo_precision",
        ColumnType.TEXT,
        "what the point stands for: a spot, the middle of a town, or no more than an area",
        "town",
        vocabulary=GeoPrecision,
        hxl="#geo+precision",
    ),
)

_WHAT = (
    _fact("event_type", ColumnType.TEXT, "ACLED's event type", "Battles", vocabulary=EventType, hxl="#event+type"),
    _fact(
        "sub_event_type",
        ColumnType.TEXT,
        "ACLED's sub-event type",
        "Armed clash",
        vocabulary=SubEventType,
        hxl="#event+subtype",
    ),
    _fact(
        "outcome",
        ColumnType.TEXT,
        "`foiled`: repelled, defused, intercepted",
        "completed",
        vocabulary=Outcome,
        hxl="#event+outcome",
    ),
    _list(
        "tags",
        "features of the act",
        lambda row: sorted(row.incident.facts.tags),
        "ambush; train",
        "none applies",
        vocabulary=Tag,
        hxl="#event+tags+list",
    ),
)

_WHO = (
    _fact(
        "perpetrator",
        ColumnType.TEXT,
        "who did it, under one name for each group",
        "Baloch Liberation Army",
        empty="not known",
        hxl="#group+name+first",
    ),
    _fact(
        "perpetrator_type",
        ColumnType.TEXT,
        "ACLED's actor type of the perpetrator",
        "Rebel group",
        vocabulary=PerpetratorType,
        empty="not known",
        hxl="#group+type+first",
    ),
    _fact(
        "attribution",
        ColumnType.TEXT,
        "what the name rests on",
        "claimed",
        vocabulary=Attribution,
        hxl="#meta+attribution",
    ),
    _fact(
        "claimed_by",
        ColumnType.TEXT,
        "the group that said it did it",
        "Baloch Liberation Army",
        empty="no claim is reported",
        hxl="#group+name+claimed",
    ),
    _list(
        "targets",
        "GTD's target types",
        lambda row: row.incident.facts.targets,
        "Military; Transportation",
        "no target is named",
        vocabulary=TargetType,
        hxl="#event+target+list",
    ),
)

_HOW_MANY = (
    _toll("killed", "total", "the sum of the four groups below; attackers who died are counted", "7"),
    _count("killed_low", "the lowest credible figure for the total", "7", hxl="#affected+killed+min"),
    _count(
        "killed_high",
        "the highest credible figure for the total",
        "9",
        empty='open upwards ("at least"), or not said',
        hxl="#affected+killed+max",
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
    _count("abducted", "taken away against their will", hxl="#affected+abducted"),
    _count("freed", "hostages or inmates set free", hxl="#affected+freed"),
    _count("arrested", "arrested by forces of the state", hxl="#affected+arrested"),
)

_ON_WHAT_GROUND = (
    Column(
        "confidence",
        ColumnType.DECIMAL,
        "how sure the reading is, not how grave the incident",
        lambda row: round(row.incident.confidence, 3),
        "0.82",
        unit="0 to 1",
        hxl="#meta+confidence",
    ),
    Column(
        "reports",
        ColumnType.INTEGER,
        "readings merged into the row",
        lambda row: row.incident.reports,
        "4",
        hxl="#meta+reports+num",
    ),
    Column(
        "articles",
        ColumnType.INTEGER,
        "articles that they stand in",
        lambda row: row.incident.articles,
        "4",
        hxl="#meta+articles+num",
    ),
    Column(
        "publishers",
        ColumnType.INTEGER,
        "independent voices: copies of one text, and outlets of one house, count once",
        lambda row: row.incident.publishers,
        "3",
        hxl="#meta+sources+num",
    ),
    _list(
        "sources",
        "outlet and address of each article, oldest first; with `--coarse` or `--no-names` the outlet alone",
        lambda row: row.sources,
        "Coastal Courier <https://courier.example/kolpur>; Hill Wire <https://wire.example/1>",
        "not handed to the export",
        hxl="#meta+source+list",
    ),
)

COLUMNS: tuple[Column, ...] = (*_ABOUT_THE_ROW, *_WHEN, *_WHERE, *_WHAT, *_WHO, *_HOW_MANY, *_ON_WHAT_GROUND)
