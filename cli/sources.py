"""`khabardar sources`: what is watched, and how each source is."""

from __future__ import annotations

import typer

from cli import source_lists, source_test
from cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, load, note, now, opened, print_json, print_table
from khabardar.errors import StorageError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="What is watched: list, test, import-opml, export-opml.",
    help="khabardar sources list\n\nWhat is watched, how each source is, and how to find more.",
)


@app.callback()
def _group() -> None:
    pass


@app.command("list", short_help="Every source, its last visit and its next.")
def list_sources(config: ConfigOption = DEFAULT_CONFIG, json: JsonOption = False) -> None:
    """khabardar sources list

    Every source of the config with what came of its last visit and when the next one is due.
    """
    from scheduler.health import judge_sources

    settings = load(config)
    sources = settings.source_records()
    try:
        with opened(settings.storage.url) as storage:
            states = storage.source_states()
    except StorageError:
        states = {}  # before the first run there is no database, and the list is as useful
    health = {one.id: one for one in judge_sources(sources, states, now())}
    due = {id_: state.next_poll_at for id_, state in states.items()}
    if json:
        return print_json([_as_dict(source, health[source.id], due.get(source.id)) for source in sources])
    if not sources:
        return note(f"{config} names no source: add some under `sources:`")
    return print_table(
        ("id", "kind", "publisher", "side", "last visit", "last success", "next due", "url"),
        [
            (
                source.id,
                source.kind.value,
                source.publisher,
                source.side.value,
                health[source.id].condition if source.enabled else "disabled",
                health[source.id].last_success_at,
                str(due.get(source.id) or "")[:16],
                source.url,
            )
            for source in sources
        ],
    )


def _as_dict(source: object, health: object, due: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(source) | {"health": asdict(health), "next_poll_at": due}  # type: ignore[call-overload,no-any-return]


source_test.register(app)
source_lists.register(app)
