"""Finds the places that a text names: longest match over whole, capitalised words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extraction.gazetteer.folding import fold
from extraction.gazetteer.hints import kind_beside
from extraction.gazetteer.index import PlaceIndex
from extraction.gazetteer.layers import FurtherPlaces, elsewhere
from extraction.gazetteer.longer_names import LongerNames, is_doubtful
from extraction.gazetteer.places import Place, PlaceKind
from extraction.gazetteer.words import Word, joined, split_words
from khabardar.records import Span

MOST_WORDS = 6  # of one name
MOST_REMEMBERED = 16384  # spellings of which it is kept who bears them: the same few stand in most articles
SHORTEST_FURTHER = 4  # letters of a name of a further layer: below that they are mostly other words
SHORTEST_COARSE_WORD = 6  # letters of a single word that may be matched by likeness
_IN_LIST = re.compile(r"[,;] (?:and |or )?| (?:and|or|&) ")


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A name in the text and all places that bear it.

    `hint` is the kind that a word beside it states ("Kharan district"). `part_of` is the longer name (a person's, an
    organisation's) that the words belong to; such a mention names no place.
    """

    span: Span
    surface: str
    candidates: tuple[Place, ...]
    hint: PlaceKind | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    stop: int
    candidates: tuple[Place, ...]
    phrase: str | None = None


class Gazetteer:
    """`further` gives the layers behind our own data; it is called when the first capitalised word asks for them."""

    def __init__(
        self, index: PlaceIndex, names: LongerNames, further: Callable[[], FurtherPlaces] | None = None
    ) -> None:
        self._index = index
        self._names = names
        self._further_source = further
        self._further: FurtherPlaces | None = None
        self._bearers = lru_cache(maxsize=MOST_REMEMBERED)(self._named)

    def mentions(self, text: str) -> list[PlaceMention]:
        """Names of places in text order; parts of longer names left out."""
        return [mention for mention in self.all_mentions(text) if mention.part_of is None]

    def all_mentions(self, text: str) -> list[PlaceMention]:
        """Every spelling of a place in text order, also those inside names of persons and organisations."""
        words = split_words(text)
        found: list[PlaceMention] = []
        free = 0  # the first word that no name has taken
        for at, word in enumerate(words):
            if at < free or not word.text[0].isupper():
                continue
            match = self._longest(text, words, at)
            if match is None:
                continue
            if match.candidates:
                found.append(self._mention(text, words, at, match))
            free = match.stop
        return _with_lists(text, found)

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Places spelt so, or folded so, or else nearly so, and cities of that name in other countries."""
        key = fold(name)
        own = self._index.exactly(name.strip(), key) or self._index.coarsely(name)
        return own + self._abroad(key, own)

    def like(self, name: str, most: int = 3) -> tuple[Place, ...]:
        """Places of our own data that are spelt most like a name that nothing bears."""
        return self._index.like(name, most)

    def _mention(self, text: str, words: Sequence[Word], at: int, match: _Match) -> PlaceMention:
        span = Span(words[at].start, words[match.stop - 1].end)
        surface = text[span.start : span.end]
        hint = kind_beside(text, words, at, match.stop)
        part_of = match.phrase or self._names.around(text, words, at, match.stop, match.candidates, hint)
        return PlaceMention(span, surface, match.candidates, hint, part_of)

    def _longest(self, text: str, words: Sequence[Word], at: int) -> _Match | None:
        for stop in range(_reach(text, words, at), at, -1):
            if not _may_end_a_name(words[stop - 1]):
                continue
            surface = text[words[at].start : words[stop - 1].end]
            candidates, phrase = self._bearers(surface, stop - at == 1)
            if candidates or phrase is not None:
                return _Match(stop, candidates, phrase)
        return None

    def _named(self, surface: str, is_one_word: bool) -> tuple[tuple[Place, ...], str | None]:
        """Who bears the name, and the name itself where it is a whole phrase that means no place."""
        key = fold(surface)
        if self._names.is_phrase(surface):
            return self._index.exactly(surface, key), surface
        return self._candidates(surface, key, is_one_word), None

    def _candidates(self, surface: str, key: str, is_one_word: bool) -> tuple[Place, ...]:
        own = self._index.exactly(surface, key)
        if is_one_word and self._names.is_ordinary(key):
            return own
        if not own and (not is_one_word or len(key) >= SHORTEST_COARSE_WORD):
            own = self._index.coarsely(surface)
        return own + self._abroad(key, own) if len(key) >= SHORTEST_FURTHER else own

    def _abroad(self, key: str, own: Sequence[Place]) -> tuple[Place, ...]:
        """Places of the further layers in countries where our own data know none of that name."""
        if self._further_source is None:
            return ()
        if self._further is None:
            self._further = self._further_source()
        return elsewhere(self._further.named(key), own)


def _with_lists(text: str, found: list[PlaceMention]) -> list[PlaceMention]:
    """In `Khuzdar, Zehri and Wadh` the doubtful Zehri is what its neighbours are."""
    places = [mention.part_of is None for mention in found]
    for at, mention in enumerate(found):
        if mention.part_of is None or not is_doubtful(mention.part_of):
            continue
        behind = at > 0 and places[at - 1] and _IN_LIST.fullmatch(text, found[at - 1].span.end, mention.span.start)
        before = at + 1 < len(found) and places[at + 1]
        if behind or (before and _IN_LIST.fullmatch(text, mention.span.end, found[at + 1].span.start)):
            places[at] = True
            found[at] = replace(mention, part_of=None)
    return found


def _reach(text: str, words: Sequence[Word], at: int) -> int:
    """Where the longest run of words that could be one name ends."""
    stop = at + 1
    while stop < len(words) and stop - at < MOST_WORDS and joined(text, words[stop - 1], words[stop]):
        stop += 1
    return stop


_LOWER_ENDS = frozenset({"highway", "motorway", "road", "pass", "river", "valley", "dam", "tunnel", "bridge", "port"})
_LOWER_ENDS |= frozenset({"airport", "bazaar", "bazar", "chowk", "border", "crossing", "camp", "lake", "coast"})


def _may_end_a_name(word: Word) -> bool:
    return word.is_capital or word.text[0].isdigit() or word.text in _LOWER_ENDS
