"""Cuts text into words, numbers and punctuation marks, each with its place in the article."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

from khabardar.records import Span

# A word keeps its inner hyphens and apostrophes (Aab-e-Gum, Tehreek-i-Taliban); the possessive 's stands alone.
_TOKEN = re.compile(
    r"[^\W\d_][^\W_]*(?:[-'](?!s\b)[^\W_]+)*"
    r"|\d+(?:[.,:]\d+)*"
    r"|'s\b(?!\w)"
    r"|[^\w\s]|_"
)


class Token(NamedTuple):
    """A tuple, since an article has hundreds and a frozen dataclass takes twice as long to make."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[0].isdecimal()

    @property
    def is_capitalised(self) -> bool:
        return self.text[0].isupper()


_token = partial(tuple.__new__, Token)  # half the time of Token(...)


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of text[start:end]; offsets count from the beginning of `text`."""
    stop = len(text) if end is None else end
    return [_token((word := m[0], word.lower(), m.start(), m.end())) for m in _TOKEN.finditer(text, start, stop)]


def span_of(tokens: list[Token], first: int, last: int) -> Span:
    """The characters that tokens `first` to `last` (exclusive) cover."""
    return Span(tokens[first].start, tokens[last - 1].end)
