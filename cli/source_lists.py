"""`khabardar sources import-opml` and `export-opml`: lists of feeds as other readers keep them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, note
from khabardar.errors import InputError, UsageError


def register(app: typer.Typer) -> None:
    """Add the commands to the group `sources`."""
    app.command("import-opml", short_help="Feeds of another reader's list, as declarations.")(import_opml)
    app.command("export-opml", short_help="The sources as a list for other readers.")(export_opml)


def import_opml(
    file: Annotated[Path, typer.Argument(help="The list, as your reader exports it.", metavar="FILE")],
    write: Annotated[bool, typer.Option("--write", help="Add them to the config, whose comments stay.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar sources import-opml feeds.opml --write

    Print a declaration to paste for each feed of the list that the config does not have, or add them to it. Publisher,
    country and language are guesses: look at them, since sources of one publisher count as one voice.
    """
    from khabardar.config.declaring import declaration
    from khabardar.config.editing import add_sources
    from khabardar.config.opml import read_opml

    settings = load(config)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: can't be read: {error.strerror}") from error
    have = {source.url for source in settings.sources}
    listed = read_opml(content, str(file), {source.id for source in settings.sources})
    new = [source for source in listed if source.url not in have]
    note(f"{file}: {len(listed)} feeds, {len(listed) - len(new)} of them in {config} already")
    texts = [
        declaration(source, ["from an OPML list, not checked: khabardar sources test " + source.id]) for source in new
    ]
    if not write:
        print("\n".join(texts), end="")
    elif texts:
        add_sources(config, texts)
        note(f"{len(new)} sources added to {config}; try them: khabardar check --live")


def export_opml(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A new file; without it: stdout.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """khabardar sources export-opml -o sources.opml

    The sources of the config as OPML, which most readers of feeds take. Sitemaps and section pages are links in it.
    """
    from khabardar.config.opml import write_opml

    settings = load(config)
    content = write_opml(settings.sources, "Sources of Khabardar")
    if output is None:
        sys.stdout.write(content.decode("utf-8"))
        return
    if output.exists():
        raise UsageError(f"{output} exists; give another file, or remove it first")
    output.write_bytes(content)
    note(f"{len(settings.sources)} sources written to {output}")
