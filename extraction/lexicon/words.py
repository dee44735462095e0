"""The word classes of the steps: prepositions, adverbs, words of speaking, words that end a phrase."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from khabardar.errors import LexiconError

_FILE = "words.csv"


def words(name: str) -> frozenset[str]:
    """The words of one class of words.csv. Raises LexiconError where there is no such class."""
    classes = _classes()
    if name not in classes:
        raise LexiconError(f"{_FILE}: no class is called {name}; add a line {name},… with its words")
    return classes[name]


@cache
def _classes() -> dict[str, frozenset[str]]:
    return parse_classes(files("extraction.lexicon").joinpath(_FILE).read_text(encoding="utf-8"))


def parse_classes(text: str) -> dict[str, frozenset[str]]:
    """Classes by name; LexiconError names the line that is not `name,words`."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    classes: dict[str, frozenset[str]] = {}
    for (number, _), cells in zip(lines[1:], csv.reader(line for _, line in lines[1:]), strict=True):
        if len(cells) != 2 or not cells[0] or not cells[1].split():
            raise LexiconError(f"{_FILE}:{number}: a line is a name and its words, parted by one comma")
        if cells[0] in classes:
            raise LexiconError(f"{_FILE}:{number}: class {cells[0]} stands twice")
        classes[cells[0]] = frozenset(cells[1].split())
    return classes


def read_pairs(name: str) -> dict[str, str]:
    """A file of two columns; LexiconError names the line that has not two cells."""
    text = files("extraction.lexicon").joinpath(name).read_text(encoding="utf-8")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    pairs: dict[str, str] = {}
    for (number, _), cells in zip(lines[1:], csv.reader(line for _, line in lines[1:]), strict=True):
        if len(cells) != 2 or not all(cells):
            raise LexiconError(f"{name}:{number}: a line has two cells, neither empty")
        pairs[cells[0]] = cells[1]
    return pairs
