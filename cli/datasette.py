"""`khabardar datasette-metadata`: what Datasette needs to show the database well."""

from __future__ import annotations

from pathlib import Path

import typer

from cli.common import DEFAULT_CONFIG, ConfigOption, load, print_json
from khabardar.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("datasette-metadata", short_help="A metadata file for Datasette.")(datasette_metadata)


def datasette_metadata(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """khabardar datasette-metadata > metadata.json

    Then `datasette khabardar.db --metadata metadata.json` shows the tables with their meanings, facets and a few
    questions ready to ask; docs/datasette.md has the rest.
    """
    from export.datasette import datasette_metadata as metadata

    url = load(config).storage.url
    if not url.startswith("sqlite:///"):
        raise UsageError("Datasette opens SQLite files, and `storage.url` names another database")
    print_json(metadata(Path(url.removeprefix("sqlite:///")).stem))
