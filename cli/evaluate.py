"""`khabardar evaluate`: how right the reader is on articles that you annotated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.common import DEFAULT_CONFIG, JsonOption, note, now, print_json, print_table
from cli.engines import EngineOption, ModelConfigOption, engine_choice
from cli.progress import steps

if TYPE_CHECKING:
    from evaluation.figures import FieldFigures, Figure
    from evaluation.gold import GoldArticle
    from evaluation.scoring import Score


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("evaluate", short_help="How right the reader is on articles that you annotated.")(evaluate)


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Annotated articles, one JSON file each.", metavar="GOLD_FOLDER")],
    engine: EngineOption = "rules",
    config: ModelConfigOption = DEFAULT_CONFIG,
    country: Annotated[str | None, typer.Option(help="The articles' country, ISO 3166-1 alpha-2, as a hint.")] = None,
    misses: Annotated[int, typer.Option(min=0, help="Print so many of the misses; 0 none.")] = 0,
    samples: Annotated[int, typer.Option(min=0, max=100_000, help="Bootstrap samples; 0: no intervals.")] = 1000,
    rows: Annotated[
        bool, typer.Option("--rows", help="Also match them: do reports of one cluster share a row?")
    ] = False,
    json: JsonOption = False,
) -> None:
    """khabardar evaluate my-region/ --misses 20

    Read annotated articles and compare with what people wrote down: incidents found, rows right (date, place, type,
    killed and perpetrator all at once), cells right, false alarms on articles without an incident, and every field,
    each with its 95 % interval (bootstrap over articles). `khabardar gold new ARTICLE` makes a file to annotate;
    docs/evaluating.md says how to judge Khabardar on your own region in an afternoon.
    """
    from evaluation.figures import b_cubed, figures
    from evaluation.gold import read_folder
    from khabardar.interfaces import ReadingHints
    from scheduler.evaluating import links, scores

    gold = read_folder(folder, now())
    choice = engine_choice(engine, config)
    done = []
    with steps("articles read", len(gold)) as step:
        for score in scores(gold, choice, ReadingHints(country=country)):
            done.append(score)
            step()
    main, fields = figures([score.counts for score in done], samples)
    together = b_cubed(links(gold, choice, now())) if rows else None
    if json:
        print_json(_as_json(gold, done, main, fields, together))
    else:
        _show(gold, done, main, fields, together, misses)


def _show(
    gold: list[GoldArticle],
    done: list[Score],
    main: list[Figure],
    fields: list[FieldFigures],
    together: float | None,
    misses: int,
) -> None:
    note(f"{len(gold)} articles, {sum(s.counts['gold'] for s in done)} incidents that are their news")
    print_table(("figure", "value", "95 %", "of"), [(f.name, *_cells(f), f.of) for f in main])
    if together is not None:
        print(f"reports of one incident in one row, B-cubed F1: {together:.3f}")
    print()
    print_table(
        ("field of found reports", "precision", "95 %", "given", "recall", "95 %", "in the gold"),
        [(f.name, *_cells(f.precision), f.precision.of, *_cells(f.recall), f.recall.of) for f in fields],
    )
    lines = [line for score in done for line in score.misses]
    if misses:
        print(f"\n{len(lines)} misses" + (f", the first {misses}:" if misses < len(lines) else ":"))
        print(*lines[:misses], sep="\n")
    elif lines:
        note(f"{len(lines)} misses; --misses {len(lines)} prints them")


def _cells(figure: Figure) -> tuple[str, str]:
    return f"{figure.value:.3f}", f"{figure.low:.2f}-{figure.high:.2f}"


def _as_json(
    gold: list[GoldArticle],
    done: list[Score],
    main: list[Figure],
    fields: list[FieldFigures],
    together: float | None,
) -> dict[str, object]:
    return {
        "articles": len(gold),
        "figures": {f.name: _numbers(f) for f in main},
        "fields": {f.name: {"precision": _numbers(f.precision), "recall": _numbers(f.recall)} for f in fields},
        "rows_b_cubed_f1": together,
        "misses": [line for score in done for line in score.misses],
    }


def _numbers(figure: Figure) -> dict[str, float]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "of": figure.of}
