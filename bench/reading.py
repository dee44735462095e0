"""How fast articles are read into reports, against the time that trafilatura takes to get the text out of their pages.

    python bench/reading.py [CORPUS FOLDER] [--pages FOLDER] [--rounds 5]

CORPUS is a folder of articles as JSON (`text`, `title`, `published`), by default our own quality corpus. It has texts
and no pages, so two are made around each: one by the bare templates of the bundled news site, one with what real sites
put around an article (`news_page.py`). `--pages` is a folder of real pages (`*.html`, `*.html.gz`), such as a clone of
scrapinghub/article-extraction-benchmark: there what trafilatura gets out is what is read.

Reading and trafilatura are timed in one process, in turn, on one core, by the time of the processor, after a warm-up;
figures are medians of the rounds. A ratio is the time of reading over that of trafilatura for the very same articles.
"""

from __future__ import annotations

import argparse
import gzip
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

import lxml.html
import trafilatura
from news_page import news_page

from demo.content import SiteArticle, load_content
from demo.pages import article_page
from demo.site import site_folder
from extraction import engine
from khabardar.article_json import parse_article
from khabardar.interfaces import ReadingHints
from khabardar.records import Article

OWN_CORPUS = Path(__file__).parents[1] / "tests" / "quality" / "corpus"
_WORDS = 400  # an article of this length is the unit of the published figure
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_STARTS = 5  # cold starts, of which the median counts
# The command in a process that tells its own peak: the system's account of a child begins with its parent's memory.
_EXTRACT = """
import sys
from pathlib import Path
from cli.main import main
sys.argv = ["khabardar", "extract", "--jsonl"]
try:
    main()
finally:
    print(Path("/proc/self/status").read_text(), file=sys.stderr)
"""


@dataclass(frozen=True)
class Pages:
    """The articles' pages; `texts` are what is read of them."""

    name: str
    texts: Sequence[Article]
    html: Sequence[str]


@dataclass(frozen=True)
class _Run:
    """The command in a process of its own: seconds by the clock and of the processor, MiB at most."""

    clock: float
    processor: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=OWN_CORPUS)
    parser.add_argument("--pages", type=Path, help="a folder of real pages")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    articles = load(given.corpus)
    _report_reading(articles, given.rounds)
    sets = [Pages("bare pages", articles, bare_pages(articles))]
    sets.append(Pages("pages as sites have them", articles, [news_page(article) for article in articles]))
    if given.pages:
        sets.append(real_pages(given.pages))
    for pages in sets:
        _report_ratio(pages, given.rounds)
    starts = [_extracting(articles[:1]) for _ in range(_STARTS)]
    clock, busy = (statistics.median(x) for x in zip(*((run.clock, run.processor) for run in starts), strict=True))
    print(f"\ncold start       {clock:8.2f} s for `extract` of one article ({busy:.2f} s of the processor)")
    print(f"peak memory      {starts[0].megabytes:8.0f} MiB for one, {_extracting(articles).megabytes:.0f} MiB for all")


def load(folder: Path) -> list[Article]:
    lines = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json")))
    return [parse_article(json.dumps(json.loads(line)), _NOW).article for line in lines]


def _report_reading(articles: Sequence[Article], rounds: int) -> None:
    """The first pass meets every word for the first time; the rounds after it find names of places remembered."""
    engine("rules").read(_article("a", "Two policemen were killed in Mastung."), ReadingHints())
    words = sum(len(article.text.split()) for article in articles)
    first = timed(lambda: read_all(articles))
    later = statistics.median(timed(lambda: read_all(articles)) for _ in range(rounds))
    print(f"{len(articles)} articles, {words} words, median of {rounds} rounds")
    print(f"reading          {words / _WORDS / later:8.0f} articles of {_WORDS} words a second")
    print(f"at first sight   {words / _WORDS / first:8.0f} articles of {_WORDS} words a second")


def _report_ratio(pages: Pages, rounds: int) -> None:
    number = len(pages.html)
    extract_all(pages.html), read_all(pages.texts)
    pairs = [(timed(lambda: read_all(pages.texts)), timed(lambda: extract_all(pages.html))) for _ in range(rounds)]
    reading = statistics.median(pair[0] for pair in pairs)
    extracting = statistics.median(pair[1] for pair in pairs)
    size = statistics.median(len(html.encode()) for html in pages.html) / 1000
    elements = statistics.median(sum(1 for _ in lxml.html.fromstring(html).iter("*")) for html in pages.html)
    words = statistics.median(len(article.text.split()) for article in pages.texts)
    print(f"\n{pages.name}: {number}, medians {size:.0f} kB, {elements:.0f} elements, {words:.0f} words of text")
    print(f"page to text     {extracting / number * 1000:8.1f} ms a page (trafilatura)")
    print(f"reading          {reading / number * 1000:8.1f} ms an article")
    print(f"ratio            {reading / extracting:8.2f} reading / page to text")


def read_all(articles: Sequence[Article]) -> None:
    rules, hints = engine("rules"), ReadingHints()
    for article in articles:
        rules.read(article, hints)


def extract_all(pages: Sequence[str]) -> None:
    for page in pages:
        trafilatura.extract(page)


def bare_pages(articles: Sequence[Article]) -> list[str]:
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


def real_pages(folder: Path) -> Pages:
    html = [page_of(path) for path in sorted(folder.rglob("*.html*")) if path.suffix in (".html", ".gz")]
    texts = [_article(str(number), trafilatura.extract(page) or "") for number, page in enumerate(html)]
    return Pages("real pages", texts, html)


def page_of(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "replace")


def _article(name: str, text: str) -> Article:
    given = {"id": name, "text": text or "-", "published": _NOW.isoformat()}
    return parse_article(json.dumps(given), _NOW).article


def timed(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _extracting(articles: Sequence[Article]) -> _Run:
    lines = "\n".join(
        json.dumps({"id": a.id, "text": a.text, "title": a.title, "published": a.published.isoformat()})
        for a in articles
    )
    before, start = _children_seconds(), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _EXTRACT], input=lines, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    peak = next(int(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("VmHWM"))
    return _Run(seconds, _children_seconds() - before, peak / 1024)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
