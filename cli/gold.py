"""`khabardar gold`: annotated articles to measure with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.articles_in import Inputs
from cli.common import note, now
from cli.extract import moment
from khabardar.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khabardar.records import Article, Report

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    short_help="Annotated articles: new, check.",
    help="khabardar gold new article.html -o my-region/001.json\n\nArticles that people annotated, to measure with.",
)


@app.command("new", short_help="A file to annotate, from an article.")
def new(
    article: Annotated[str, typer.Argument(help="JSON, HTML or text; - is stdin.", metavar="ARTICLE")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here, never over a file.")] = None,
    published: Annotated[
        str, typer.Option(help="Publication time of HTML and text, ISO 8601 with zone; HTML may say its own.")
    ] = "",
    read: Annotated[bool, typer.Option("--read", help="Fill in what the rules read, for you to correct.")] = False,
) -> None:
    """khabardar gold new article.html -o my-region/001.json --published 2026-03-14T18:00+05:00

    Write the skeleton of an annotation: the article, and one incident with every cell empty. Fill it in by
    docs/codebook.md; copy it for a second incident, and write [] where the article tells of none. --read fills in
    what the rules made of it: quicker, but you will be led by it, so not for figures that you publish.
    """
    from evaluation.skeleton import skeleton

    items = list(Inputs([article], moment(published)))
    if len(items) != 1:
        raise InputError(f"{article}: {len(items)} articles; `gold new` takes one at a time")
    (item,) = items
    text = json.dumps(skeleton(item, _read(item.article) if read else None), ensure_ascii=False, indent=1)
    if output is None:
        print(text)
        return
    if output.exists():
        raise UsageError(f"{output} exists; an annotation is never written over: choose another name")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text + "\n", encoding="utf-8")
    note(f"{output}: fill in `incidents` by docs/codebook.md, then `khabardar gold check {output.parent}`")


@app.command("check", short_help="Say what is wrong with annotations.")
def check(folder: Annotated[Path, typer.Argument(metavar="GOLD_FOLDER")]) -> None:
    """khabardar gold check my-region/

    Read every annotation below a folder and say which cell of which file is missing or none of the codebook's.
    """
    from evaluation.gold import read_folder

    gold = read_folder(folder, now())
    quiet = sum(not article.reports for article in gold)
    note(f"{len(gold)} articles, {sum(len(a.reports) for a in gold)} incidents, {quiet} articles without one: all well")


def _read(article: Article) -> Sequence[Report]:
    from extraction import engine
    from khabardar.interfaces import ReadingHints

    return engine("rules").read(article, ReadingHints()).reports
