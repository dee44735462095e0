"""Whether two spellings name one place: transliteration has no fixed letters, so neither has the comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SKELETON_LETTERS = str.maketrans({"q": "k", "w": "v", "x": "ks", "y": None, "h": None})
_VOWELS = re.compile(r"[aeiou]+")
_DOUBLED = re.compile(r"(.)\1+")
_LONG_NAME = 8
_TELLING_SKELETON = 3  # consonants: shorter skeletons (`kc` of Kech and of Kachhi) prove nothing
_SKELETON_EDITS = 3


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """Lower-case ASCII words: `Aab-e-Gum` gives aab, e, gum."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return tuple(re.findall(r"[a-z0-9]+", plain))


@lru_cache(maxsize=100_000)
def same_name(a: str | None, b: str | None) -> bool:
    """True for spellings of one name (Eidak, Idak); False where either is unknown."""
    if not a or not b:
        return False
    one, other = "".join(words_of(a)), "".join(words_of(b))
    if one == other:
        return bool(one)
    edits = _edits(one, other)
    if edits <= _spelling_slack(one, other):
        return True
    bones = _skeleton(one)
    return len(bones) >= _TELLING_SKELETON and bones == _skeleton(other) and edits <= _SKELETON_EDITS


@lru_cache(maxsize=100_000)
def is_part_of_name(a: str | None, b: str | None) -> bool:
    """True where all words of one name stand in the other: `Mashkaf` and `Mashkaf tunnel`."""
    if not a or not b:
        return False
    one, other = set(words_of(a)), set(words_of(b))
    return bool(one and other) and (one <= other or other <= one)


def _spelling_slack(a: str, b: str) -> int:
    """How many letters may differ: none in the shortest names, where one letter is another place."""
    short = min(len(a), len(b))
    if short >= _LONG_NAME and a[0] == b[0]:
        return 2
    return 1 if short >= 4 and _same_initial(a, b) else 0


def _same_initial(a: str, b: str) -> bool:
    return a[0] == b[0] or (a[0] in "aeiou" and b[0] in "aeiou")


def _skeleton(word: str) -> str:
    """The consonants, doubled letters and h dropped; a vowel at the head stays, as one sign."""
    head = "_" if word[:1] in tuple("aeiou") else ""
    return head + _DOUBLED.sub(r"\1", _VOWELS.sub("", word).translate(_SKELETON_LETTERS))


def _edits(a: str, b: str) -> int:
    """Levenshtein distance; names are short, so the plain table will do."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        corner, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (x != y))
    return row[-1]
