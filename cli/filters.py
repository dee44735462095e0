"""The filters of incident rows, alike for every command that lists or exports them; `khabardar.filters` reads them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from khabardar.errors import UsageError
from khabardar.vocabulary import IncidentStatus, VictimGroup

if TYPE_CHECKING:
    from khabardar.interfaces import IncidentFilter

_OPTIONS: dict[str, Any] = {
    "since": Annotated[str | None, typer.Option("--since", help="On or after this day, YYYY-MM-DD.")],
    "until": Annotated[str | None, typer.Option("--until", help="On or before this day, YYYY-MM-DD.")],
    "changed": Annotated[
        str | None,
        typer.Option(
            "--changed",
            help="Rows that changed after this moment (2026-03-14T09:00Z), also those that ended: merged, rejected.",
        ),
    ],
    "country": Annotated[str | None, typer.Option("--country", help="ISO 3166-1 alpha-2 code, such as PK.")],
    "admin1": Annotated[str | None, typer.Option("--admin1", help="Province or state.")],
    "place": Annotated[str | None, typer.Option("--place", help="Place or district.")],
    "box": Annotated[str | None, typer.Option("--box", help="Rows in this area: WEST,SOUTH,EAST,NORTH in degrees.")],
    "event": Annotated[str | None, typer.Option("--event", help="ACLED event type, such as Battles.")],
    "type": Annotated[str | None, typer.Option("--type", help="ACLED sub-event type, such as 'Suicide bomb'.")],
    "who": Annotated[str | None, typer.Option("--who", help="The perpetrator's canonical name, or a part of it.")],
    "side": Annotated[
        VictimGroup | None,
        typer.Option(
            "--side", help="Only where some of these were killed or injured; with --killed: that many killed."
        ),
    ],
    "killed": Annotated[int | None, typer.Option("--killed", min=0, help="At least this many killed.")],
    "outlets": Annotated[int | None, typer.Option("--outlets", min=0, help="At least this many independent outlets.")],
    "text": Annotated[
        str | None,
        typer.Option(
            "--text", help='All of these words, or "words in a row", in the row or in one article that tells it.'
        ),
    ],
    "status": Annotated[
        IncidentStatus | None,
        typer.Option("--status", help="Only rows of this status; without it, candidates and confirmed ones."),
    ],
    "background": Annotated[bool, typer.Option("--background", help="Also rows that no article has as its news.")],
}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command, in the place of its parameter `where`, the options of the filter; it gets an IncidentFilter."""

    @functools.wraps(command)
    def filtered(**given: Any) -> None:
        options = {name: given.pop(name) for name in _OPTIONS}
        command(where=_filter(options), **given)

    parameters = list(inspect.signature(command).parameters.values())
    own = {name: hint for name, hint in command.__annotations__.items() if name != "where"}
    hints = get_type_hints(SimpleNamespace(__annotations__=own), command.__globals__, include_extras=True)
    at = next(index for index, parameter in enumerate(parameters) if parameter.name == "where")
    named = [_parameter(parameter.name, hints.get(parameter.name), parameter.default) for parameter in parameters]
    named[at : at + 1] = [
        _parameter(name, hint, False if name == "background" else None) for name, hint in _OPTIONS.items()
    ]
    filtered.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
    filtered.__annotations__ = {parameter.name: parameter.annotation for parameter in named}
    return filtered


def _parameter(name: str, hint: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=hint, default=default)


def _filter(options: Mapping[str, Any]) -> IncidentFilter:
    from khabardar.filters import filter_from

    given = {name: value for name, value in options.items() if value is not None and value is not False}
    words = {name: "yes" if value is True else str(value) for name, value in given.items()}
    return filter_from(words, prefix="--")


def day_of(option: str, text: str | None) -> date | None:
    """The day that an option names; raises UsageError that names the option."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no day; write one such as 2026-03-14") from error
