"""The headline of an article, of the several that a page carries: for readers, for search engines, for other sites."""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html

from crawler.reading.json_ld import Node, strings
from crawler.reading.plain_text import one_line

_FOR_OTHERS = ("//meta[@property='og:title']/@content", "//meta[@name='twitter:title']/@content")
_SEPARATOR = re.compile(r"\s+[|–—·»•-]\s+|\s*::\s*")
_LONGEST = 400  # characters: more is a paragraph


def title_of(root: lxml.html.HtmlElement, articles: list[Node]) -> str:
    """The heading that readers see, if the page's head confirms it; else what the head says. "" where there is none."""
    stated = [*_stated(root, articles)]
    headings = [heading for one in root.xpath("//h1")[:6] if (heading := one_line(one.text_content()))]
    confirmed = (heading for heading in headings if any(_agree(heading, other) for other in stated))
    found = next(confirmed, None)
    if found:
        return found
    if stated:
        return _without_site(stated[0], root)
    return headings[0] if len(headings) == 1 else _without_site(one_line(root.findtext(".//title")), root)


def _stated(root: lxml.html.HtmlElement, articles: list[Node]) -> Iterator[str]:
    texts = [text for path in _FOR_OTHERS for text in root.xpath(path)]
    for text in (*strings(articles, "headline"), *map(str, texts)):
        line = one_line(text)
        if line and len(line) <= _LONGEST:
            yield line


def _agree(heading: str, stated: str) -> bool:
    a, b = _plain(heading), _plain(stated)
    return bool(a) and (a == b or b.startswith(a) or a.startswith(b))


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _without_site(title: str, root: lxml.html.HtmlElement) -> str:
    """`Headline | Section | Outlet` without what the outlet puts behind every title."""
    sites = {_plain(str(text)) for text in root.xpath("//meta[@property='og:site_name']/@content")}
    parts = _SEPARATOR.split(title)
    while len(parts) > 1 and (_plain(parts[-1]) in sites or len(parts[-1].split()) <= 3 < len(parts[0].split())):
        cut = title.rfind(parts.pop())
        title = _SEPARATOR.sub("", title[:cut]) if len(parts) == 1 else title[:cut].rstrip(" |–—·»•-:")
    return title.strip()
