"""`khabardar export`: the rows, in a form that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note, now, opened
from cli.filters import with_filters
from cli.progress import steps
from khabardar.errors import InputError, UsageError

if TYPE_CHECKING:
    from export import Blur, Coarse, ExportedIncident, ExportOptions, Format
    from khabardar.config import Config
    from khabardar.interfaces import IncidentFilter, Storage

_FOR_FILES = frozenset({"parquet", "xlsx"})  # bytes that no terminal shows
_FORMATS = "csv, jsonl, geojson, acled, ucdp, parquet, xlsx or atom"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("export", short_help="The rows as CSV, GeoJSON, Parquet, Excel and more.")(export)


@with_filters
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"{_FORMATS}.")],
    where: IncidentFilter,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="A file; or a folder, such as out/, which also gets a datapackage.json. Default: stdout.",
        ),
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most this many rows.")] = None,
    coarse: Annotated[
        str | None,
        typer.Option("--coarse", help="Blur places: admin2 (district), admin1 (province) or 0.1 (of a degree)."),
    ] = None,
    no_names: Annotated[bool, typer.Option("--no-names", help="Leave out whatever may name a person.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="Begin a CSV with a byte order mark, for Excel.")] = False,
    hxl: Annotated[bool, typer.Option("--hxl", help="csv: HXL tags as the second row.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar export csv -o incidents.csv --since 2026-03-01 --admin1 Balochistan

    One row an incident, all columns (docs/columns.md explains each, docs/exports.md each format). The filters are
    those of `incidents list` and of the page.
    """
    from export import Blur, ExportOptions, format_of

    settings = load(config)
    job = _Job(settings, format_of(form), replace(where, limit=limit), Blur(_coarse(coarse), no_names))
    options = ExportOptions(bom=bom, hxl=hxl)
    with opened(settings.storage.url) as storage:
        if output in (None, "-"):
            number = job.form.write(job.rows(storage), _stdout(job.form), options)
        elif output.endswith("/") or Path(output).is_dir():
            number = _to_folder(Path(output), job, storage, options)
        else:
            number = _to_file(Path(output), job, storage, options)
    note(f"{number} incidents{f' to {output}' if output else ''}")


@dataclass(frozen=True, slots=True)
class _Job:
    """What is exported, and how much of it is told."""

    settings: Config
    form: Format
    where: IncidentFilter
    blur: Blur

    def rows(self, storage: Storage) -> Iterable[ExportedIncident]:
        from export import gathered
        from export.feed import feed_rows

        if self.form.name == "atom":
            rows: Iterable[ExportedIncident] = feed_rows(storage, self.where, now())
        else:
            rows = gathered(storage, self.where)
        return map(self.blur, rows) if self.blur else rows


def _coarse(word: str | None) -> Coarse | None:
    from export import Coarse

    if word is None:
        return None
    if word not in list(Coarse):
        raise UsageError(f"--coarse {word!r} is none of: {', '.join(Coarse)}")
    return Coarse(word)


def _to_folder(folder: Path, job: _Job, storage: Storage, options: ExportOptions) -> int:
    """`incidents.csv` and the like, `incidents-acled.csv` for other columns, and the package that describes them."""
    from export.datapackage import Exported, note_in_package
    from khabardar.filters import words_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"can't make the folder {folder}: {error.strerror}") from error
    profile = "" if job.form.name == job.form.suffix else f"-{job.form.name}"
    path = folder / f"incidents{profile}.{job.form.suffix}"
    number = _to_file(path, job, storage, options)
    told = Exported(
        path, job.form, number, words_of(job.where), job.blur.left_out, _coverage(job.settings, storage), now()
    )
    note_in_package(told)
    return number


def _to_file(path: Path, job: _Job, storage: Storage, options: ExportOptions) -> int:
    """The file is there when it is whole: an export that fails leaves the old one."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as out, steps("rows written", None) as step:
            number = job.form.write(_counted(job.rows(storage), step), out, options)
        part.rename(path)
    except OSError as error:
        raise InputError(f"can't write {path}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return number


def _counted(rows: Iterable[ExportedIncident], step: Callable[[], None]) -> Iterator[ExportedIncident]:
    for row in rows:
        yield row
        step()


def _stdout(form: Format) -> BinaryIO:
    if form.name in _FOR_FILES and sys.stdout.isatty():
        raise UsageError(f"{form.name} is not for a terminal; name a file: -o incidents.{form.suffix}")
    return sys.stdout.buffer


def _coverage(settings: Config, storage: Storage) -> str:
    """An export without rows must not look like a quiet month."""
    from scheduler.health import judge_sources

    watched = [source for source in settings.source_records() if source.enabled]
    health = judge_sources(watched, storage.source_states(), now())
    return f"At this export {sum(source.current for source in health)} of {len(health)} sources were current."
