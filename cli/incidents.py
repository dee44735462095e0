"""`khabardar incidents`: the rows, and for each the words that say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cli import history, review
from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    IncidentArgument,
    JsonOption,
    load,
    note,
    opened,
    print_json,
    print_table,
    table_width,
)
from cli.filters import with_filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.evidence import Witness
    from khabardar.interfaces import IncidentFilter, Storage
    from khabardar.records import Incident, StoredReport

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="The rows: list, show, review.",
    help="khabardar incidents list --since 2026-03-01\n\nThe incident rows, the evidence for each, and what people "
    "decide about them.",
)


WhyOption = Annotated[bool, typer.Option("--why", help="Also why these reports are one row, and what may be twice.")]
_WIDE = 150  # characters; below it the table would fold


class _Column(NamedTuple):
    heading: str
    cell: Callable[[Incident], object]
    wide: bool = False  # only where there is room


def _killed(row: Incident) -> str:
    from khabardar.wording import killed_by_side

    return killed_by_side(row.facts)


_COLUMNS = (
    _Column("id", lambda row: row.id),
    _Column("date", lambda row: _day(row.facts.date_start, row.facts.date_end)),
    _Column("place", lambda row: _place(row)),
    _Column("type", lambda row: row.facts.sub_event_type.value),
    _Column("killed by side", _killed),
    _Column("injured", lambda row: row.facts.injured.total, wide=True),
    _Column("perpetrator", lambda row: row.facts.perpetrator, wide=True),
    _Column("outlets", lambda row: row.publishers),
    _Column("confidence", lambda row: f"{row.confidence:.2f}"),
)


@app.command("list", short_help="The rows, newest day first.")
@with_filters
def list_incidents(
    where: IncidentFilter,
    config: ConfigOption = DEFAULT_CONFIG,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many rows.")] = 100,
    json: JsonOption = False,
) -> None:
    """khabardar incidents list --since 2026-03-01 --admin1 Balochistan --killed 3

    The incident rows, newest day first, with the number of independent outlets and the confidence of each.
    """
    with opened(load(config).storage.url) as storage:
        rows = list(storage.incidents(replace(where, limit=limit)))
    if json:
        return print_json([as_dict(row) for row in rows])
    if not rows:
        return note("no incident matches; `khabardar doctor` says whether the sources are current")
    return print_incidents(rows)


@app.command("show", short_help="One row: each value with its quote and outlet, and its history.")
def show_incident(
    incident: IncidentArgument,
    why: Annotated[
        bool, typer.Option("--why", help="Also why these reports are one row, and what may be twice.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    json: JsonOption = False,
) -> None:
    """khabardar incidents show KB-4FZ7Q2M --why

    One incident: every value with what each outlet says of it, in its words; its parts; how it came to be so.
    """
    from cli.why import print_why, why_as_dict

    with opened(load(config).storage.url) as storage:
        row = storage.incident(incident)
        if not row.id.removeprefix("KB-").startswith(incident.strip().upper().removeprefix("KB-")):
            note(f"{incident} was merged into {row.id}")
        reports = storage.reports_of_incident(row.id)
        if json:
            reasons = {"why": why_as_dict(storage, row.id, reports)} if why else {}
            return print_json(_shown_dict(storage, row, reports) | reasons)
        print_incident(storage, row, reports)
        return print_why(storage, row.id, reports) if why else None


def print_incidents(rows: Sequence[Incident]) -> None:
    """The table of rows that `list` and the demo show; a narrow terminal gets the columns that it has room for."""
    columns = _COLUMNS if table_width() >= _WIDE else tuple(column for column in _COLUMNS if not column.wide)
    print_table([column.heading for column in columns], [[column.cell(row) for column in columns] for row in rows])


def print_incident(storage: Storage, row: Incident, reports: Sequence[StoredReport]) -> None:
    """The whole of one row on the terminal."""
    from cli.evidence import evidence_rows
    from khabardar.wording import headline

    witnesses = [_witness(storage, report) for report in reports]
    print(f"{row.id}  {headline(row.facts)}")
    print(f"{row.status}, confidence {row.confidence:.2f}, {row.reports} reports, {row.publishers} independent outlets")
    if row.parent_id:
        print(f"part of {row.parent_id}")
    if set_by := storage.cells_set_by(row.id):
        print("set by people: " + ", ".join(f"{cell} ({who})" for cell, who in sorted(set_by.items())))
    print()
    print_table(("cell", "value", "outlet", "says", "in its words"), evidence_rows(row.facts, witnesses))
    print("\nSources")
    print_table(
        ("report", "outlet", "published", "role", "killed", "url"),
        [
            (r.id, w.outlet, str(r.published)[:16], r.report.role.value, r.report.facts.killed.total, r.article_url)
            for r, w in zip(reports, witnesses, strict=True)
        ],
    )
    print("\nHistory")
    history.print_history(storage.history(row.id))


def as_dict(row: Incident) -> dict[str, object]:
    """The row as JSON: the codebook's fields, and what the row itself adds."""
    from khabardar.codec import facts_to_dict

    return {
        "id": row.id,
        "status": row.status.value,
        "role": row.role.value,
        "parent": row.parent_id,
        "merged_into": row.merged_into,
        **facts_to_dict(row.facts),
        "confidence": round(row.confidence, 3),
        "reports": row.reports,
        "articles": row.articles,
        "publishers": row.publishers,
        "revision": row.revision,
        "first_seen": row.first_seen,
        "last_changed": row.last_changed,
    }


def _shown_dict(storage: Storage, row: Incident, reports: Sequence[StoredReport]) -> dict[str, object]:
    from cli.evidence import quote
    from khabardar.codec import report_to_dict

    told = []
    for stored in reports:
        witness = _witness(storage, stored)
        quotes = {cell: quote(witness.text, spans) for cell, spans in stored.report.evidence.items()}
        about = {
            "report": stored.id,
            "article": stored.article_id,
            "outlet": witness.outlet,
            "url": stored.article_url,
            "published": stored.published,
            "quotes": quotes,
        }
        told.append(report_to_dict(stored.report) | about)
    changes = [history.change_as_dict(change) for change in storage.history(row.id)]
    return as_dict(row) | {"set_by": storage.cells_set_by(row.id), "told_by": told, "history": changes}


def _witness(storage: Storage, stored: StoredReport) -> Witness:
    from cli.evidence import Witness

    names = {source.id: source.name for source in storage.sources()}
    return Witness(
        stored.report, names.get(stored.source_id, stored.source_id), storage.article(stored.article_id).text
    )


def _day(start: date | datetime, end: date | datetime) -> str:
    return str(start) if start == end else f"{start} – {str(end)[5:]}"


def _place(row: Incident) -> str:
    place = row.facts.place or row.facts.admin1 or row.facts.country or "?"
    return f"  {place}" if row.parent_id else place


review.register(app)
history.register(app)
