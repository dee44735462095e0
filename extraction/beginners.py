"""Who began a clash, where a later clause says so: `the Afghan side had fired first`, `unprovoked firing by ...`."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.document import within
from extraction.findings import Finding
from extraction.lexicon.entries import ActorEntry, PersonEntry
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from khabardar.vocabulary import VictimGroup

_FIRST = words("beginners.first")  # behind the deed: `fired first`
_BEGAN = words("beginners.began")  # before it: `started the firing`
_DEED = words("beginners.deed")
_UNPROVOKED = frozenset({"unprovoked", "unprovoked,"})
_BY = frozenset({"by", "from"})
_REACH = 6  # tokens from the side to its verb, or from `unprovoked firing` to who did it


@dataclass(frozen=True, slots=True)
class Beginner:
    """A named side, or fighters without a name; tokens `first` to `last` say it."""

    actor: Hit[ActorEntry] | None
    people: Hit[PersonEntry] | None
    first: int
    last: int


def beginner_of(finding: Finding) -> Beginner | None:
    """The side that this clause says began; None where it does not say."""
    document = finding.document
    for at in range(finding.clause.first, finding.clause.last):
        low = document.low(at)
        if low in _UNPROVOKED and document.low(at + 1) in _DEED:
            found = _named_behind(finding, at + 2)
            if found is not None:
                return found
        is_first = low in _FIRST and any(document.low(i) in _DEED for i in range(at - 3, at))
        began = low in _BEGAN and any(document.low(i) in _DEED for i in range(at + 1, at + 4))
        if is_first or began or low in _UNPROVOKED:
            found = _named_before(finding, at)
            if found is not None:
                return found
    return None


def _named_before(finding: Finding, at: int) -> Beginner | None:
    """The subject: the side named last before the verb, within the clause."""
    document, first = finding.document, finding.clause.first
    actors = [hit for hit in within(document.actors, first, at) if at - hit.last <= _REACH]
    people = [hit for hit in within(document.people, first, at) if at - hit.last <= _REACH]
    fighters = [hit for hit in people if hit.entry.group is VictimGroup.MILITANTS or finding.is_gunman(hit)]
    if actors and not (fighters and fighters[-1].first > actors[-1].first):
        return Beginner(actors[-1], None, actors[-1].first, at + 1)
    return Beginner(None, fighters[-1], fighters[-1].first, at + 1) if fighters else None


def _named_behind(finding: Finding, at: int) -> Beginner | None:
    """`unprovoked firing by the Afghan Taliban`."""
    document = finding.document
    by = next((i for i in range(at, at + _REACH) if document.low(i) in _BY), None)
    if by is None:
        return None
    actors = within(document.actors, by, min(by + _REACH, finding.clause.last))
    return Beginner(actors[0], None, by, actors[0].last) if actors else None
