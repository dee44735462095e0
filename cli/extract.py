"""`khabardar extract`: articles in, reports out. Stores nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from json import dumps
from typing import TYPE_CHECKING, Annotated

import typer

from cli.articles_in import Inputs
from cli.common import DEFAULT_CONFIG, JsonOption, note, now, print_json
from cli.engines import EngineOption, ModelConfigOption, engine_choice
from khabardar.errors import UsageError

if TYPE_CHECKING:
    from khabardar.article_json import NamedArticle
    from khabardar.records import Reading
    from scheduler.engines import EngineChoice


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
    engine: EngineOption = "rules",
    config: ModelConfigOption = DEFAULT_CONFIG,
    published: Annotated[
        str, typer.Option(help="Publication time of HTML and text, ISO 8601 with zone. Default: now.")
    ] = "",
) -> None:
    """khabardar extract article.html --published 2026-03-14T18:00+05:00

    Read each article and print the incidents that it reports, every value with the words that say so. With --jsonl,
    stdin holds one JSON article a line (id, url, source, title, published, text) and stdout gets, in the same order,
    one line an article: {"id": …, "incidents": […]}. A line that is no article is said on stderr with its number;
    the rest is done, and the exit code is 1. --explain shows, clause by clause, what was taken for what by which line
    of data or code, what was set aside, and why a cell is empty; with --json as one JSON array. With --engine llm or
    both, --explain also shows the model's reading beside the rules', and what the gate refused.
    """
    if jsonl and (explain or json):
        raise UsageError("--jsonl goes with neither --explain nor --json; `--explain --json` explains as JSON")
    inputs = Inputs(files or [], moment(published), lines=jsonl)
    choice = engine_choice(engine, config)
    if explain:
        _explain_all(inputs, choice, as_json=json)
    elif json:
        print_json([_answer(item, reading) for item, reading in _readings(inputs, choice)])
    else:
        for item, reading in _readings(inputs, choice):
            if jsonl:
                print(dumps(_answer(item, reading), ensure_ascii=False))
            else:
                _show(item, reading)
    raise typer.Exit(1 if inputs.faults else 0)


def _readings(inputs: Inputs, choice: EngineChoice) -> Iterator[tuple[NamedArticle, Reading]]:
    from khabardar.interfaces import ReadingHints
    from scheduler.engines import engine_of

    reader = engine_of(choice)
    for item in inputs:
        yield item, reader.read(item.article, ReadingHints())


def _explain_all(inputs: Inputs, choice: EngineChoice, as_json: bool) -> None:
    from cli import explain
    from cli.side_by_side import comparison_as_json, print_comparison
    from extraction.explain import explanation_of
    from extraction.rules import trace
    from khabardar.interfaces import ReadingHints
    from scheduler.engines import compared

    documents = []
    for item in inputs:
        traced = trace(item.article, ReadingHints())
        explanation = explanation_of(traced)
        beside = compared(choice, traced, ReadingHints())
        if as_json:
            document = {"id": item.name} | explain.as_json(explanation)
            documents.append(document | ({"model": comparison_as_json(beside)} if beside else {}))
        else:
            print(": ".join(filter(None, (item.name, item.article.title))))
            print(f"published {item.article.published.isoformat()}\n")
            explain.print_explanation(explanation, traced.reports)
            if beside:
                print_comparison(beside)
    if as_json:
        print_json(documents)


def moment(text: str) -> datetime:
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
