"""The language of an article: what the page says, unless the letters of its text say otherwise."""

from __future__ import annotations

import re

import lxml.html
from lxml.etree import XPath

_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_PATHS = (
    XPath("/html/@lang"),
    XPath("/html/@xml:lang"),
    XPath("//meta[@http-equiv='content-language']/@content"),
    XPath("//meta[@property='og:locale']/@content"),
)
_ARABIC_LETTERS = frozenset(("ar", "fa", "ur", "ps", "ckb", "sd", "bal", "prs", "ug", "ks", "pnb", "azb"))
_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufeff]+")
_UNKNOWN = "und"  # BCP 47: undetermined
_ENOUGH = 0.5  # of the letters


def stated_language(root: lxml.html.HtmlElement) -> str | None:
    """A BCP 47 tag, as the page declares it."""
    tags = (str(text).strip().replace("_", "-") for path in _PATHS for text in path(root))
    return next((tag for tag in tags if _TAG.match(tag)), None)


def language_of(text: str, *stated: str | None) -> str:
    """The first statement that the text's letters allow: themes are left at English whatever is written in them."""
    wants_arabic = _is_arabic(text)
    for tag in filter(None, stated):
        if (primary(tag) in _ARABIC_LETTERS) == wants_arabic:
            return tag
    return _UNKNOWN


def primary(tag: str) -> str:
    """`ur` of `ur-PK`."""
    return tag.partition("-")[0].lower()


def _is_arabic(text: str) -> bool:
    beginning = text[:2000]
    arabic = sum(map(str.isalpha, "".join(_ARABIC.findall(beginning))))
    return arabic > 0 and arabic > _ENOUGH * sum(map(str.isalpha, beginning))
