"""The HTML that feeds carry, as plain text: paragraphs parted by blank lines."""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr"))
_BLOCKS |= {"section", "article", "figure", "figcaption", "table", "tr"}
_SILENT = frozenset(("script", "style", "noscript", "iframe", "figure", "template", "svg"))
_BREAK = "\n\n"


def plain_text(html: str) -> str:
    """Text without tags, entities resolved, one blank line between paragraphs."""
    if not html.strip():
        return ""
    if "<" not in html and "&" not in html:
        return paragraphs(html)
    try:
        root = lxml.html.fragment_fromstring(_without_controls(html), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return paragraphs(re.sub(r"<[^>]*>", " ", html))
    pieces: list[str] = []
    _collect(root, pieces)
    return paragraphs("".join(pieces))


def paragraphs(text: str) -> str:
    """White space inside a paragraph becomes one blank, an empty line parts two of them."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\xa0", " "))
    return _BREAK.join(filter(None, (" ".join(block.split()) for block in blocks)))


def one_line(text: str | None) -> str:
    """A title or a name: tags and entities gone, all on one line."""
    return " ".join(plain_text(text or "").split())


def _collect(root: lxml.html.HtmlElement, pieces: list[str]) -> None:
    """In document order, without recursion: pages nest deeper than Python's stack."""
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces.append(element.tail or "")
            continue
        block = element.tag in _BLOCKS
        if event == "start":
            pieces.append(_BREAK if block else "\n" if element.tag == "br" else "")
            if not _is_silenced(element):
                pieces.append(element.text or "")
        else:
            pieces.append(_BREAK if block else "")
            if element is not root and not _is_silenced(element.getparent()):
                pieces.append(element.tail or "")


def _is_silenced(element: lxml.html.HtmlElement | None) -> bool:
    while element is not None:
        if element.tag in _SILENT:
            return True
        element = element.getparent()
    return False


def _without_controls(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", " ", text)
