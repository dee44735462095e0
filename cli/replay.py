"""`khabardar replay`: articles through read, match and keep, in order of publication; or stored ones read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.articles_in import Inputs
from cli.common import DEFAULT_CONFIG, ConfigOption, load, note, now, opened
from cli.filters import day_of
from cli.progress import steps
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.article_json import NamedArticle
    from khabardar.records import StoredReport
    from khabardar.vocabulary import TollPolicy
    from scheduler.engines import Engines
    from scheduler.rereading import Reread


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("replay", short_help="Articles through the real stages into a database.")(replay)


def replay(
    files: Annotated[list[str] | None, typer.Argument(help="JSON or JSON Lines; - is stdin.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: Annotated[str, typer.Option(help="The database's url. Default: the config's.")] = "",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one JSON line an article, with its rows.")] = False,
    stored: Annotated[bool, typer.Option("--stored", help="Read the stored articles again instead.")] = False,
    since: Annotated[str | None, typer.Option(help="With --stored: published from this day on, YYYY-MM-DD.")] = None,
    force: Annotated[bool, typer.Option("--force", help="With --stored: also what this engine read.")] = False,
) -> None:
    """khabardar replay --jsonl --database sqlite:///trial.db < articles.jsonl

    Pass articles (JSON lines with id, url, source, title, published, text) through reading, matching and keeping, in
    order of publication. With --jsonl, at the end one line an article in the order of the input: {"id": …,
    "incidents": […]}, each report with `row`, the id of the incident that it went into. A text that changed since it
    was stored under the same url is a revision: its reports take the place of the old ones.

    With --stored, read the stored articles again where another version of the engine read them, and make their rows
    anew; ids, people's decisions and history stay. A call that was broken off is finished by the next one.
    """
    url, policy, engines = _target(config, database)
    if stored:
        return _reread(url, policy, engines, _checked(files, jsonl, since), force)
    if since or force:
        raise UsageError("--since and --force go with --stored: they choose among the articles that are stored")
    return _replay(files or [], url, policy, engines, jsonl)


def _replay(files: list[str], url: str, policy: TollPolicy, engines: Engines, jsonl: bool) -> None:
    from scheduler.lock import writer_lock
    from scheduler.replay import replay as replay_articles

    inputs = Inputs(files, now(), lines=True)
    articles = list(inputs)
    lock = writer_lock(url, "replay", now())
    with lock, opened(url, create=True) as storage, steps("articles", len(articles)) as step:
        rows = replay_articles(storage, articles, engines=engines, policy=policy, now=now(), on_read=step)
    if jsonl:
        for item in articles:
            print(_line(item, rows[item.name]))
    note(f"{len(articles)} articles, {sum(len(reports) for reports in rows.values())} reports, {_rows(rows)} incidents")
    raise typer.Exit(1 if inputs.faults else 0)


def _checked(files: Sequence[str] | None, jsonl: bool, since: str | None) -> datetime | None:
    """The beginning of the day `since`, UTC; raises UsageError for what makes no sense with --stored."""
    if files:
        raise UsageError(f"--stored reads what the database holds; leave out {' '.join(files)}, or --stored")
    if jsonl:
        raise UsageError("--jsonl answers for articles handed in; after --stored, `khabardar export jsonl` gives rows")
    day = day_of("--since", since)
    return datetime.combine(day, time(), UTC) if day else None


def _reread(url: str, policy: TollPolicy, engines: Engines, since: datetime | None, force: bool) -> None:
    from scheduler.lock import writer_lock
    from scheduler.rereading import reread

    with writer_lock(url, "replay", now()), opened(url) as storage, steps("articles", None) as step:
        done = reread(storage, engines=engines, policy=policy, since=since, force=force, now=now(), on_read=step)
    note(_outcome(done, since))


def _outcome(done: Reread, since: datetime | None) -> str:
    matched = f"{done.matched.new_incidents} new and {done.matched.changed_incidents} changed incidents"
    if done.articles:
        return f"{done.articles} articles read again by {done.reader}: {matched}"
    of = f" published since {since:%Y-%m-%d}" if since else ""
    nothing = f"every stored article{of} was read by {done.reader} already; --force reads them again"
    rest = done.matched.new_incidents or done.matched.changed_incidents
    return f"{nothing}; left to match by an earlier call: {matched}" if rest else nothing


def _target(path: Path, database: str) -> tuple[str, TollPolicy, Engines]:
    """Where to, by which toll policy and which engine: --database alone needs no config file."""
    from khabardar.config.models import DeduplicationConfig
    from scheduler.engines import Engines, engines_of

    if database:
        return database, DeduplicationConfig().policy, Engines()
    config = load(path)
    return config.storage.url, config.deduplication.policy, engines_of(config)


def _rows(rows: dict[str, Sequence[StoredReport]]) -> int:
    return len({report.incident_id for reports in rows.values() for report in reports})


def _line(item: NamedArticle, reports: Sequence[StoredReport]) -> str:
    from khabardar.codec import report_to_dict

    incidents = [report_to_dict(stored.report) | {"row": stored.incident_id} for stored in reports]
    return json.dumps({"id": item.name, "incidents": incidents}, ensure_ascii=False)
