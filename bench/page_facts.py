"""How exact are the title, the date and the text that `read_page` gives, on the saved pages of flairNLP/fundus?

    python bench/page_facts.py FOLDER [--misses]

FOLDER: a copy of https://github.com/flairNLP/fundus (its tests/resources/parser/test_data). Each publisher there has
saved pages and what a parser written for that publisher by hand reads from them; pages are taken where every page of
the publisher has such a reading. Titles are equal but for white space, quotes and dashes; dates to the minute, or to
the day; text by F1 of its words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.reading.documents import PageFacts
from crawler.reading.page import read_page

_DATA = Path("tests/resources/parser/test_data")
_QUOTES = str.maketrans(dict.fromkeys("‘’“”„«»‹›\"'`–—−", "'"))


@dataclass(frozen=True)
class Page:
    """A saved page, and what a hand-written parser reads from it."""

    name: str
    url: str
    html: bytes
    expected: dict[str, Any]


def pages(folder: Path) -> Iterator[Page]:
    """Those of publishers with as many readings as pages: both are in order of time."""
    for index in sorted((folder / _DATA).glob("*/meta.info")):
        meta = json.loads(index.read_text(encoding="utf-8"))
        for readings in sorted(index.parent.glob("*.json")):
            versions = [found for _, found in sorted(json.loads(readings.read_text(encoding="utf-8")).items())]
            files = sorted(index.parent.glob(f"{readings.stem}_*.html.gz"))
            if len(versions) == len(files):
                for file, expected in zip(files, versions, strict=True):
                    url = meta.get(file.name, {}).get("url", "")
                    yield Page(f"{index.parent.name}/{file.name}", url, gzip.decompress(file.read_bytes()), expected)


def same_words(text: str) -> str:
    """Without what publishers write one way in the page and another way in its head."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).split()).casefold()


def f1(text: str, expected: str) -> float:
    """Of words, each as often as it stands there."""
    words, wanted = Counter(same_words(text).split()), Counter(same_words(expected).split())
    both = sum((words & wanted).values())
    return 2 * both / (sum(words.values()) + sum(wanted.values())) if both else 0.0


def body_of(expected: dict[str, Any]) -> str:
    """The hand-written reading's text."""
    body = expected.get("body") or {}
    sections = body.get("sections") or []
    parts = [*body.get("summary", ()), *(line for one in sections for line in (*one["headline"], *one["paragraphs"]))]
    return "\n\n".join(parts)


def home_zone(page: Page) -> str:
    """What a config would say of the outlet: the zone in which the hand-written parser gives its dates."""
    stated = page.expected.get("publishing_date")
    offset = datetime.fromisoformat(stated).utcoffset() if stated else None
    hours = offset.total_seconds() / 3600 if offset else 0
    return f"Etc/GMT{-hours:+.0f}" if hours == int(hours) else "UTC"


def compared(page: Page, facts: PageFacts) -> dict[str, float]:
    """A score from 0 to 1 for each thing that the hand-written reading has."""
    scores = {}
    if page.expected.get("title"):
        scores["title"] = float(same_words(facts.title or "") == same_words(page.expected["title"]))
    if stated := page.expected.get("publishing_date"):
        wanted, found = datetime.fromisoformat(stated), facts.published.moment if facts.published else None
        if wanted.tzinfo:
            scores["date to the minute"] = float(found is not None and abs((found - wanted).total_seconds()) < 60)
            scores["date to the day"] = float(found is not None and abs((found - wanted).total_seconds()) < 86400)
    if page.expected.get("authors"):
        wanted_names = {same_words(name) for name in page.expected["authors"]}
        scores["authors"] = float({same_words(name) for name in facts.authors} == wanted_names)
    if text := body_of(page.expected):
        scores["text"] = f1(facts.text, text)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description="Title, date and text of saved pages against hand-written parsers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print each page that was read otherwise")
    given = parser.parse_args()
    totals: dict[str, list[float]] = {}
    for page in pages(given.folder):
        facts = read_page(page.html, page.url, "text/html", home_zone(page))
        for name, score in compared(page, facts).items():
            totals.setdefault(name, []).append(score)
            if given.misses and score < 0.7:
                print(f"{page.name} {name} {score:.2f}: {facts.title!r} {facts.published} {facts.authors}")
                print(f"    wanted {[page.expected.get(key) for key in ('title', 'publishing_date', 'authors')]}")
    for name, scores in totals.items():
        print(f"{name:20} {sum(scores) / len(scores):.4f}  of {len(scores)} pages")


if __name__ == "__main__":
    main()
