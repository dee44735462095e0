"""What stands in an article's place: a paywall, a form for cookies or for signing in, "not found" with status 200.

Every mark can stand on a good page, too: in a footer, in a sign-up box, or in a report on paywalls. So nothing is
called a wall that has a long text behind it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import lxml.html

from crawler.reading.json_ld import Node
from crawler.reading.page_address import GOOGLE_NEWS
from khabardar.vocabulary import PageCondition

SHORTEST_TEXT = 60  # characters: less is a caption or a notice, not an article
_MARKS_FILE = files("crawler").joinpath("data", "page_marks.txt")
_SHORT = 700  # characters: a brief, or the words on a wall
_TEASER = 1600  # the beginning of an article, as walls show it
_CONSENT_HOST = re.compile(r"(?i)^(?:consent|guce|privacy|cmp|myprivacy)\.")
_CONSENT_WORD = re.compile(r"(?i)\b(?:cookies?|consent|privacy|personal data|partners|vendors|preferences)\b")
_NOT_FOUND_PATH = re.compile(r"(?i)/(?:404|error|not-?found|page-not-found)(?:\.\w+|/)?$")
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")
_HIDDEN = frozenset(("script", "style", "noscript", "template", "svg"))


def condition_of(root: lxml.html.HtmlElement, articles: list[Node], url: str, title: str, text: str) -> PageCondition:
    """What the page is. `title` and `text`: what was found in it; `articles`: what it says of itself."""
    if urlsplit(url).hostname == GOOGLE_NEWS:  # it has no articles of its own
        return PageCondition.HIDDEN_ADDRESS
    if _is_walled(root, articles, text):
        return PageCondition.PAYWALL
    if len(text) < _SHORT and (wall := _wall_of(root, articles, url, title, text)):
        return wall
    return PageCondition.READ if len(text) >= SHORTEST_TEXT else PageCondition.NO_TEXT


def _wall_of(
    root: lxml.html.HtmlElement, articles: list[Node], url: str, title: str, text: str
) -> PageCondition | None:
    headings = [title, *(" ".join(one.text_content().split()) for one in root.xpath("//title | //h1 | //h2")[:8])]
    if _NOT_FOUND_PATH.search(urlsplit(url).path) or _heads(PageCondition.SOFT_404, headings):
        return PageCondition.SOFT_404
    if _heads(PageCondition.CHALLENGE, headings):
        return PageCondition.CHALLENGE
    if _CONSENT_HOST.match(urlsplit(url).hostname or "") or (
        not articles and (_heads(PageCondition.CONSENT, headings) or len(_CONSENT_WORD.findall(text)) >= 4)
    ):
        return PageCondition.CONSENT
    if len(text) < SHORTEST_TEXT and root.xpath("//form//input[@type='password']"):
        return PageCondition.LOGIN
    return None


def _is_walled(root: lxml.html.HtmlElement, articles: list[Node], text: str) -> bool:
    if len(text) >= _TEASER:
        return False
    is_declared = any(_says_no(node.get("isAccessibleForFree")) for node in articles) or bool(
        root.xpath("//meta[@property='article:content_tier' or @name='article:content_tier'][@content='locked']")
    )
    if is_declared and (len(text) < _SHORT or _CUT.search(text)):
        return True
    limit = _TEASER if is_declared or _CUT.search(text) else _SHORT
    return len(text) < limit and _says(PageCondition.PAYWALL, _visible(root))


def _says_no(value: object) -> bool:
    return value is False or str(value).strip().lower() in ("false", "no", "0")


def _visible(root: lxml.html.HtmlElement) -> str:
    body = root.find("body")
    pieces: list[str] = []
    for element in (root if body is None else body).iter():
        if element.tag not in _HIDDEN and isinstance(element.tag, str):
            pieces.append(element.text or "")
        pieces.append(element.tail or "")
    return " ".join(" ".join(pieces).split())


def _heads(kind: PageCondition, headings: list[str]) -> bool:
    return any(mark.search(heading.strip()) for heading in headings for mark in _marks().get(kind, ()))


def _says(kind: PageCondition, text: str) -> bool:
    return any(mark.search(text) for mark in _marks().get(kind, ()))


@cache
def _marks() -> dict[PageCondition, list[re.Pattern[str]]]:
    found: dict[PageCondition, list[re.Pattern[str]]] = {}
    for line in _MARKS_FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            kind, _, expression = line.partition(" ")
            found.setdefault(PageCondition(kind), []).append(re.compile(expression.strip(), re.IGNORECASE))
    return found
