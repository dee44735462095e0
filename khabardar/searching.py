"""What the filter `text` asks for in plain words: all words, "words in a row", and the last one also as a beginning.

Nothing in it is an operator: brackets, asterisks, AND and the like are punctuation or words as any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_WORDS = 40
_LONGEST_WORD = 100  # letters; longer ones are no words, and PostgreSQL's index leaves them out
_SHORTEST_BEGINNING = 3  # a shorter last word is meant as it stands
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_PIECE = re.compile(r'"([^"]+)"|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word, or several in a row; `begins`: the last of them may go on."""

    words: str
    begins: bool = False


def wanted_in(text: str) -> tuple[Wanted, ...]:
    """All of which a text must hold. Raises ValueError, in words that follow on the text's, where that is nothing."""
    if len(text) > _MOST_WORDS * _LONGEST_WORD:
        raise ValueError(f"is too long; write at most {_MOST_WORDS} words")
    found = [piece for piece in _PIECE.finditer(text.translate(_QUOTES)) if any(map(str.isalnum, piece[0]))]
    if not found:
        raise ValueError("holds no word to look for")
    if len(found) > _MOST_WORDS:
        raise ValueError(f"is too long; write at most {_MOST_WORDS} words")
    if any(len(word) > _LONGEST_WORD for piece in found for word in piece[0].split()):
        raise ValueError(f"holds a word of more than {_LONGEST_WORD} letters")
    last = found[-1]
    begins = last[2] is not None and len(last[2]) >= _SHORTEST_BEGINNING and last[2][-1].isalnum()
    return (*(_wanted(piece) for piece in found[:-1]), Wanted(_wanted(last).words, begins))


def _wanted(piece: re.Match[str]) -> Wanted:
    return Wanted(piece[1] or piece[2])
