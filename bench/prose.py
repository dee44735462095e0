"""Made-up prose by Zipf's law, so that an index of words holds rare and common ones as it would of news."""

from __future__ import annotations

import random
from itertools import accumulate

from stream import Told

WORDS_AN_ARTICLE = 150
_VOCABULARY = 40_000
_STARTS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "sh")
_MIDDLES = ("a", "e", "i", "o", "u", "an", "ir", "ol")


class Prose:
    """The same words each time it is made: the first of `words` stands in nearly every article, the last in few."""

    def __init__(self, words_an_article: int = WORDS_AN_ARTICLE) -> None:
        self._rng = random.Random(11)
        self._length = words_an_article
        names: dict[str, None] = {}
        while len(names) < _VOCABULARY:
            names["".join(self._rng.choice(part) for part in (_STARTS, _MIDDLES) * self._rng.randint(2, 3))] = None
        self.words = list(names)
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(_VOCABULARY)))

    def of(self, told: Told) -> str:
        """What an article says: some words, and where it was."""
        words = self._rng.choices(self.words, cum_weights=self._weights, k=self._length)
        return f"{' '.join(words)} in {told.report.facts.place}."
