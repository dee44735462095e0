"""Cuts text into words, and says which neighbours could belong to one name."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
# Between two words of one name: a space or a line's end, a hyphen, an apostrophe, or an initial's full stop.
_JOINT = re.compile(r"[ \u00a0]|\n(?!\n)|[ ]?[-\u2010\u2011][ ]?|['\u2018\u2019`\u02bc]|/")
_AFTER_INITIAL = re.compile(r"\.[ \u00a0]?")


class Word(NamedTuple):
    """A tuple, since a text has hundreds and a frozen dataclass takes three times as long to make."""

    text: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


_word = partial(tuple.__new__, Word)  # half the time of Word(...), which a text asks for hundreds of times


def split_words(text: str) -> list[Word]:
    """Runs of letters and digits, in order."""
    return [_word((match[0], match.start(), match.end())) for match in _WORD.finditer(text)]


def joined(text: str, left: Word, right: Word) -> bool:
    """True where the two may be parts of one name."""
    gap = text[left.end : right.start]
    if gap == " " or _JOINT.fullmatch(gap):
        return True
    return len(left.text) == 1 and left.is_capital and _AFTER_INITIAL.fullmatch(gap) is not None


def spaced(text: str, left: Word, right: Word) -> bool:
    """True where nothing but one space parts the two."""
    return text[left.end : right.start] in (" ", "\u00a0", "\n")
