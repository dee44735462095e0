"""The filters of incident rows, alike for every command that lists or exports them; `khabardar.filters` reads them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from khabardar.errors import UsageError
from khabardar.vocabulary import IncidentStatus, VictimGroup

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
SideOption = Annotated[
    VictimGroup | None,
    typer.Option("--side", help="Only where some of these were killed or injured; with --killed: that many killed."),
]
OutletsOption = Annotated[int | None, typer.Option("--outlets", min=0, help="At least this many independent outlets.")]
BoxOption = Annotated[str | None, typer.Option("--box", help="Rows in this area: WEST,SOUTH,EAST,NORTH in degrees.")]
TextOption = Annotated[str | None, typer.Option("--text", help="Words of the row or of an article that tells it.")]
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
    side: VictimGroup | None = None,
    outlets: int | None = None,
    box: str | None = None,
    text: str | None = None,
) -> IncidentFilter:
    """The options as storage understands them; raises UsageError that names the option."""
    from khabardar.filters import filter_from

    options = {
        "since": since,
        "until": until,
        "country": country,
        "admin1": admin1,
        "place": place,
        "type": kind,
        "who": who,
        "killed": killed,
        "status": status,
        "background": background or None,
        "side": side,
        "outlets": outlets,
        "box": box,
        "text": text,
    }
    words = {name: "yes" if value is True else str(value) for name, value in options.items() if value is not None}
    return replace(filter_from(words, prefix="--"), limit=limit)


def day_of(option: str, text: str | None) -> date | None:
    """The day that an option names; raises UsageError that names the option."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write one such as 2026-03-14") from error
