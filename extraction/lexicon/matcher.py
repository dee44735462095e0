"""Finds the phrases of a lexicon in a run of tokens: longest first, never inside one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from extraction.tokens import Token, tokenise

E = TypeVar("E")

GAP = "~"  # in a phrase: one to four words of any kind, no punctuation
_GAP_WORDS = 4


@dataclass(frozen=True, slots=True)
class Hit(Generic[E]):
    """Tokens `first` to `last` (exclusive) are a phrase of `entry`."""

    entry: E
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Pattern(Generic[E]):
    steps: tuple[frozenset[str], ...]  # each step: the words that may stand there; {GAP} for a gap
    entry: E


@dataclass(frozen=True, slots=True)
class _Starts(Generic[E]):
    """The patterns that begin with one word, by their second; `rest` are those without a fixed one."""

    by_second: dict[str, list[_Pattern[E]]]
    rest: list[_Pattern[E]]

    def add(self, pattern: _Pattern[E]) -> None:
        if len(pattern.steps) < 2 or GAP in pattern.steps[1]:
            self.rest.append(pattern)
            return
        for word in pattern.steps[1]:
            self.by_second.setdefault(word, []).append(pattern)

    def before(self, follower: Token | None) -> Iterator[_Pattern[E]]:
        """Those that can go on with this token."""
        if follower is not None and self.by_second:
            for form in _forms(follower):
                yield from self.by_second.get(form, ())
        yield from self.rest


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
    """Built once from a lexicon; `find` costs a dictionary look-up a token."""

    def __init__(self, phrases: Iterable[tuple[str, E]]) -> None:
        self._by_first: dict[str, _Starts[E]] = {}
        for phrase, entry in phrases:
            pattern = _Pattern(expand(phrase), entry)
            for word in pattern.steps[0]:
                self._by_first.setdefault(word, _Starts({}, [])).add(pattern)

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> list[Hit[E]]:
        """All hits in tokens[first:last], in text order."""
        stop = len(tokens) if last is None else last
        starts = self._by_first
        hits: list[Hit[E]] = []
        free = first  # the first token that no hit has taken
        for at in range(first, stop):
            token = tokens[at]
            # Most words begin no phrase: this test is the whole cost of them.
            if at < free or not (token.low in starts or token.text in starts):
                continue
            hit = self._longest(tokens, at, stop)
            if hit:
                hits.append(hit)
                free = hit.last
        return hits

    def _longest(self, tokens: Sequence[Token], at: int, stop: int) -> Hit[E] | None:
        token = tokens[at]
        best: Hit[E] | None = None
        follower = tokens[at + 1] if at + 1 < stop else None
        for key in _forms(token):
            starts = self._by_first.get(key)
            for pattern in starts.before(follower) if starts else ():
                end = _match(pattern.steps, tokens, at, stop)
                if end is not None and (best is None or end > best.last):
                    best = Hit(pattern.entry, at, end)
        return best


def _forms(token: Token) -> tuple[str, ...]:
    """A word as it is written, and in lower case where that differs."""
    return (token.low,) if token.text == token.low else (token.text, token.low)


def _match(steps: tuple[frozenset[str], ...], tokens: Sequence[Token], at: int, stop: int) -> int | None:
    for number, step in enumerate(steps):
        if GAP in step:
            return _match_after_gap(steps[number + 1 :], tokens, at, stop)
        if at >= stop or not (tokens[at].low in step or tokens[at].text in step):
            return None
        at += 1
    return at


def _match_after_gap(rest: tuple[frozenset[str], ...], tokens: Sequence[Token], at: int, stop: int) -> int | None:
    for skipped in range(1, _GAP_WORDS + 1):
        here = at + skipped
        if here > stop or not (tokens[here - 1].is_word or tokens[here - 1].is_number):
            return None
        end = _match(rest, tokens, here, stop)
        if end is not None:
            return end
    return None
