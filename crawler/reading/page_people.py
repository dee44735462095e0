"""Who wrote an article: names of people or desks, without "By", without addresses, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import lxml.html
from lxml.etree import XPath

from crawler.reading.json_ld import Node, names
from crawler.reading.plain_text import one_line

_META = (
    XPath("//meta[@name='author' or @property='author' or @name='parsely-author' or @name='sailthru.author']/@content"),
    XPath(
        "//meta[@property='article:author' or @name='article:author' or @name='dc.creator' or @name='DC.creator']"
        "/@content"
    ),
)
_BY_LINE = XPath(
    # By way of the attributes: a test of every element of the page takes ten times as long.
    "//@rel[.='author']/.. | //@itemprop[.='author']/..//@itemprop[.='name']/.."
    " | //@class[contains(., 'author-name')]/.."
)
_BY = re.compile(r"(?i)^(?:by|von|par|por|di|da|reported by|written by)[:\s]+")
_AND = re.compile(r"\s*(?:;|\||,| and | & | und | et )\s*")
_NO_NAME = re.compile(r"(?i)https?:|www\.|@|\d{3}|^(?:admin|editor|administrator|author|staff|unknown|null|none)$")
_LONGEST = 60
_MOST = 12


def authors_of(root: lxml.html.HtmlElement, articles: list[Node], selected: Iterable[str]) -> tuple[str, ...]:
    """From the source's own selector, else what the page says for machines, else its by-line."""
    stated = [name for node in articles for name in names(node.get("author"))]
    meta = [str(text) for path in _META for text in path(root)]
    shown = [one.text_content() for one in _BY_LINE(root)[:_MOST]]
    for texts in (selected, stated, meta, shown):
        if found := tuple(dict.fromkeys(name for text in texts for name in _split(text)))[:_MOST]:
            return found
    return ()


def _split(text: str) -> Iterator[str]:
    for part in _AND.split(_BY.sub("", one_line(text))):
        name = part.strip(" .,:-")
        if name and len(name) <= _LONGEST and not _NO_NAME.search(name):
            yield name
