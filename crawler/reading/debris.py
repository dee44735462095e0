"""What stands between an article's paragraphs and is no part of it: "read also", sign-ups, links, the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import lxml.html
from lxml.etree import XPath

_FILE = files("crawler").joinpath("data", "debris.txt")
_LONGEST = 240  # characters: a sentence that begins like debris may be news
_SHORTEST_LINK = 20
_BLOCKS = XPath(
    "|".join(f"//{tag}[.//a][string-length() >= {_SHORTEST_LINK}]" for tag in ("p", "li", "h2", "h3", "h4", "h5", "h6"))
)

_SIGNS = re.compile(r"[\W_]+")


def without_debris(paragraphs: list[str], title: str, links: frozenset[str]) -> Iterator[str]:
    """`links`: of `whole_links`."""
    headline = _plain(title)
    for index, paragraph in enumerate(paragraphs):
        bare = paragraph.lstrip("-•*# ").strip()
        if index < 3 and headline and _plain(bare) == headline:
            continue
        if not bare or _plain(bare) in links or (len(bare) <= _LONGEST and _marks().match(bare)):
            continue
        yield paragraph


def whole_links(root: lxml.html.HtmlElement) -> frozenset[str]:
    """Blocks of which every word is a link: to other stories, mostly."""
    found = set()
    for block in _BLOCKS(root):
        text = _plain(block.text_content())
        linked = sum(len(_plain(anchor.text_content())) for anchor in block.iter("a"))
        if len(text) >= _SHORTEST_LINK and linked >= 0.95 * len(text):
            found.add(text)
    return frozenset(found)


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


@cache
def _marks() -> re.Pattern[str]:
    lines = [line.strip() for line in _FILE.read_text(encoding="utf-8").splitlines()]
    return re.compile("|".join(f"(?:{line})" for line in lines if line and not line.startswith("# ")), re.IGNORECASE)
