"""Records to plain JSON values and back. One flat form everywhere: the corpus', the command line's, the database's.

`facts_to_dict` gives the keys of the gold corpus in its order; a toll is a nested object. Evidence and revisions
name a cell by its path in that form, with a dot into a toll: `place`, `killed.security`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from khabardar.records import Facts, Report, Span, Toll
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    Outcome,
    PerpetratorType,
    Role,
    SubEventType,
    Tag,
    TargetType,
    VictimGroup,
)

Json = dict[str, Any]


def toll_to_dict(toll: Toll) -> Json:
    return {"total": toll.total} | {group.value: toll.of(group) for group in VictimGroup}


def toll_from_dict(data: Mapping[str, Any] | None) -> Toll:
    data = data or {}
    return Toll(**{group.value: data.get(group.value) for group in VictimGroup})


def facts_to_dict(facts: Facts) -> Json:
    return {
        "date_start": facts.date_start.isoformat(),
        "date_end": facts.date_end.isoformat(),
        "date_precision": facts.date_precision.value,
        "place": facts.place,
        "admin2": facts.admin2,
        "admin1": facts.admin1,
        "country": facts.country,
        "latitude": facts.latitude,
        "longitude": facts.longitude,
        "geo_precision": facts.geo_precision.value,
        "event_type": facts.event_type.value,
        "sub_event_type": facts.sub_event_type.value,
        "outcome": facts.outcome.value,
        "tags": sorted(tag.value for tag in facts.tags),
        "perpetrator": facts.perpetrator,
        "perpetrator_type": facts.perpetrator_type.value if facts.perpetrator_type else None,
        "attribution": facts.attribution.value,
        "claimed_by": facts.claimed_by,
        "targets": [target.value for target in facts.targets],
        "killed": toll_to_dict(facts.killed) | {"low": facts.killed_low, "high": facts.killed_high},
        "injured": toll_to_dict(facts.injured),
        "abducted": facts.abducted,
        "freed": facts.freed,
        "arrested": facts.arrested,
    }


def facts_from_dict(data: Mapping[str, Any]) -> Facts:
    """The inverse of `facts_to_dict`. Raises KeyError or ValueError on what is not its form."""
    killed = data.get("killed") or {}
    kind = data.get("perpetrator_type")
    return Facts(
        date_start=date.fromisoformat(data["date_start"]),
        date_end=date.fromisoformat(data["date_end"]),
        date_precision=DatePrecision(data["date_precision"]),
        place=data.get("place"),
        admin2=data.get("admin2"),
        admin1=data.get("admin1"),
        country=data.get("country"),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        geo_precision=GeoPrecision(data["geo_precision"]),
        sub_event_type=SubEventType(data["sub_event_type"]),
        outcome=Outcome(data["outcome"]),
        tags=frozenset(Tag(tag) for tag in data.get("tags") or ()),
        perpetrator=data.get("perpetrator"),
        perpetrator_type=PerpetratorType(kind) if kind else None,
        attribution=Attribution(data["attribution"]),
        claimed_by=data.get("claimed_by"),
        targets=tuple(TargetType(target) for target in data.get("targets") or ()),
        killed=toll_from_dict(killed),
        killed_low=killed.get("low"),
        killed_high=killed.get("high"),
        injured=toll_from_dict(data.get("injured")),
        abducted=data.get("abducted"),
        freed=data.get("freed"),
        arrested=data.get("arrested"),
    )


def flatten(facts: Facts) -> dict[str, Any]:
    """Every cell by its dotted path: what a revision compares and what evidence is kept for."""
    cells: dict[str, Any] = {}
    for key, value in facts_to_dict(facts).items():
        if isinstance(value, dict):
            cells.update({f"{key}.{part}": number for part, number in value.items()})
        else:
            cells[key] = value
    return cells


def report_to_dict(report: Report) -> Json:
    """The corpus' form, with `evidence` (cell -> [[start, end], …]) and `confidence`."""
    return {
        "key": report.key,
        "parent": report.parent,
        "role": report.role.value,
        **facts_to_dict(report.facts),
        "evidence": {cell: [[s.start, s.end] for s in spans] for cell, spans in sorted(report.evidence.items())},
        "confidence": round(report.confidence, 3),
    }


def report_from_dict(data: Mapping[str, Any]) -> Report:
    return Report(
        key=data["key"],
        parent=data.get("parent"),
        role=Role(data.get("role", "main")),
        facts=facts_from_dict(data),
        evidence={cell: spans_from_lists(spans) for cell, spans in (data.get("evidence") or {}).items()},
        confidence=float(data.get("confidence", 0.5)),
    )


def spans_from_lists(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in pairs)
