"""Parts a sentence where it tells of two things: `..., while an assault on X was repelled`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extraction.document import Document, within
from extraction.lexicon.entries import Weight
from extraction.placeroles import PlaceRole
from extraction.places import Location
from extraction.sentences import SentenceKind

_SPLITTERS = frozenset({"while", "whereas", "and", "but"})
_CUTTERS = _SPLITTERS | {";", ","}
_IN = frozenset({"in", "at", "near", "outside"})
_TURNS = frozenset({"while", "whereas", ";"})
_OUTCOMES = frozenset({"killed", "injured", "wounded", "martyred", "killing", "injuring", "wounding"})


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens `first` to `last`; `opens` where it begins a sentence, `topic` and `paragraph` as its sentence's."""

    first: int
    last: int
    sentence: int
    paragraph: int
    topic: int
    opens: bool = True
    is_heading: bool = False


def find_clauses(document: Document, locations: Sequence[Location]) -> list[Clause]:
    """All clauses of the article, headings among them, in order."""
    clauses: list[Clause] = []
    for number, (sentence, (first, last)) in enumerate(zip(document.sentences, document.bounds, strict=True)):
        heading = sentence.kind is SentenceKind.HEADING
        cuts = [] if heading else _cuts(document, locations, first, last)
        starts = [first, *cuts]
        for begin, end in zip(starts, [*cuts, last], strict=True):
            clauses.append(Clause(begin, end, number, sentence.paragraph, sentence.topic, begin == first, heading))
    return clauses


def _cuts(document: Document, locations: Sequence[Location], first: int, last: int) -> list[int]:
    """Where to cut: both sides must have an act, or people lost, and a place of their own. Firm marks come first."""
    firm = _cuts_of(document, locations, first, last, firmly=True)
    parts = pairwise([first, *firm, last])
    return sorted(firm + [at for a, b in parts for at in _cuts_of(document, locations, a, b, firmly=False)])


def _cuts_of(document: Document, locations: Sequence[Location], first: int, last: int, *, firmly: bool) -> list[int]:
    cuts: list[int] = []
    begin = first
    for at in document.seek(_CUTTERS, first + 4, last - 4):
        if firmly and not _cuts_firmly(document, at):
            continue
        if not _may_cut(document, at) or _inside_list(document, locations, at) or _inside_act(document, at):
            continue
        if not _cuts_firmly(document, at) and not (_is_told(document, begin, at) and _is_told(document, at, last)):
            continue
        turns = document.low(at) in _TURNS and bool(_places(locations, begin, at))  # the left need tell of no act
        if (turns or _is_whole(document, locations, begin, at)) and _is_whole(document, locations, at, last):
            left, right = _places(locations, begin, at), _places(locations, at, last)
            if not any(a.same_as(b) or a.holds(b) or b.holds(a) for a in left for b in right):
                cuts.append(at)
                begin = at
    return cuts


def _may_cut(document: Document, at: int) -> bool:
    """At one of the words that can part clauses; a comma before another of them leaves it to that."""
    return document.low(at) != "," or document.low(at + 1) not in _SPLITTERS


def _cuts_firmly(document: Document, at: int) -> bool:
    """A semicolon, `while`, or a comma before the joining word: these part clauses more often than phrases."""
    low = document.low(at)
    return low in {";", "while", "whereas"} or (low in _SPLITTERS and document.low(at - 1) == ",")


def _is_told(document: Document, first: int, last: int) -> bool:
    return any(hit.entry.weight is Weight.STRONG for hit in within(document.acts, first, last))


def _inside_act(document: Document, at: int) -> bool:
    """`shot and killed`, `was hit and injured`: one deed, told with two verbs."""
    if any(hit.first < at < hit.last for hit in within(document.acts, at - 6, at)):
        return True
    return document.low(at) == "and" and document.low(at + 1) in _OUTCOMES and document.low(at - 1) != ","


def _inside_list(document: Document, locations: Sequence[Location], at: int) -> bool:
    """Between two names of a list nothing is cut."""
    before = any(x.last in {at, at - 1} for x in within(locations, at - 6, at))
    anew = document.low(at - 1) == "," and document.low(at + 1) in _IN  # `was burnt at A, and at B gunmen ...`
    return before and not anew and any(x.first in {at + 1, at + 2} for x in within(locations, at, at + 3))


def _places(locations: Sequence[Location], first: int, last: int) -> list[Location]:
    return [x for x in within(locations, first, last) if x.role is PlaceRole.EVENT]


def _is_whole(document: Document, locations: Sequence[Location], first: int, last: int) -> bool:
    strong = any(hit.entry.weight is Weight.STRONG for hit in within(document.acts, first, last))
    return bool(_places(locations, first, last)) and (strong or bool(within(document.casualties, first, last)))
