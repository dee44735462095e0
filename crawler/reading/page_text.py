"""The words of an article: trafilatura's choice of them, without what pages put between and behind."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

import lxml.html
import trafilatura
from trafilatura.settings import Extractor

from crawler.reading.debris import whole_links, without_debris
from crawler.reading.json_ld import Node, strings
from crawler.reading.quick_choice import ask_seldom
from crawler.reading.quick_paths import quicken

quicken()
ask_seldom()

_TOO_LITTLE = 0.3  # of the other choice: a part of the article was taken for debris
_ENOUGH = 0.5  # of the page's paragraphs
_AGREEING = 0.9  # F1 with the body that the page states
_SHORTEST_STATED = 300  # characters of an article body that the page states: a summary is no witness


def article_text(root: lxml.html.HtmlElement, articles: list[Node], url: str, title: str) -> str:
    """Paragraphs parted by blank lines, without the headline. `root`: the page, which is left as it is."""
    # The strict choice leaves out more of what is no article, and at times the article: then the wide one is taken.
    text = _chosen(root, url, strict=True)
    stated = max((*strings(articles, "articleBody"), ""), key=len)
    if len(stated) >= _SHORTEST_STATED:
        if _shared(text, stated) < _AGREEING:
            text = max((text, _chosen(root, url, strict=False)), key=lambda choice: _shared(choice, stated))
    elif len(text) < _ENOUGH * _in_paragraphs(root):  # else it missed nothing, and half of the time is saved
        wide = _chosen(root, url, strict=False)
        text = text if len(text) >= _TOO_LITTLE * len(wide) else wide
    return "\n\n".join(without_debris(text.split("\n\n"), title, whole_links(root)))


def _in_paragraphs(root: lxml.html.HtmlElement) -> int:
    """Characters in all paragraphs of the page, whatever they tell."""
    return sum(len(paragraph.text_content()) for paragraph in root.iter("p"))


def _chosen(root: lxml.html.HtmlElement, url: str, *, strict: bool) -> str:
    options = copy(_options(strict))
    options.url = url or None
    found: Any = trafilatura.bare_extraction(root, url=options.url, options=options)  # it works on a copy
    return _blocks(found.text if found else "")


@cache
def _options(strict: bool) -> Extractor:
    # Deduplication is off: trafilatura would remember paragraphs over pages, and one reading depend on the last.
    return Extractor(output_format="python", comments=False, dedup=False, precision=strict)


def _blocks(text: str | None) -> str:
    """trafilatura writes one paragraph a line."""
    return "\n\n".join(filter(None, (" ".join(line.split()) for line in (text or "").splitlines())))


def _shared(text: str, other: str) -> float:
    """F1 of their words, each counted once."""
    words, others = set(text.split()), set(other.split())
    return 2 * len(words & others) / max(len(words) + len(others), 1)
