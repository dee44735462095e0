"""Messages in words: a line that says it all, and below it what changed, who tells it and where to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khabardar.records import Facts, Incident
from khabardar.templates import filled
from khabardar.vocabulary import IncidentStatus

_STATUS = {IncidentStatus.CANDIDATE: "provisional"}
_CELL_NAMES = {
    "sub_event_type": "type",
    "killed.total": "killed",
    "injured.total": "injured",
    "date_start": "day",
    "date_end": "last day",
    "admin1": "province",
    "admin2": "district",
    "claimed_by": "claimed by",
    "merged_into": "now part of",
}
_MOST_SOURCES = 8
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Telling:
    """One article that tells the incident."""

    outlet: str
    url: str | None


def incident_title(template: str, row: Incident, today: date) -> str:
    """`Suicide bomb, Mastung (Balochistan), 31 Jan: 3 killed, 12 injured; 2 independent outlets; provisional`."""
    facts = row.facts
    return filled(
        template,
        {
            "id": row.id,
            "type": facts.sub_event_type.value,
            "event": facts.event_type.value,
            "place": _place(facts),
            "admin2": facts.admin2 or "",
            "admin1": facts.admin1 or "",
            "country": facts.country or "",
            "date": _days(facts, today),
            "toll": _toll(facts),
            "who": facts.perpetrator or "perpetrator unknown",
            "outlets": _outlets(row.publishers),
            "status": _STATUS.get(row.status, row.status.value),
        },
    )


def incident_body(
    row: Incident,
    tellings: Sequence[Telling],
    changes: Mapping[str, tuple[str | None, str | None]],
    page: str | None,
) -> str:
    """Lines of text; empty ones part what changed from what is."""
    lines = [
        f"{_CELL_NAMES.get(cell, cell)}: {old or 'not known'} -> {new or 'not known'}"
        for cell, (old, new) in changes.items()
    ]
    lines += [""] if lines else []
    lines += [f"By: {row.facts.perpetrator} ({row.facts.attribution})"] if row.facts.perpetrator else []
    lines += [f"Claimed by: {row.facts.claimed_by}"] if row.facts.claimed_by else []
    lines += [
        f"{telling.outlet}: {telling.url}" if telling.url else telling.outlet for telling in tellings[:_MOST_SOURCES]
    ]
    if len(tellings) > _MOST_SOURCES:
        lines.append(f"and {len(tellings) - _MOST_SOURCES} more articles")
    lines.append(f"{page}{row.id}" if page else f"khabardar incidents show {row.id}")
    if row.status is IncidentStatus.CANDIDATE:
        lines.append("Provisional: read by a machine from the outlets above, not reviewed.")
    return "\n".join(lines)


def _place(facts: Facts) -> str:
    where = facts.place or facts.admin2 or facts.admin1 or facts.country or "place unknown"
    return f"{where} ({facts.admin1})" if facts.admin1 and facts.admin1 != where else where


def _days(facts: Facts, today: date) -> str:
    first, last = facts.date_start, facts.date_end
    year = "" if last.year == today.year else f" {last.year}"
    if first == last:
        return f"{_day(last)}{year}"
    return f"{_day(first)} to {_day(last)}{year}"


def _day(day: date) -> str:
    # Not strftime: a server's locale would put months in its own language.
    return f"{day.day} {_MONTHS[day.month - 1]}"


def _toll(facts: Facts) -> str:
    counts = (
        (facts.killed.total, "killed"),
        (facts.injured.total, "injured"),
        (facts.abducted, "abducted"),
        (facts.freed, "freed"),
        (facts.arrested, "arrested"),
    )
    return ", ".join(f"{number} {what}" for number, what in counts if number is not None) or "no toll stated"


def _outlets(number: int) -> str:
    return "1 outlet" if number == 1 else f"{number} independent outlets"
