"""feedparser's own conformance files through our reader: no crash, and the entries that feedparser gives.

    python bench/feed_conformance.py FOLDER [--misses]

FOLDER: a copy of https://github.com/kurtmckee/feedparser (its tests/). Each file is read twice: by feedparser as it
comes, with the HTTP headers that the file names in its comment, and by us, who decode it first. Compared are the
number of entries, and each entry's title, link, id and date; then the links that come of them are counted.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.reading.decoding import decode
from crawler.reading.documents import Document, Origin
from crawler.reading.feed import parsed_feed, read_feed

_FOLDERS = ("wellformed", "illformed", "encoding", "entities", "json", "dates", "microformats")
_SUFFIXES = (".xml", ".json", ".z", ".gz", ".html", ".txt")
_HEADER = re.compile(rb"^Header:\s*([\w-]+):\s*(.+?)\s*$", re.MULTILINE)
_CELLS = ("title", "link", "id", "published", "updated")
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_URL = "http://127.0.0.1:8097/tests/feed.xml"


def cells(entry: Any) -> tuple[str, ...]:
    """What of an entry is compared, without white space at its ends."""
    return tuple(" ".join(str(dict.get(entry, name) or "").split()) for name in _CELLS)


def theirs(body: bytes, headers: dict[str, str]) -> Any:
    """feedparser with its defaults, but for what we switch off as well."""
    return feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )


def verdict(file: Path) -> tuple[str, int, int]:
    """A word, the entries that feedparser gives, and the links that we make of them."""
    body = file.read_bytes()
    headers = {name.decode().lower(): value.decode() for name, value in _HEADER.findall(body[:2000])}
    content_type = headers.get("content-type", "")
    url = headers.get("content-location", _URL)
    wanted = theirs(body, {"content-type": "application/xml", "content-location": url, **headers})
    try:
        listing = read_feed(Document(body, url, content_type), Origin("conformance", _NOW))
        ours = parsed_feed(decode(body, content_type), url)
    except Exception as error:  # what is measured
        return f"crash {type(error).__name__}", len(wanted.entries), 0
    if len(ours.entries) != len(wanted.entries):
        return f"entries {len(ours.entries)}", len(wanted.entries), len(listing.links)
    for own, other in zip(ours.entries, wanted.entries, strict=True):
        if cells(own) != cells(other):
            name = next(name for name, a, b in zip(_CELLS, cells(own), cells(other), strict=True) if a != b)
            return f"another {name}", len(wanted.entries), len(listing.links)
    return "same", len(wanted.entries), len(listing.links)


def main() -> None:
    parser = argparse.ArgumentParser(description="feedparser's conformance files through our reader.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print each file that is read otherwise")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    words: Counter[str] = Counter()
    entries = links = 0
    for name in _FOLDERS:
        for file in sorted((given.folder / "tests" / name).rglob("*")):
            if not file.is_file() or file.suffix not in _SUFFIXES:
                continue
            word, found, made = verdict(file)
            words[word.partition(" ")[0]] += 1
            entries, links = entries + found, links + made
            if given.misses and word != "same":
                print(f"{file.relative_to(given.folder)}: {word}, wanted {found} entries")
    print(f"{sum(words.values())} files, {entries} entries of feedparser's, {links} links of ours")
    print(", ".join(f"{word} {count}" for word, count in words.most_common()))


if __name__ == "__main__":
    main()
