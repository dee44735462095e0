"""How right an article's text is: F1 over runs of four words, each page with the same weight. Pure.

The measure of the public article-extraction-benchmark, so that figures on its pages are its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import fmean

_RUN = 4  # words


def f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    """Of the mean precision over pages of which text was found, and the mean recall over those that have any."""
    pairs = [(_runs(mine), _runs(theirs)) for mine, theirs in zip(wanted, found, strict=True)]
    precisions = [(one & other).total() / other.total() for one, other in pairs if other]
    recalls = [(one & other).total() / one.total() for one, other in pairs if one]
    if not (precisions and recalls):
        return 0.0
    precision, recall = fmean(precisions), fmean(recalls)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - _RUN + 1))
    return Counter(run for start in starts if (run := tuple(words[start : start + _RUN])))
