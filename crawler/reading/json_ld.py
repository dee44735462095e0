"""What a page says of itself for search engines (schema.org as JSON-LD): flat nodes, whatever they are nested in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import lxml.html

Node = dict[str, Any]
_SCRIPTS = "//script[starts-with(@type, 'application/ld+json')]/text()"
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
_MOST_NODES = 500
_ARTICLE = re.compile(r"Article|BlogPosting|Report\b|LiveBlog", re.IGNORECASE)
_LIVE = "LiveBlogPosting"


def nodes(root: lxml.html.HtmlElement) -> list[Node]:
    """All nodes of the page in their order; scripts that are no JSON are passed over."""
    waiting: list[Any] = []
    for script in root.xpath(_SCRIPTS):
        try:
            waiting.append(json.loads(_bare(str(script)), strict=False))
        except (json.JSONDecodeError, RecursionError):
            continue
    found: list[Node] = []
    while waiting and len(found) < _MOST_NODES:
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            found.append(node)
            waiting.extend(value for key, value in node.items() if key in _HOLDERS)
    return found


def articles(found: list[Node]) -> list[Node]:
    """Those that describe an article."""
    return [node for node in found if any(_ARTICLE.search(kind) for kind in kinds(node))]


def kinds(node: Node) -> list[str]:
    """Its types, of which it may have several."""
    kind = node.get("@type")
    return [str(one) for one in kind] if isinstance(kind, list) else [str(kind)] if kind else []


def is_live(found: list[Node]) -> bool:
    """Whether a running report is among them."""
    return any(_LIVE in kinds(node) for node in found)


def strings(found: list[Node], key: str) -> Iterator[str]:
    """The values of `key` that are text."""
    for node in found:
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            yield value


def names(value: Any) -> Iterator[str]:
    """Of people, as a text, a node, or a list of them."""
    if isinstance(value, list):
        for one in value:
            yield from names(one)
    elif isinstance(value, dict):
        if isinstance(name := value.get("name"), str | list):
            yield from names(name)
    elif isinstance(value, str):
        yield value


def _bare(script: str) -> str:
    """Some templates wrap it into a comment or CDATA, or end it with a semicolon."""
    return re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>|;)\s*$", "", script.strip())
