"""`khabardar init`: a commented config.yaml and an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.common import load, note, opened
from khabardar.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("init", short_help="Write a commented config.yaml and create the database.")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="Where config.yaml and the database go.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Replace a config.yaml that is there.")] = False,
) -> None:
    """khabardar init ~/khabardar

    Write the commented config.yaml that ships with Khabardar into FOLDER and create the database that it names. A
    config.yaml that is there is kept unless --force is given; a database that is there is never touched.
    """
    from khabardar.config.shipped import shipped_config

    path = folder / "config.yaml"
    if path.exists() and not force:
        raise UsageError(f"{path} is there already; edit it, or replace it with --force")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(shipped_config(), encoding="utf-8")
    config = load(path)
    with opened(config.storage.url, create=True):
        pass
    note(f"wrote {path} ({len(config.sources)} sources) and {config.storage.file}")
    note("next: edit config.yaml (set fetch.contact), then `khabardar check` and `khabardar run`")
