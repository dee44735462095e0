"""Text to rows: our reading, step by step, beside trafilatura's time for the same articles and a floor by spaCy."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import reading
from news_page import news_page

from bench.versus.figures import Kind, Part, Ratio
from bench.versus.processes import peer, run
from bench.versus.tables import shown
from extraction import engine, rules
from khabardar.interfaces import ReadingHints
from khabardar.records import Article

# The steps of rules.trace, by the names that it calls them by, and what each does.
_STEPS = {
    "build": "words, sentences, mentions of dates, numbers, people",
    "survey": "places",
    "find_clauses": "clauses",
    "gather": "what each clause says",
    "settle": "frames: who did what to whom",
    "place_in_genre": "what is told, and what only named",
    "tell": "scenes: clauses that tell one incident",
    "judge": "judgement: duplicates, background, totals",
    "report_all": "reports with their spans",
}


def measure(rounds: int, benchmark: Path | None) -> Iterator[Part]:
    """One part; with the public benchmark, its pages are a further ground to stand beside."""
    articles = reading.load(reading.OWN_CORPUS)
    sets = [
        reading.Pages("bare pages of the bundled site", articles, reading.bare_pages(articles)),
        reading.Pages("pages as large sites have them", articles, [news_page(article) for article in articles]),
    ]
    if benchmark:
        sets.append(reading.real_pages(benchmark / "html"))
    ratios, rows = [], []
    floor = _floor(articles, rounds)
    for number, pages in enumerate(sets):
        ours, theirs = _pairs(pages, rounds)
        if not number:
            rows = _profile(articles, rounds)
            ratios.append(
                Ratio(
                    "rows/reading/spacy",
                    "text to rows, a quality corpus article",
                    "spaCy, blank, tokens and sentences alone",
                    Kind.TIME,
                    "ms",
                    ours,
                    [1000 * seconds / len(articles) for seconds in floor],
                    floor=True,
                )
            )
        name = ("bare", "news", "real")[number]
        against = f"trafilatura, page to text, {pages.name}"
        ratio = Ratio(f"rows/reading/{name}", "text to rows, an article", against, Kind.TIME, "ms", ours, theirs, True)
        ratios.append(ratio)
    how = (
        f"{len(articles)} articles of tests/quality/corpus, {_words(articles)} words in the median; time of the "
        "processor, one process, in turn. `python -m bench.versus rows`; `bench/reading.py` has more of it."
    )
    notes = (
        "spaCy's floor splits words and sentences and does nothing else: no places, dates, numbers, roles, incidents. "
        "It is no peer; it says what the least is.",
        "trafilatura does other work, the step before: the ratio says how much reading adds to what any tool spends on "
        "an article's page.",
    )
    return iter([Part("rows", "Text to rows", how, ratios, ("step", "what it does", "ms", "share"), rows, notes)])


def _words(articles: Sequence[Article]) -> str:
    return shown(statistics.median(len(article.text.split()) for article in articles))


def _pairs(pages: reading.Pages, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds an article: reading, and trafilatura over its page, in turn."""
    each = 1000 / len(pages.html)
    reading.read_all(pages.texts)
    reading.extract_all(pages.html)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(each * reading.timed(lambda: reading.read_all(pages.texts)))
        theirs.append(each * reading.timed(lambda: reading.extract_all(pages.html)))
    return ours, theirs


def _floor(articles: Sequence[Article], rounds: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.jsonl"
        file.write_text("\n".join(json.dumps({"text": one.text}) for one in articles), encoding="utf-8")
        times: list[float] = run(peer("sentences", file, rounds)).said["processor"]
    return times


def _profile(articles: Sequence[Article], rounds: int) -> list[list[str]]:
    samples: dict[str, list[float]] = {step: [] for step in _STEPS}
    for _ in range(rounds):
        with _stopwatches(rules) as spent:
            for article in articles:
                engine("rules").read(article, ReadingHints())
        for step, seconds in spent.items():
            samples[step].append(1000 * seconds / len(articles))
    medians = {step: statistics.median(found) for step, found in samples.items()}
    total = sum(medians.values())
    return [[f"`{step}`", _STEPS[step], shown(ms), f"{ms / total:.0%}"] for step, ms in medians.items()]


@contextmanager
def _stopwatches(module: Any) -> Iterator[dict[str, float]]:
    """The module's steps, timed where it calls them, so that no order of steps is written down twice."""
    spent = dict.fromkeys(_STEPS, 0.0)
    plain: dict[str, Callable[..., Any]] = {step: getattr(module, step) for step in _STEPS}

    def timed(step: str) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            begin = time.process_time()
            try:
                return plain[step](*given)
            finally:
                spent[step] += time.process_time() - begin

        return call

    for step in _STEPS:
        setattr(module, step, timed(step))
    try:
        yield spent
    finally:
        for step, function in plain.items():
            setattr(module, step, function)
