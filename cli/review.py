"""What a person decides about a row: confirm, reject, edit, merge, split, undo. All join `khabardar incidents`."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    IncidentArgument,
    JsonOption,
    load,
    now,
    opened,
    print_json,
    print_table,
)
from cli.common import note as say
from khabardar.errors import UsageError
from khabardar.vocabulary import RejectReason

if TYPE_CHECKING:
    from pathlib import Path

    from khabardar.interfaces import Storage
    from khabardar.records import Change, StoredReport
    from khabardar.reviews import Review, Reviewed

NoteOption = Annotated[str, typer.Option("--note", "-m", help="Why, in your words; it stands in the history.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides.", show_default="the login name")]


def confirm(
    incident: IncidentArgument,
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents confirm KB-4FZ7Q2M --note "seen by our correspondent"

    Say that a row is right. It keeps its id, its reports and this word through every later match.
    """
    from khabardar.reviews import Confirm

    _decide(config, Confirm(incident, _person(by), note), json)


def reject(
    incident: IncidentArgument,
    reason: Annotated[RejectReason, typer.Option("--reason", "-r", help="Why it is no row of this dataset.")],
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents reject KB-4FZ7Q2M --reason old-news --note "this is the attack of 2019"

    Say that a row does not belong here: not-an-incident (nothing of the kind happened), old-news (an older incident
    told as new), wrong-place (it happened elsewhere), duplicate (it repeats a row; `merge` keeps its reports),
    out-of-scope (it happened, and is none of ours). The row stays, with its reason, and takes in reports that
    repeat it.
    """
    from khabardar.reviews import Reject

    _decide(config, Reject(incident, _person(by), note, reason=reason), json)


def edit(
    incident: IncidentArgument,
    cells: Annotated[list[str], typer.Argument(help="Cells and their values.", metavar="CELL=VALUE")],
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents edit KB-4FZ7Q2M killed.security=3 place="Mand" --note "hospital list"

    Put values right. The machine leaves these cells alone from now on; all others go on following the reports.
    Lists take commas (tags=ambush,raid); CELL= alone empties a cell. Totals follow from their parts, coordinates and
    areas from a place that the gazetteer knows.
    """
    from khabardar.cells import parse_assignments
    from khabardar.reviews import Edit

    wanted = parse_assignments(cells)
    changed = _decide(config, Edit(incident, _person(by), note, cells=wanted), json)
    if wanted.get("place") and "geo_precision" not in changed and not wanted.keys() & {"latitude", "longitude"}:
        say(
            f"coordinates and areas did not follow {wanted['place']!r}: they fit it already, or the gazetteer knows "
            f"none or several of the name (`khabardar gazetteer lookup`); name its admin2, or set latitude, longitude"
        )


def merge(
    incident: IncidentArgument,
    others: Annotated[list[str], typer.Argument(help="Rows that are the same incident.", metavar="OTHER")],
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents merge KB-4FZ7Q2M KB-A2B3C4D --note "one blast, two spellings"

    Make rows one. The first stays; the others' ids lead to it for ever, and their reports stay together.
    """
    from khabardar.reviews import Merge

    _decide(config, Merge(incident, _person(by), note, others=tuple(others)), json)


def split(
    incident: IncidentArgument,
    reports: Annotated[
        list[str],
        typer.Argument(
            help="Reports of another incident: numbers from `show`, or articles by id or url.",
            metavar="REPORT",
        ),
    ],
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents split KB-4FZ7Q2M 17 3fa2c1 --note "the second blast, an hour later"

    Give reports a row of their own. They stay together, and never come back to the others by themselves.
    """
    from khabardar.reviews import Split

    loaded = load(config)
    with opened(loaded.storage.url) as storage:
        here = storage.reports_of_incident(incident)
    _decide(config, Split(incident, _person(by), note, reports=chosen(here, reports)), json)


def undo(
    incident: IncidentArgument,
    revision: Annotated[
        int | None,
        typer.Argument(help="Which, from `history`; else the last by a person, or the merge that ended it.", min=1),
    ] = None,
    note: NoteOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents undo KB-4FZ7Q2M 3

    Take a revision back, a person's or the machine's, whatever came since: a new entry, which can be undone too.
    A decision is undone in every row that it changed; `undo` of a merged id takes it out of the row it ended in.
    """
    from khabardar.reviews import Undo

    _decide(config, Undo(incident, _person(by), note, revision=revision), json)


def register(app: typer.Typer) -> None:
    """Add these commands to a group."""
    for command, short in (
        (confirm, "A row is right."),
        (reject, "A row does not belong here, for a reason."),
        (edit, "Put cells right, for good."),
        (merge, "Rows are one incident."),
        (split, "Reports of a row are another incident."),
        (undo, "Take back anything, at any time."),
    ):
        app.command(short_help=short)(command)


def chosen(here: Sequence[StoredReport], words: Sequence[str]) -> tuple[int, ...]:
    """The reports of a row that these numbers, article ids (or beginnings of them) and urls name. Raises UsageError."""
    found: dict[int, None] = {}
    for word in words:
        numbers = [report.id for report in here if str(report.id) == word]
        articles = {r.article_id for r in here if r.article_url == word or r.article_id.startswith(word.lower())}
        if not numbers and len(articles) != 1:
            what = "no report or article" if not articles else "the beginning of several articles"
            has = ", ".join(f"{report.id} (article {report.article_id})" for report in here)
            raise UsageError(f"{word!r} is {what} of this row; it has {has}")
        found |= dict.fromkeys(numbers or [report.id for report in here if report.article_id in articles])
    return tuple(found)


def _person(by: str) -> str:
    if by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError("this process has no login name; say who decides with --by NAME") from error


def _decide(path: Path, decision: Review, json: bool) -> set[str]:
    """Carries it out and says what changed; returns the cells of it."""
    from scheduler.review import review

    config = load(path)
    with opened(config.storage.url) as storage:
        done = review(storage, decision, config.deduplication.policy, now())
        entries = {name: _last_revision(storage, name) for name in done.changed}
        if json:
            print_json(_as_dict(done, entries))
        else:
            _print(storage, done, entries)
        return {change.field for changes in entries.values() for change in changes}


def _last_revision(storage: Storage, name: str) -> list[Change]:
    history = storage.history(name)
    return [change for change in history if change.revision == history[-1].revision]


def _as_dict(done: Reviewed, entries: dict[str, list[Change]]) -> dict[str, Any]:
    from cli.history import change_as_dict

    changed = [
        {"id": name, "revision": changes[-1].revision, "entries": [change_as_dict(change) for change in changes]}
        for name, changes in entries.items()
    ]
    return {"id": done.incident_id, "changed": changed}


def _print(storage: Storage, done: Reviewed, entries: dict[str, list[Change]]) -> None:
    from khabardar.wording import headline

    row = storage.incident(done.incident_id)
    print(f"{row.id}  {headline(row.facts)}\n{row.status}, {row.reports} reports\n")
    print_table(
        ("row", "revision", "cell", "old", "new"),
        [(c.incident_id, c.revision, c.field, c.old, c.new) for changes in entries.values() for c in changes],
    )
    say(f"`khabardar incidents undo {row.id}` takes it back")
