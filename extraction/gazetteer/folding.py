"""Spellings that mean the same name: `fold` is always safe, `fold_coarsely` only for long names of one region."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_A_LETTER = re.compile(r"[\W_]+")
_COARSE_STEPS = (
    (re.compile(r"(?:ee|ie|ei|e|i|y)+"), "i"),
    (re.compile(r"(?:oo|ou|o|u)+"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"h$"), ""),
)
SHORTEST_COARSE = 5  # letters of the folded name: below that, likeness means nothing


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Lower case, no diacritics, no spaces, hyphens or apostrophes: `Ta’if` and `Taif` are one."""
    if name.isascii():  # nearly all: to decompose them costs most of the time and changes nothing
        return name.lower() if name.isalpha() else _NOT_A_LETTER.sub("", name.lower())
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_A_LETTER.sub("", kept)


@lru_cache(maxsize=65536)
def fold_coarsely(name: str) -> str:
    """Transliterations of one name as one key: Qilla and Killa, Panjgoor and Panjgur, Musakhail and Musakhel.

    Returns an empty string for a name too short to be folded so.
    """
    key = fold(name)
    if len(key) < SHORTEST_COARSE:
        return ""
    key = key.replace("ai", "e").replace("ay", "e").replace("q", "k").replace("w", "v").replace("ph", "f")
    for pattern, replacement in _COARSE_STEPS:
        key = pattern.sub(replacement, key)
    return key
