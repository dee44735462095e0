"""Names of persons, offices and organisations that have a place's name in them: Sarfraz Bugti, Quetta Gladiators."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.gazetteer.folding import fold
from extraction.gazetteer.name_words import NameRole, NameWords
from extraction.gazetteer.places import Place, PlaceKind
from extraction.gazetteer.words import Word, spaced

_TRUSTED = frozenset({PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.DISTRICT, PlaceKind.TEHSIL, PlaceKind.TOWN})
_LOCATING = frozenset({"in", "at", "near", "around", "outside", "towards", "inside", "across", "between", "via"})
_LOOSELY_LOCATING = _LOCATING | {"from", "of", "to", "into", "reached", "entered", "through", "on", "and", "or"}
_PERSONAL = frozenset({NameRole.GIVEN, NameRole.SURNAME, NameRole.TITLE})
_PARTICLES = frozenset({"e", "i", "ul", "al", "o", "anti", "pro", "non", "ex", "un", "trans", "mid"})
_DOUBT = ", a name or an ordinary word"
MOST_TAIL_WORDS = 4  # "Balochistan Public Service Commission"


class LongerNames:
    """Knows which words around a place's name make it part of something else."""

    def __init__(self, words: NameWords) -> None:
        self._words = words

    def is_phrase(self, surface: str) -> bool:
        """True for a whole name that is no place: `Jaffar Express`."""
        return fold(surface) in self._words.phrases

    def is_ordinary(self, key: str) -> bool:
        """True for a word that no likeness and no city of the world may claim."""
        return bool(self._words.of(key))

    def around(
        self,
        text: str,
        words: Sequence[Word],
        start: int,
        stop: int,
        candidates: Sequence[Place],
        hint: PlaceKind | None,
    ) -> str | None:
        """The longer name that words[start:stop] belong to, or None where they name a place."""
        left, right = _neighbours(text, words, start, stop)
        surface = text[words[start].start : words[stop - 1].end]
        if _in_compound(text, words, start, stop):
            return f"{surface} in a compound"
        tail = self._tail(text, words, stop)
        if tail is not None:
            return text[words[start].start : tail.end]
        if left is not None and left.is_capital and self._is_persons(left, right, surface, candidates):
            return f"{left.text} {surface}"
        if right is not None and right.text.lower() == "division":
            return f"{surface} {right.text}"  # a group of districts, and no place of ours
        if right is not None and right.is_capital and NameRole.SUFFIX in self._of(right):
            return f"{surface} {right.text}"
        if left is not None and left.is_capital and NameRole.PREFIX in self._of(left):
            return f"{left.text} {surface}"
        if hint is not None:
            return None
        if stop - start > 1:
            return self._all_names(words[start:stop], left, surface, candidates)
        return self._alone(text, words, start, stop, candidates)

    def _is_persons(self, left: Word, right: Word | None, surface: str, candidates: Sequence[Place]) -> bool:
        roles = self._of(left)
        if NameRole.GIVEN in roles or NameRole.OFFICE in roles:
            return NameRole.LEAD not in roles
        if NameRole.TITLE in roles:
            return self._is_name_like(surface, candidates) or (right is not None and right.is_capital)
        return NameRole.SURNAME in roles and self._is_name_like(surface, candidates)

    def _is_name_like(self, surface: str, candidates: Sequence[Place]) -> bool:
        roles = self._words.of(surface)
        return bool(roles) or not any(_is_trusted(place) for place in candidates)

    def _all_names(
        self, words: Sequence[Word], left: Word | None, surface: str, candidates: Sequence[Place]
    ) -> str | None:
        """`Mir Hassan` is a village and many a man."""
        if any(_is_trusted(place) for place in candidates) or (left is not None and left.text.lower() in _LOCATING):
            return None
        return f"{surface}, a person's name" if all(self._of(word) & _PERSONAL for word in words) else None

    def _alone(
        self, text: str, words: Sequence[Word], start: int, stop: int, candidates: Sequence[Place]
    ) -> str | None:
        """One word without a kind beside it: names and ordinary words need a preposition, small places no company."""
        left, right = _neighbours(text, words, start, stop)
        word = words[start]
        roles = self._of(word)
        if NameRole.KIND_ONLY in roles:
            return None if _is_parent(text, word.start, word.end) else f"{word.text} without its kind"
        personal = bool(roles & {NameRole.SURNAME, NameRole.GIVEN})
        if self._has_company(text, words, start, stop, strict=personal):
            return self._followed_by_name(word, right, candidates)
        if personal or (NameRole.WORD in roles and not _is_amid_small_letters(text, word, left, right)):
            return f"{word.text}{_DOUBT}"
        if any(_is_trusted(place) for place in candidates):
            return None
        for other in (left, right):
            if other is not None and other.is_capital and not self._may_stand_beside(other):
                return f"{word.text} beside {other.text}"
        return None

    def _followed_by_name(self, word: Word, right: Word | None, candidates: Sequence[Place]) -> str | None:
        if right is None or not right.is_capital or not self._is_name_like(word.text, candidates):
            return None
        return f"{word.text} {right.text}" if NameRole.SURNAME in self._of(right) else None

    def _has_company(self, text: str, words: Sequence[Word], start: int, stop: int, *, strict: bool) -> bool:
        left, _ = _neighbours(text, words, start, stop)
        locating = _LOCATING if strict else _LOOSELY_LOCATING
        if left is not None and left.text.lower() in locating:
            return True
        return not strict and _is_listed(text, words[start].start, words[stop - 1].end)

    def _may_stand_beside(self, word: Word) -> bool:
        roles = self._of(word)
        return NameRole.LEAD in roles or word.text.lower() in _LOOSELY_LOCATING

    def _tail(self, text: str, words: Sequence[Word], stop: int) -> Word | None:
        """The word that makes an organisation of the run of capitalised words after a place."""
        found = None
        last = words[stop - 1]
        for word in words[stop : stop + MOST_TAIL_WORDS]:
            if not (word.is_capital and spaced(text, last, word)) or word.text == "Local":
                break  # "Kankara Local Government Area" is a unit, not an organisation
            if NameRole.TAIL in self._of(word):
                found = word
            last = word
        return found

    def _of(self, word: Word) -> frozenset[NameRole]:
        return self._words.of(word.text)


def is_doubtful(part_of: str) -> bool:
    """True where a word was left out only because it means other things too."""
    return part_of.endswith(_DOUBT)


def _is_listed(text: str, start: int, end: int) -> bool:
    """True beside a comma, in brackets or before a colon: a list, a parent behind its village, a dateline."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    return after in (",", ")", ":") or before == ", " or before.endswith("(")


def _is_parent(text: str, start: int, end: int) -> bool:
    """True in brackets or between commas: `Jos, Plateau, Nigeria`."""
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    return before.endswith("(") or (before == ", " and after in (",", ".", ")"))


def _is_amid_small_letters(text: str, word: Word, left: Word | None, right: Word | None) -> bool:
    """A capital amid small letters is a name, whatever else the word means at the head of a sentence."""
    if left is None or left.is_capital or not spaced(text, left, word):
        return False
    return right is None or not right.is_capital


def _is_trusted(place: Place) -> bool:
    return place.kind in _TRUSTED and place.population == 0


def _neighbours(text: str, words: Sequence[Word], start: int, stop: int) -> tuple[Word | None, Word | None]:
    left = words[start - 1] if start > 0 else None
    if left is not None and text[left.end : words[start].start] not in (" ", "\n", "\u00a0", ". "):
        left = None
    if left is not None and text[left.end] == "." and len(left.text) > 4:
        left = None  # the end of a sentence, not of an abbreviation
    right = words[stop] if stop < len(words) and spaced(text, words[stop - 1], words[stop]) else None
    return left, right


def _in_compound(text: str, words: Sequence[Word], start: int, stop: int) -> bool:
    """`Lashkar-e-Balochistan`, `anti-Pakistan`, `Quetta-based`: hyphened to a word in small letters."""
    if start > 0 and text[words[start - 1].end : words[start].start] == "-":
        left = words[start - 1].text
        if left in _PARTICLES:
            return True
    if stop < len(words) and text[words[stop - 1].end : words[stop].start] == "-":
        return words[stop].text[0].islower()
    return False
