"""One article cut up and searched once: what every later step looks things up in."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from extraction.dates import DateMention, find_dates
from extraction.lexicon.entries import (
    ActEntry,
    ActorEntry,
    CasualtyEntry,
    Cue,
    CueEntry,
    PersonEntry,
    TargetEntry,
)
from extraction.lexicon.loader import Lexicon
from extraction.lexicon.matcher import Hit
from extraction.normalise import normalise
from extraction.numbers import Quantity, find_quantities
from extraction.sentences import Dateline, Sentence, SentenceKind, split
from extraction.tokens import Token, tokenise
from khabardar.records import Span


class Ranged(Protocol):
    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


R = TypeVar("R", bound=Ranged)


@dataclass(frozen=True, slots=True)
class Document:
    """`bounds[i]` are the first token of sentence i and the one after its last."""

    text: str  # normalised, as long as the article's
    published: date
    title: str
    sentences: tuple[Sentence, ...]
    bounds: tuple[tuple[int, int], ...]
    dateline: Dateline | None
    tokens: list[Token]
    quantities: list[Quantity]
    actors: list[Hit[ActorEntry]]
    people: list[Hit[PersonEntry]]
    casualties: list[Hit[CasualtyEntry]]
    acts: list[Hit[ActEntry]]
    targets: list[Hit[TargetEntry]]
    cues: list[Hit[CueEntry]]
    dates: list[DateMention]
    low: Callable[[int], str]  # the token in lower case; empty beyond the ends of the article
    stands: dict[str, list[int]]  # where each word in lower case stands

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `first` to `last` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, first: int, last: int) -> str:
        span = self.span(first, last)
        return self.text[span.start : span.end]

    def has_cue(self, cue: Cue, first: int, last: int) -> bool:
        return any(hit.entry.cue is cue for hit in within(self.cues, first, last))

    def first_cue(self, cue: Cue, first: int, last: int) -> Hit[CueEntry] | None:
        return next((hit for hit in within(self.cues, first, last) if hit.entry.cue is cue), None)

    def seek(self, words: Iterable[str], first: int, last: int) -> list[int]:
        """Where in tokens `first` to `last` (exclusive) one of these words, in lower case, stands."""
        found: list[int] = []
        for word in words:
            if word in self.stands:
                places = self.stands[word]
                found += places[bisect_left(places, first) : bisect_left(places, last)]
        return sorted(found)

    def dates_in(self, span: Span) -> list[DateMention]:
        return [d for d in self.dates if span.start <= d.span.start < span.end]

    def token_at(self, character: int) -> int:
        """Index of the first token that begins at or after this character."""
        return bisect_left(self.tokens, character, key=lambda token: token.start)


class InOrder(list[R]):
    """A list in text order, never changed, that keeps where its items begin: they are asked for all the time."""

    def __init__(self, items: Iterable[R] = ()) -> None:
        super().__init__(items)
        self.firsts = [item.first for item in self]


def within(items: Sequence[R], first: int, last: int) -> Sequence[R]:
    """Those of an ordered list that begin at tokens `first` to `last` (exclusive)."""
    firsts = items.firsts if isinstance(items, InOrder) else [item.first for item in items]
    low = bisect_left(firsts, first)
    return items[low : bisect_left(firsts, last, low)]


def _stands(tokens: Sequence[Token]) -> dict[str, list[int]]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        places[token.low].append(at)
    return places


class _Lows(dict[int, str]):
    """Tokens in lower case by their number: a look-up that costs a third of a method's call."""

    def __missing__(self, at: int) -> str:
        return ""


def build(text: str, title: str, published: date, lexicon: Lexicon) -> Document:
    """Cut up an article's text and find all that the lexicon knows in it."""
    plain = normalise(text)
    sentences, dateline = split(plain)
    tokens: list[Token] = []
    bounds: list[tuple[int, int]] = []
    kept: list[Sentence] = []
    for sentence in sentences:
        if sentence.kind is SentenceKind.DEBRIS:
            continue
        pieces = tokenise(plain, sentence.start, sentence.end)
        if pieces:
            kept.append(sentence)
            bounds.append((len(tokens), len(tokens) + len(pieces)))
            tokens.extend(pieces)
    actors, people, casualties, acts, targets, cues = map(InOrder, lexicon.of_text.find(tokens))
    return Document(
        text=plain,
        published=published,
        title=title,
        sentences=tuple(kept),
        bounds=tuple(bounds),
        dateline=dateline,
        tokens=tokens,
        quantities=InOrder(find_quantities(tokens)),
        actors=actors,
        people=people,
        casualties=casualties,
        acts=acts,
        targets=targets,
        cues=cues,
        dates=find_dates(plain, published),
        low=_Lows(enumerate([token.low for token in tokens])).__getitem__,
        stands=_stands(tokens),
    )
