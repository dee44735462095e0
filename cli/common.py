"""What several commands share: the config option, opening storage, JSON and tables on stdout."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from khabardar.config import Config
    from khabardar.interfaces import Storage

_PIPED_WIDTH = 200
_NEVER_FOLDED = frozenset({"id", "date"})  # a day or an id in two pieces can't be read or copied

ConfigOption = Annotated[
    Path,
    typer.Option("--config", "-c", envvar="KHABARDAR_CONFIG", help="The config file.", show_default=True),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
IncidentArgument = Annotated[str, typer.Argument(help="Its id, or the beginning of one.", metavar="ID")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most this many rows.")]
DEFAULT_CONFIG = Path("config.yaml")


def now() -> datetime:
    """The only clock of the command line; everything below is handed its time."""
    return datetime.now(UTC)


def note(message: str) -> None:
    """A line for the person at the terminal: never mixed with data on stdout."""
    print(message, file=sys.stderr, flush=True)


def load(path: Path) -> Config:
    """The config, with logging set up as it says."""
    from khabardar.config import load_config
    from khabardar.logs import configure_logs

    config = load_config(path)
    configure_logs(config.log.level, config.log.format)
    return config


def leave_quietly_when_told() -> None:
    """SIGTERM while a command still starts: nothing is in hand, so it ends at once, with its locks and with exit 0.

    The cycle and the daemon put their own handlers in its place as soon as there is something to finish.
    """
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator[Storage]:
    """Storage for the body of the `with`."""
    from storage import open_storage

    storage = open_storage(url, create=create)
    try:
        yield storage
    finally:
        storage.close()


def print_json(value: Any) -> None:
    """One JSON document, readable, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; empty cells stay empty. Without a terminal: no colour, and wide enough to lose nothing."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=table_width(), no_color=not sys.stdout.isatty())
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading in _NEVER_FOLDED)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console.print(table)


def table_width() -> int:
    """Characters of a line on stdout: the terminal's, $COLUMNS, or wide where output is piped."""
    if "COLUMNS" in os.environ or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return _PIPED_WIDTH
