"""Page to text: ours and the peers on the same saved pages, each in processes of its own, in turn."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TypeVar

from news_page import news_page

from bench.versus.figures import Kind, Part, Ratio
from bench.versus.processes import Ran, ours, peer, run
from bench.versus.shingles import f1
from bench.versus.tables import shown
from demo.content import SiteArticle, load_content
from demo.pages import article_page
from demo.site import site_folder
from khabardar.records import Article

_PEERS = {
    "trafilatura": "trafilatura, text alone",
    "trafilatura-facts": "trafilatura, with its metadata",
    "newspaper4k": "newspaper4k",
    "news-please": "news-please",
}
T = TypeVar("T")
_BASE = "https://news.example"


@dataclass(frozen=True, slots=True)
class Pages:
    """Saved pages with the text that each has. Every `timed_each`th is timed in every round, all are in the first."""

    key: str
    name: str
    html: Sequence[tuple[str, str]]  # address, page
    texts: Sequence[str]
    timed_each: int = 1


def measure(rounds: int, benchmark: Path | None) -> Iterator[Part]:
    """A part for each set of pages; `benchmark` is a copy of the public benchmark's repository."""
    sets = [_site_pages(), _news_pages(), *([_benchmark(benchmark)] if benchmark else [])]
    for pages in sets:
        yield _part(pages, _samples(pages, rounds))


def _site_pages() -> Pages:
    site = load_content(site_folder())
    html = [
        (_BASE + one.path, article_page(one, [a for a in site.articles if a.outlet == one.outlet], _BASE))
        for one in site.articles
    ]
    return Pages("text-site", "the bundled news site's pages", html, [one.text for one in site.articles])


def _news_pages() -> Pages:
    """The same articles inside what real sites put around them."""
    articles = [_record(one) for one in load_content(site_folder()).articles]
    html = [(one.url, news_page(one)) for one in articles]
    return Pages(
        "text-news", "the same articles in pages as large sites have them", html, [one.text for one in articles]
    )


def _record(one: SiteArticle) -> Article:
    url = _BASE + one.path
    return Article(one.slug, url, one.outlet.id, one.title, one.published, one.published, one.text)


def _benchmark(folder: Path) -> Pages:
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    html = [
        (one["url"], gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode("utf-8", "replace"))
        for key, one in truth.items()
    ]
    name = "scrapinghub/article-extraction-benchmark"
    return Pages("text-benchmark", name, html, [one["articleBody"] for one in truth.values()], timed_each=3)


def _samples(pages: Pages, rounds: int) -> dict[str, list[Ran]]:
    found: dict[str, list[Ran]] = {"ours": [], **{tool: [] for tool in _PEERS}}
    with tempfile.TemporaryDirectory() as folder:
        every = _written(pages.html, Path(folder) / "all.jsonl")
        timed = _written(_timed(pages, pages.html), Path(folder) / "timed.jsonl")
        for number in range(rounds):
            for tool, samples in found.items():
                file = timed if number else every
                command = ours("text_ours", file) if tool == "ours" else peer("page_text", tool, file)
                samples.append(run(command))
    return found


def _written(html: Sequence[tuple[str, str]], file: Path) -> Path:
    file.write_text("\n".join(json.dumps({"url": url, "html": page}) for url, page in html), encoding="utf-8")
    return file


def _timed(pages: Pages, of_all: Sequence[T]) -> Sequence[T]:
    return of_all[:: pages.timed_each]


def _part(pages: Pages, samples: dict[str, list[Ran]]) -> Part:
    each = {
        tool: [1000 * fmean(_timed(pages, found[0].said["times"])), *(1000 * fmean(r.said["times"]) for r in found[1:])]
        for tool, found in samples.items()
    }
    right = {tool: [f1(pages.texts, found[0].said["texts"])] for tool, found in samples.items()}
    ratios = []
    for tool, name in _PEERS.items():
        key = f"{pages.key}/{{}}/{tool}"
        ratios.append(Ratio(key.format("time"), "time a page", name, Kind.TIME, "ms", each["ours"], each[tool]))
        ratios.append(
            Ratio(key.format("f1"), "F1 of the text (more is better)", name, Kind.SCORE, "", right["ours"], right[tool])
        )
    failed = {_PEERS[tool]: found[0].said["failed"] for tool, found in samples.items() if found[0].said["failed"]}
    size = sorted(len(html) for _, html in pages.html)[len(pages.html) // 2] / 1000
    of = "of all" if pages.timed_each == 1 else f"of every {pages.timed_each}rd page"
    how = (
        f"{len(pages.html)} pages, {shown(size)} kB in the median. Time of the processor, in a process of its own, "
        f"after a warm-up, {of}; F1 of runs of four words over all, each page with the same weight. `python -m "
        "bench.versus text`."
    )
    notes = [f"{tool} raised an exception on {number} pages; they count as empty." for tool, number in failed.items()]
    notes.append(
        "Ours gives title, dates, authors, language, canonical address and the page's condition (wall, live page …) "
        "with the text, which is why it takes longer than the text alone of trafilatura, with which it is made; "
        "newspaper4k, news-please and trafilatura with its metadata give these in part."
    )
    return Part(pages.key, f"Page to text: {pages.name}", how, ratios, notes=notes)
