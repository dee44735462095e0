"""The words of an article: trafilatura's choice of them, without what pages put between and behind."""

from __future__ import annotations

from typing import Any

import lxml.html
import trafilatura

from crawler.reading.debris import whole_links, without_debris
from crawler.reading.json_ld import Node, strings

_TOO_LITTLE = 0.3  # of the other choice: a part of the article was taken for debris
_MOST_OF_PAGE = 1.1  # of the page's own characters: the most that a choice of them can have, signs of lists included
_SHORTEST_STATED = 300  # characters of an article body that the page states: a summary is no witness


def article_text(html: str, root: lxml.html.HtmlElement, articles: list[Node], url: str, title: str) -> str:
    """Paragraphs parted by blank lines, without the headline. `root`: the same page, parsed."""
    # The strict choice leaves out more of what is no article, and at times the article: then the wide one is taken.
    strict = _chosen(html, url, strict=True)
    stated = max((*strings(articles, "articleBody"), ""), key=len)
    if len(stated) >= _SHORTEST_STATED:
        wide = _chosen(html, url, strict=False)
        text = max((strict, wide), key=lambda choice: _shared(choice, stated))
    elif len(strict) >= _TOO_LITTLE * _MOST_OF_PAGE * _visible(root):
        text = strict  # whatever the wide choice is, the strict one is long enough beside it: half of the time is saved
    else:
        wide = _chosen(html, url, strict=False)
        text = strict if len(strict) >= _TOO_LITTLE * len(wide) else wide
    return "\n\n".join(without_debris(text.split("\n\n"), title, whole_links(root)))


def _visible(root: lxml.html.HtmlElement) -> int:
    """Characters that a reader may see."""
    return sum(map(len, root.xpath("//text()[not(parent::script or parent::style)]")))


def _chosen(html: str, url: str, *, strict: bool) -> str:
    # Deduplication is off: trafilatura would remember paragraphs over pages, and one reading depend on the last.
    found: Any = trafilatura.bare_extraction(
        html, url=url or None, include_comments=False, deduplicate=False, with_metadata=False, favor_precision=strict
    )
    return _blocks(found.text if found else "")


def _blocks(text: str | None) -> str:
    """trafilatura writes one paragraph a line."""
    return "\n\n".join(filter(None, (" ".join(line.split()) for line in (text or "").splitlines())))


def _shared(text: str, other: str) -> float:
    """F1 of their words, each counted once."""
    words, others = set(text.split()), set(other.split())
    return 2 * len(words & others) / max(len(words) + len(others), 1)
