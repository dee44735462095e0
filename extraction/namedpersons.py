"""Persons that no noun counts: only a name, a pronoun or an unknown trade stands beside what became of them."""

from __future__ import annotations

from extraction.document import Document, within
from extraction.lexicon.entries import CasualtyEntry, Effect, VictimSide
from extraction.lexicon.loader import place_words
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.people import Party
from khabardar.vocabulary import TargetType, VictimGroup

_AUXILIARIES = words("casualties.adverbs") | {"was", "had", "has", "been", "later", "is"}
_NO_SUBJECTS = words("casualties.no_subjects")
_NO_VICTIMS = words("casualties.no_victims")
_NO_NAMES = (
    words("unknownplaces.no_names")
    | words("numbers.months")
    | words("placeroles.in")
    | words("casualties.object_stops")
    | words("casualties.adverbs")
)
_THINGS = words("people.things")
_NO_TRADES = _NO_VICTIMS | _THINGS
_NOT_IN_NAMES = _NO_NAMES | {"of", "by", "and"}
_NEVER_NAMES = _NO_SUBJECTS | _NO_NAMES
_OPENERS = frozenset({",", ".", ";", ":", "and", "when", "that", "where", "while", "as", "after"})
_BODILY = frozenset({Effect.KILLED, Effect.INJURED})
_APPOSITION_WORDS = 16  # the longest description of a man between two commas
_LOOK_BACK = 45  # tokens in which the person that `he` means was named


def named_subject(document: Document, hit: Hit[CasualtyEntry], first: int) -> list[Party]:
    """`Rufyiri was killed`, `Rufyiri, the head of a radio station, was killed`: one person, of whom the name stands."""
    at = hit.first - 1
    while at > first and document.low(at) in _AUXILIARIES:
        at -= 1
    singular = "was" in {document.low(i) for i in range(at + 1, hit.first + 1)} or hit.entry.side is VictimSide.BEFORE
    if not singular or at < first:
        return []
    if document.low(at) in {"he", "she"}:
        return [_pronoun(document, at)] if hit.entry.effect is Effect.KILLED else []
    described = at
    if document.low(at) == ",":
        at = _before_apposition(document, at, first)
    if not _is_name(document, at):
        return _unknown_trade(document, at, first) if document.low(at + 1) == "was" else []
    group, targets = _described(document, at + 1, described)
    return [Party(at, at + 1, 1, 1, 1, group, targets)]


def _pronoun(document: Document, at: int) -> Party:
    """`He died on the way`: of the side of the last single person before."""
    named = within(document.people, max(0, at - _LOOK_BACK), at)
    before = [hit for hit in named if not document.low(hit.last - 1).endswith("s")]
    group = before[-1].entry.group if before else VictimGroup.UNSPECIFIED
    if group is VictimGroup.MILITANTS:
        group = VictimGroup.UNSPECIFIED
    return Party(at, at + 1, 1, 1, 1, group, before[-1].entry.targets if before else (), is_definite=True)


def _unknown_trade(document: Document, at: int, first: int) -> list[Party]:
    """`The drug trafficker was killed`: one person whose trade no list knows."""
    known = (*within(document.people, at - 2, at + 1), *within(document.actors, at - 3, at + 1))
    if known or document.low(at) in _NO_TRADES or not document.tokens[at].is_word:
        return []
    for start in range(at - 1, max(first, at - 4) - 1, -1):
        if document.low(start) in {"a", "an", "the"}:
            opens = start == first or document.low(start - 1) in _OPENERS
            return [Party(start, at + 1, 1, 1, 1, VictimGroup.UNSPECIFIED)] if opens else []
        if not document.tokens[start].is_word or document.low(start) in _NOT_IN_NAMES:
            return []
    return []


def _before_apposition(document: Document, comma: int, first: int) -> int:
    for at in range(comma - 1, max(first, comma - _APPOSITION_WORDS) - 1, -1):
        if document.low(at) == ",":
            return at - 1
    return -1


def _is_name(document: Document, at: int) -> bool:
    if at < 0:
        return False
    token = document.tokens[at]
    ordinary = (*within(document.actors, at - 3, at + 1), *within(document.people, at, at + 1))
    return (
        token.is_word
        and token.is_capitalised
        and len(token.text) > 2
        and token.low not in _NEVER_NAMES
        and not ordinary
    )


def _described(document: Document, first: int, last: int) -> tuple[VictimGroup, tuple[TargetType, ...]]:
    """The side that an apposition tells: `Gul, a senior judge,`, `Daad, the police chief of Sibi,`."""
    for hit in within(document.people, first, last):
        if hit.entry.group not in {VictimGroup.UNSPECIFIED, VictimGroup.MILITANTS}:
            return hit.entry.group, hit.entry.targets
    return VictimGroup.UNSPECIFIED, ()


def plain_object(document: Document, hit: Hit[CasualtyEntry]) -> list[Party]:
    """`shot dead a fuel carrier`, `shot dead Bakht Gul, a judge`: one person whom no list knows."""
    if hit.entry.effect not in _BODILY:
        return []
    if document.low(hit.last) in {"a", "an"}:
        noun = hit.last + 1
        # A text may break off here.
        if not document.low(noun) or document.low(noun) in _NO_VICTIMS or not document.tokens[noun].is_word:
            return []
        return [Party(hit.last, noun + 1, 1, 1, 1, VictimGroup.CIVILIANS, (TargetType.PRIVATE_CITIZENS,))]
    return _named_object(document, hit.last)


def _named_object(document: Document, at: int) -> list[Party]:
    end = at
    while document.low(end) and _is_name(document, end):
        end += 1
    if end == at or _names_force(document, at, end):
        return []
    group, targets = _described(document, end, end)
    if document.low(end) == ",":
        group, targets = _described(document, end + 1, _end_of_apposition(document, end + 1))
    return [Party(at, end, 1, 1, 1, group, targets)]


def _end_of_apposition(document: Document, first: int) -> int:
    last = min(first + _APPOSITION_WORDS, len(document.tokens))
    return next((at for at in range(first, last) if document.low(at) in {",", ".", ";"}), last)


def names_victim(document: Document, hit: Hit[CasualtyEntry]) -> bool:
    """A name stands right behind the verb: `shot and killed Bakht Gul`."""
    return hit.entry.effect in _BODILY and bool(_named_object(document, hit.last))


def _names_force(document: Document, first: int, last: int) -> bool:
    return bool(within(document.actors, first - 1, last + 1))


def _in_list_of_names(document: Document, at: int) -> bool:
    """`in Kulachi, Dera Ismail Khan and three men ...`: a name before the comma makes it a list, often of places."""
    return document.low(at - 1) == "," and at > 1 and document.tokens[at - 2].is_capitalised


def beside(document: Document, party: Party, first: int) -> list[Party]:
    """`Jan and two of his guards were killed`: the name that heads the list is one more."""
    at = party.first - 2
    if document.low(at + 1) != "and" or at < first or not _is_name(document, at):
        return []
    while at > first and _is_name(document, at - 1):
        at -= 1
    if at > first and document.low(at - 1) not in {",", ".", ";", ":", "that", "when", "mr", "dr"}:
        return []
    if document.low(party.first - 2) in place_words("unit") or _in_list_of_names(document, at):
        return []
    return [Party(at, party.first - 1, 1, 1, 1, VictimGroup.UNSPECIFIED)]
