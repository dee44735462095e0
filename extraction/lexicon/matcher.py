"""Finds the phrases of a lexicon in a run of tokens: longest first, never inside one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from extraction.tokens import Token, tokenise

E = TypeVar("E")

GAP = "~"  # in a phrase: one to four words of any kind, no punctuation
_GAP_WORDS = 4
_NO_TOKEN = Token("", "", 0, 0)  # behind the last


@dataclass(frozen=True, slots=True)
class Hit(Generic[E]):
    """Tokens `first` to `last` (exclusive) are a phrase of `entry`."""

    entry: E
    first: int
    last: int


@dataclass(slots=True)
class _Node(Generic[E]):
    """Where the words of some phrases have led; `ends` are the phrases that are complete here."""

    after: dict[str, _Node[E]] = field(default_factory=dict)
    after_gap: _Node[E] | None = None
    ends: list[_Phrase[E]] = field(default_factory=list)
    is_open: bool = False  # a phrase is complete here, or can go on with any word


@dataclass(eq=False, slots=True)
class _Phrase(Generic[E]):
    """`number` of the list it is of, and `rank` within it: of two that are as long the first counts."""

    number: int
    rank: int
    entry: E


def expand(phrase: str) -> tuple[frozenset[str], ...]:
    """`policeman/policemen killed` -> the steps of a pattern. Abbreviations (BLA, LeT) match only as written."""
    steps: list[frozenset[str]] = []
    for part in phrase.split():
        words = part.split("/")
        pieces = [tokenise(word) for word in words]
        if len(words) == 1 or any(len(piece) != 1 for piece in pieces):
            steps.extend(frozenset({_key(token.text)}) for token in tokenise(part))
        else:
            steps.append(frozenset(_key(word) for word in words))
    return tuple(steps)


def _key(word: str) -> str:
    capitals = sum(letter.isupper() for letter in word)
    return word if capitals > 1 and len(word) <= 7 and "-" not in word else word.lower()


class Matcher(Generic[E]):
    """The phrases of one list. Built once from a lexicon."""

    def __init__(self, phrases: Iterable[tuple[str, E]]) -> None:
        self.phrases = [(expand(phrase), entry) for phrase, entry in phrases]

    @cached_property
    def _alone(self) -> Matchers:
        return Matchers([self])

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[Hit[E]]:
        """All hits in tokens[first:last], in text order."""
        return self._alone.find(tokens, first, last)[0]


class Matchers:
    """Several lists in one tree, searched at once: most words cost one look-up, the others seldom more than two."""

    def __init__(self, lists: Sequence[Matcher[Any]]) -> None:
        self._count = len(lists)
        self._root: _Node[Any] = _Node()
        for number, each in enumerate(lists):
            for rank, (steps, entry) in enumerate(each.phrases):
                _grow([self._root], steps, _Phrase(number, rank, entry))

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[list[Hit[Any]]]:
        """For each list all its hits in tokens[first:last], in text order."""
        stop = len(tokens) if last is None else last
        found: list[list[Hit[Any]]] = [[] for _ in range(self._count)]
        free = [first] * self._count  # the first token that no hit of the list has taken
        openers = self._root.after
        for at in range(first, stop):
            text, low, _, _ = tokens[at]
            if low not in openers and text not in openers:
                continue
            next_text, next_low, _, _ = tokens[at + 1] if at + 1 < stop else _NO_TOKEN
            ends: dict[_Phrase[Any], int] = {}
            for form in (low,) if text == low else (text, low):
                branch = openers.get(form)
                if branch is not None and (
                    branch.is_open or next_low in branch.after or next_text in branch.after
                ):  # most words that open some phrase are not followed by its second
                    _walk(branch, tokens, at + 1, stop, ends)
            if ends:
                for number, hit in _longest(ends, at).items():
                    if at >= free[number]:
                        found[number].append(hit)
                        free[number] = hit.last
        return found


def _forms(token: Token) -> tuple[str, ...]:
    """A word as it is written, and in lower case where that differs."""
    return (token.low,) if token.text == token.low else (token.text, token.low)


def _grow(nodes: list[_Node[E]], steps: Sequence[frozenset[str]], phrase: _Phrase[E]) -> None:
    """Adds a phrase to the tree: a step of several words makes a branch for each."""
    for step in steps:
        if GAP in step:
            nodes = [_gap_of(node) for node in nodes]
        else:
            nodes = [node.after.setdefault(word, _Node()) for node in nodes for word in step]
    for node in nodes:
        node.ends.append(phrase)
        node.is_open = True


def _gap_of(node: _Node[E]) -> _Node[E]:
    node.after_gap = node.after_gap or _Node()
    node.is_open = True
    return node.after_gap


def _walk(node: _Node[E], tokens: Sequence[Token], at: int, stop: int, ends: dict[_Phrase[E], int]) -> None:
    """All phrases that the tokens from `at` on complete, each with its end; a gap is as short as it can be."""
    for phrase in node.ends:
        ends.setdefault(phrase, at)
    if at < stop:
        for form in _forms(tokens[at]):
            branch = node.after.get(form)
            if branch is not None:
                _walk(branch, tokens, at + 1, stop, ends)
    if node.after_gap is not None:
        for here in range(at + 1, min(at + _GAP_WORDS, stop) + 1):
            if not (tokens[here - 1].is_word or tokens[here - 1].is_number):
                break
            _walk(node.after_gap, tokens, here, stop, ends)


def _longest(ends: dict[_Phrase[E], int], at: int) -> dict[int, Hit[E]]:
    """By the number of its list, the longest phrase that begins at `at`."""
    best: dict[int, _Phrase[E]] = {}
    for phrase, end in ends.items():
        rival = best.get(phrase.number)
        if rival is None or (-end, phrase.rank) < (-ends[rival], rival.rank):
            best[phrase.number] = phrase
    return {number: Hit(phrase.entry, at, ends[phrase]) for number, phrase in best.items()}
