"""Measure an engine on the corpus: `python tests/quality/measure.py [--half dev|held] [--engine NAME] [--misses N]`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from quality_corpus import HALVES, GoldArticle, gold_articles
from quality_scores import Score, score_article

from khabardar.interfaces import Engine, ReadingHints


def measure(engine: Engine, articles: Iterable[GoldArticle]) -> Score:
    """The engine's score over all of the articles."""
    scores = (score_article(a.name, a.reports, engine.read(a.article, ReadingHints()).reports) for a in articles)
    return sum(scores, Score())


def summary(name: str, score: Score) -> str:
    """A line of figures, with what they are out of."""
    figures = "  ".join(f"{figure} {value:.3f}" for figure, value in score.figures().items())
    return f"{name:4}  {figures}  ({score.gold} reports, {score.found} found; {score.quiet_articles} quiet articles)"


def main() -> None:
    """Print the figures of each half asked for, then what was missed."""
    import extraction

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="only this half; rules are written on `dev` alone")
    parser.add_argument("--engine", default="rules")
    parser.add_argument("--misses", type=int, metavar="N", help="print N misses a half; else all of dev, none of held")
    options = parser.parse_args()
    for half in [options.half] if options.half else HALVES:
        score = measure(extraction.engine(options.engine), gold_articles(half))
        shown = options.misses if options.misses is not None or half == "dev" else 0
        print(summary(half, score), *score.misses[:shown], sep="\n")


if __name__ == "__main__":
    main()
