"""`khabardar sources`: what is watched, and how each source is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli import source_lists, source_test
from cli.common import DEFAULT_CONFIG, ConfigOption, JsonOption, load, note, now, opened, print_json, print_table
from khabardar.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from khabardar.records import Source, SourceState
    from scheduler.health import SourceHealth

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
    print_table(
        ("id", "kind", "publisher", "side", "condition", "last visit", "last success", "next due", "url"),
        [_row(source, health[source.id], states.get(source.id)) for source in sources],
    )
    for line in _to_do(config, sources, health, states):
        note(line)
    return None


def _row(source: Source, health: SourceHealth, state: SourceState | None) -> tuple[object, ...]:
    times = (state.last_polled_at, state.last_success_at, state.next_poll_at) if state else (None, None, None)
    shown = (str(moment)[:16] if moment else "" for moment in times)
    condition = health.condition if source.enabled else "disabled"
    return (source.id, source.kind.value, source.publisher, source.side.value, condition, *shown, source.url)


def _to_do(
    config: Path,
    sources: Sequence[Source],
    health: Mapping[str, SourceHealth],
    states: Mapping[str, SourceState],
) -> Iterator[str]:
    """What a person should change or look into: moves for good, retired and silent sources."""
    from khabardar.config.loader import url_lines

    lines = url_lines(config)
    for source in sources:
        state = states.get(source.id)
        if not source.enabled or state is None or (state.url not in (None, source.url)):
            continue
        where = f"{config}:{lines.get(source.id, 1)}: {source.id}"
        if state.moved_to:
            yield f"{where} moved for good; change the line to `url: {state.moved_to}`"
        if state.retired_at or health[source.id].condition == "silent":
            yield f"{where}: {health[source.id].detail}"


def _as_dict(source: object, health: object, due: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(source) | {"health": asdict(health), "next_poll_at": due}  # type: ignore[call-overload,no-any-return]


source_test.register(app)
source_lists.register(app)
