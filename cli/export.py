"""`khabardar export`: the rows, in a form that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note, opened
from cli.filters import with_filters
from khabardar.errors import InputError

if TYPE_CHECKING:
    from export import ExportedIncident
    from khabardar.interfaces import IncidentFilter, Storage


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("export", short_help="The rows as CSV or JSON Lines.")(export)


@with_filters
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="csv or jsonl.")],
    where: IncidentFilter,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: stdout.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a byte order mark, for Excel.")] = False,
) -> None:
    """khabardar export csv -o incidents.csv --since 2026-03-01 --admin1 Balochistan

    One row an incident, all columns (docs/columns.md explains each). The filters are those of `incidents list`.
    """
    from export import ExportOptions
    from export import export as write

    with opened(load(config).storage.url) as storage:
        rows = _rows(storage, where)
        if output is None:
            number = write(form, rows, _stdout(), ExportOptions(bom=bom))
        else:
            with _file(output) as out:
                number = write(form, rows, out, ExportOptions(bom=bom))
    note(f"{number} incidents{f' to {output}' if output else ''}")


def _rows(storage: Storage, where: IncidentFilter) -> Iterator[ExportedIncident]:
    from export import ExportedIncident, SourceRef

    names = {source.id: source.name for source in storage.sources()}
    for incident in storage.incidents(where):
        seen: dict[str, SourceRef] = {}
        for report in storage.reports_of_incident(incident.id):
            seen.setdefault(
                report.article_url, SourceRef(names.get(report.source_id, report.source_id), report.article_url)
            )
        yield ExportedIncident(incident, tuple(seen.values()))


def _stdout() -> TextIO:
    # A CSV's line ends are CRLF by its standard: Python must not translate them.
    return open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False)


def _file(path: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"can't write {path}: {error.strerror}") from error
