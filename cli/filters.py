"""The filters of incident rows, alike for every command that lists or exports them."""

from __future__ import annotations

import difflib
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from khabardar.errors import UsageError
from khabardar.vocabulary import IncidentStatus, SubEventType

if TYPE_CHECKING:
    from khabardar.interfaces import IncidentFilter

SinceOption = Annotated[str | None, typer.Option("--since", help="On or after this day, YYYY-MM-DD.")]
UntilOption = Annotated[str | None, typer.Option("--until", help="On or before this day, YYYY-MM-DD.")]
CountryOption = Annotated[str | None, typer.Option("--country", help="ISO 3166-1 alpha-2 code, such as PK.")]
AdminOption = Annotated[str | None, typer.Option("--admin1", help="Province or state.")]
PlaceOption = Annotated[str | None, typer.Option("--place", help="Place or district.")]
TypeOption = Annotated[str | None, typer.Option("--type", help="ACLED sub-event type, such as 'Suicide bomb'.")]
WhoOption = Annotated[str | None, typer.Option("--who", help="The perpetrator's canonical name, or a part of it.")]
KilledOption = Annotated[int | None, typer.Option("--killed", min=0, help="At least this many killed.")]
StatusOption = Annotated[
    IncidentStatus | None,
    typer.Option("--status", help="Only rows of this status; without it, candidates and confirmed ones."),
]
BackgroundOption = Annotated[bool, typer.Option("--background", help="Also rows that no article has as its news.")]


def incident_filter(
    since: str | None,
    until: str | None,
    country: str | None,
    admin1: str | None,
    place: str | None,
    kind: str | None,
    who: str | None,
    killed: int | None,
    status: IncidentStatus | None,
    background: bool,
    limit: int | None,
) -> IncidentFilter:
    """The options as storage understands them; raises UsageError that names the option."""
    from khabardar.interfaces import IncidentFilter

    return IncidentFilter(
        since=day_of("--since", since),
        until=day_of("--until", until),
        country=country.upper() if country else None,
        admin1=admin1,
        place=place,
        sub_event_type=_type(kind),
        perpetrator=who,
        killed_min=killed,
        status=status,
        background=background,
        limit=limit,
    )


def day_of(option: str, text: str | None) -> date | None:
    """The day that an option names; raises UsageError that names the option."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write one such as 2026-03-14") from error


def _type(text: str | None) -> str | None:
    if text is None:
        return None
    known = {kind.value.casefold(): kind.value for kind in SubEventType}
    if text.casefold() in known:
        return known[text.casefold()]
    close = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.4)
    hint = f"; did you mean {known[close[0]]!r}?" if close else f"; one of: {', '.join(known.values())}"
    raise UsageError(f"--type {text!r} is no sub-event type{hint}")
