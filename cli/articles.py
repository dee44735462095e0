"""`khabardar articles`: what was fetched, and how far it has come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from cli.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    LimitOption,
    load,
    note,
    opened,
    print_json,
    print_table,
)
from khabardar.errors import UsageError
from khabardar.records import Article, ArticleRow, StoredReport, SupersededReport
from khabardar.vocabulary import ArticleState, Zone

_ZONES = {Zone.ASSUMED: ", zone assumed", Zone.CORRECTED: ", it lay ahead of the fetch"}

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="What was fetched: list, show, retry.",
    help="khabardar articles list --state failed\n\nWhat was fetched, and how far it has come.",
)


@app.command("list", short_help="Articles, newest first, with their state.")
def list_articles(
    config: ConfigOption = DEFAULT_CONFIG,
    source: Annotated[str | None, typer.Option("--source", "-s", help="Only of this source.")] = None,
    state: Annotated[ArticleState | None, typer.Option(help="Only in this state.")] = None,
    limit: LimitOption = 50,
    json: JsonOption = False,
) -> None:
    """khabardar articles list --source dawn-home --limit 20

    Articles, newest first: `queued` waits to be fetched, `fetched` to be read, `done` has been read; `failed` (not
    fetched) and `quarantined` (the reader crashes or hangs on it) say why.
    """
    with opened(load(config).storage.url) as storage:
        rows = storage.articles(source_id=source, state=state, limit=limit)
    if json:
        return print_json([asdict(row) for row in rows])
    if not rows:
        return note("no article here; `khabardar doctor` says how the sources are")
    return print_table(
        ("id", "published", "source", "state", "reports", "title"),
        [(row.id, _minute(row.published), row.source_id, _state(row), row.reports, row.title) for row in rows],
    )


@app.command("show", short_help="One article: its text and the incidents read in it.")
def show_article(
    article: Annotated[str, typer.Argument(help="Its id, the beginning of one, or its url.")],
    config: ConfigOption = DEFAULT_CONFIG,
    revision: Annotated[int | None, typer.Option(min=1, help="An earlier text of a page that was rewritten.")] = None,
    json: JsonOption = False,
) -> None:
    """khabardar articles show 3fa2c1

    One article with its text, and each incident that was read in it with the words that say so; then what the reader
    set aside and why (and what of a model's answer did not pass), and what earlier readings of the same text said.
    """
    from cli.evidence import print_report

    with opened(load(config).storage.url) as storage:
        found = storage.article(article, revision)
        reports = [one for one in storage.reports_of_article(found.id) if one.revision == found.revision]
        superseded = [one for one in storage.superseded_reports(found.id) if one.revision == found.revision]
        notes = storage.reading_notes(found.id)
    if json:
        return print_json(asdict(found) | _readings(reports, superseded) | {"notes": list(notes)})
    print("\n".join([*_head(found), "", found.text]))
    for stored in reports:
        print_report(stored.report, found.text)
        print(f"row {stored.incident_id or 'not matched yet'}")
    for line in notes:
        print(f"noted by the reader: {line}")
    for old in superseded:
        print_report(old.report, found.text)
        print(f"superseded {_minute(old.at)}: {old.why}; row {old.incident_id or 'none'} ({_reader(old)})")
    return None


@app.command("retry", short_help="Have a quarantined article read again.")
def retry_article(
    article: Annotated[str | None, typer.Argument(help="Its id, or the beginning of one.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    every: Annotated[bool, typer.Option("--all", help="All that are quarantined.")] = False,
) -> None:
    """khabardar articles retry 3fa2c1

    Have an article read again on which the reader crashed or hung, three times more at most: after an upgrade, or
    where the machine was at fault. The next cycle does it.
    """
    if (article is None) != every:
        raise UsageError("name one article, or say --all")
    with opened(load(config).storage.url) as storage:
        ids = storage.release(article)
    note(f"{len(ids)} articles wait to be read again" if ids else "no article is quarantined")


def _head(article: Article) -> Iterator[str]:
    """Where an article is from and what is known of its dates, a line each."""
    yield article.title
    yield article.url
    zone = _ZONES.get(article.published_zone, "")
    yield f"{article.source_id}, {article.published.isoformat()} ({article.published_origin}{zone})"
    if article.modified:
        yield f"changed {article.modified.isoformat()} ({article.modified_origin})"
    if article.text_origin == "feed":
        yield f"text of the feed: {article.remark or 'its page could not be had'}"
    running = "; a running report, read again while it changes" if article.is_live else ""
    yield f"revision {article.revision}, language {article.language}{running}"


def _readings(reports: Sequence[StoredReport], superseded: Sequence[SupersededReport]) -> dict[str, object]:
    from khabardar.codec import report_to_dict

    return {
        "incidents": [report_to_dict(one.report) | {"row": one.incident_id} for one in reports],
        "superseded": [
            report_to_dict(one.report) | {"row": one.incident_id, "at": one.at, "why": one.why, "engine": _reader(one)}
            for one in superseded
        ],
    }


def _reader(old: SupersededReport) -> str:
    return f"{old.engine} {old.engine_version}"


def _minute(moment: object) -> str:
    return str(moment)[:16] if moment else ""


def _state(row: ArticleRow) -> str:
    if row.state in (ArticleState.FAILED, ArticleState.QUARANTINED):
        return f"{row.state}: {row.failure}"
    return f"{row.state}, copy of {row.copy_of}" if row.copy_of else str(row.state)
