"""`khabardar extract`: articles in, reports out. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer

from cli.articles_in import Inputs
from cli.common import JsonOption, note, now, print_json
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.article_json import NamedArticle
    from khabardar.records import Reading


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("extract", short_help="Read articles into reports; store nothing.")(extract)


def extract(
    files: Annotated[list[str] | None, typer.Argument(help="JSON, JSON Lines, HTML or text; - is stdin.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON line an article, in and out.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why: what each word was taken for, and which line did it.")
    ] = False,
    json: JsonOption = False,
    published: Annotated[
        str, typer.Option(help="Publication time of HTML and text, ISO 8601 with zone. Default: now.")
    ] = "",
) -> None:
    """khabardar extract article.html --published 2026-03-14T18:00+05:00

    Read each article and print the incidents that it reports, every value with the words that say so. With --jsonl,
    stdin holds one JSON article a line (id, url, source, title, published, text) and stdout gets, in the same order,
    one line an article: {"id": …, "incidents": […]}. A line that is no article is said on stderr with its number;
    the rest is done, and the exit code is 1. --explain shows, clause by clause, what was taken for what by which line
    of data or code, what was set aside, and why a cell is empty; with --json as one JSON array.
    """
    if jsonl and (explain or json):
        raise UsageError("--jsonl goes with neither --explain nor --json; `--explain --json` explains as JSON")
    inputs = Inputs(files or [], _moment(published), lines=jsonl)
    if explain:
        _explain_all(inputs, as_json=json)
    elif json:
        print_json([_answer(item, reading) for item, reading in _readings(inputs)])
    else:
        for item, reading in _readings(inputs):
            if jsonl:
                print(dumps(_answer(item, reading), ensure_ascii=False))
            else:
                _show(item, reading)
    raise typer.Exit(1 if inputs.faults else 0)


def _readings(inputs: Inputs) -> Iterator[tuple[NamedArticle, Reading]]:
    from extraction import engine
    from khabardar.interfaces import ReadingHints

    rules = engine("rules")
    for item in inputs:
        yield item, rules.read(item.article, ReadingHints())


def _explain_all(inputs: Inputs, as_json: bool) -> None:
    from cli import explain
    from extraction.explain import explanation_of
    from extraction.rules import trace
    from khabardar.interfaces import ReadingHints

    documents = []
    for item in inputs:
        traced = trace(item.article, ReadingHints())
        explanation = explanation_of(traced)
        if as_json:
            documents.append({"id": item.name} | explain.as_json(explanation))
        else:
            print(": ".join(filter(None, (item.name, item.article.title))))
            print(f"published {item.article.published.isoformat()}\n")
            explain.print_explanation(explanation, traced.reports)
    if as_json:
        print_json(documents)


def _moment(text: str) -> datetime:
    if not text:
        return now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--published {text!r} is no time; write one such as 2026-03-14T18:00+05:00") from error
    if moment.tzinfo is None:
        raise UsageError(f"--published {text!r} has no zone; add one, such as {text}+05:00")
    return moment


def _answer(item: NamedArticle, reading: Reading) -> dict[str, object]:
    from khabardar.codec import report_to_dict

    return {"id": item.name, "incidents": [report_to_dict(report) for report in reading.reports]}


def _show(item: NamedArticle, reading: Reading) -> None:
    from cli.evidence import print_report

    note(f"{item.name}: {len(reading.reports)} incidents ({reading.engine} {reading.engine_version})")
    for report in reading.reports:
        print_report(report, item.article.text)
