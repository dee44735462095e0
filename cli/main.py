"""`khabardar`: assembles the commands and turns our errors into one message and one exit code.

Heavy imports stand in the commands that use them: `khabardar --help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli import (
    alerts,
    articles,
    check,
    cron,
    daemon,
    dashboard,
    datasette,
    db,
    demo,
    doctor,
    evaluate,
    export,
    extract,
    gazetteer,
    gold,
    incidents,
    init,
    replay,
    run,
    sources,
    worker,
)
from khabardar import __version__
from khabardar.errors import KhabardarError

_HELP = """khabardar demo

Watches regional news and turns it into incident rows: when, where, what, who, how many killed and injured of which
side, who claimed it, and the words of the article that say so.

Exit codes: 0 ok; 1 failure; 2 usage; 3 config invalid; 4 some sources failed; 5 storage unreachable; 75 another
process holds the lock. Data go to stdout, everything else to stderr.
"""

app = typer.Typer(
    help=_HELP,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"khabardar {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


for module in (
    init,
    run,
    daemon,
    worker,
    dashboard,
    cron,
    demo,
    check,
    extract,
    replay,
    evaluate,
    export,
    datasette,
    doctor,
):
    module.register(app)
app.add_typer(sources.app, name="sources")
app.add_typer(articles.app, name="articles")
app.add_typer(incidents.app, name="incidents")
app.add_typer(alerts.app, name="alerts")
app.add_typer(gazetteer.app, name="gazetteer")
app.add_typer(db.app, name="db")
app.add_typer(gold.app, name="gold")


def main() -> None:
    """The console script."""
    try:
        app()
    except KhabardarError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our pipe (`| head`) has had enough: that is no failure of ours.
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
