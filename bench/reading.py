"""How fast articles are read into reports, against the time that trafilatura takes for the same articles' pages.

    python bench/reading.py [CORPUS FOLDER] [--rounds 5]

CORPUS is a folder of articles as JSON (`text`, `title`, `published`), by default our own quality corpus. Both are timed
in one process, in turn, on one core, after a warm-up; the figures are medians of the rounds. Pages are made by the
templates of the bundled news site.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from demo.content import SiteArticle, load_content
from demo.pages import article_page
from demo.site import site_folder
from extraction import engine
from khabardar.article_json import parse_article
from khabardar.interfaces import ReadingHints
from khabardar.records import Article

_OWN_CORPUS = Path(__file__).parents[1] / "tests" / "quality" / "corpus"
_WORDS = 400  # an article of this length is the unit of the published figure
_NOW = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class Figures:
    """Medians over the rounds, in seconds for the whole corpus."""

    articles: int
    words: int
    reading: float
    page_to_text: float

    @property
    def articles_a_second(self) -> float:
        return self.words / _WORDS / self.reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=_OWN_CORPUS)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    articles = _load(given.corpus)
    figures = _measure(articles, given.rounds)
    print(f"{figures.articles} articles, {figures.words} words, median of {given.rounds} rounds")
    print(f"reading          {figures.articles_a_second:8.0f} articles of {_WORDS} words a second")
    print(f"page to text     {figures.page_to_text / figures.articles * 1000:8.1f} ms a page (trafilatura)")
    print(f"reading          {figures.reading / figures.articles * 1000:8.1f} ms an article")
    print(f"ratio            {figures.reading / figures.page_to_text:8.2f} reading / page to text")
    print(f"peak memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB (with trafilatura)")
    print(f"cold start       {_cold_start():8.2f} s for `extract` of one article")


def _load(folder: Path) -> list[Article]:
    lines = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json")))
    return [parse_article(json.dumps(json.loads(line)), _NOW).article for line in lines]


def _measure(articles: Sequence[Article], rounds: int) -> Figures:
    rules = engine("rules")
    pages = _pages(articles)

    def read() -> None:
        for article in articles:
            rules.read(article, ReadingHints())

    def extract() -> None:
        for page in pages:
            trafilatura.extract(page)

    read(), extract()
    pairs = [(_timed(read), _timed(extract)) for _ in range(rounds)]
    return Figures(
        articles=len(articles),
        words=sum(len(article.text.split()) for article in articles),
        reading=statistics.median(reading for reading, _ in pairs),
        page_to_text=statistics.median(page for _, page in pairs),
    )


def _pages(articles: Sequence[Article]) -> list[str]:
    site = load_content(site_folder())
    outlet = site.outlets[0]
    others = [other for other in site.articles if other.outlet is outlet]
    return [article_page(_as_site_article(article, others[0]), others, "https://news.example") for article in articles]


def _as_site_article(article: Article, like: SiteArticle) -> SiteArticle:
    return SiteArticle(
        outlet=like.outlet,
        slug=article.id,
        title=article.title,
        published=article.published,
        author=like.author,
        day=1,
        paragraphs=tuple(article.text.split("\n\n")),
    )


def _timed(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _cold_start() -> float:
    line = json.dumps({"id": "a", "text": "Two policemen were killed in Mastung.", "published": _NOW.isoformat()})
    start = time.perf_counter()
    command = [sys.executable, "-m", "cli.main", "extract", "--jsonl"]
    subprocess.run(command, input=line, text=True, capture_output=True, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
