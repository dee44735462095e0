"""Which report of a second reading goes on with which of the first: its row, and what people decided, go with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deduplication.scoring import Outcome, score
from khabardar.records import Report, StoredReport

_SAME_KEY = 0.05  # of equals, the one of the same name in its article
_SAME_WORDS_FROM = 0.5  # of the characters that support the one or the other
_OTHER_ARTICLE = ""  # a report never scores against one of its own article


@dataclass(frozen=True, slots=True)
class _Heir:
    likeness: float
    old: int  # places in the two readings
    new: int


def successors(old: Sequence[StoredReport], new: Sequence[Report], *, same_text: bool) -> dict[str, int]:
    """Key of a new report -> id of the old one that it continues, for those that continue one.

    The most alike are paired first. In the same text, read by another engine, reports that rest on the same words
    are one even where the engines understand them differently; in another text only those that tell one incident.
    """
    heirs = sorted(_heirs(old, new, same_text), key=lambda heir: (-heir.likeness, heir.old, heir.new))
    taken: set[int] = set()
    found: dict[str, int] = {}
    for heir in heirs:
        if heir.old not in taken and new[heir.new].key not in found:
            taken.add(heir.old)
            found[new[heir.new].key] = old[heir.old].id
    return found


def _heirs(old: Sequence[StoredReport], new: Sequence[Report], same_text: bool) -> Iterator[_Heir]:
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            result = score(before, _as_if_elsewhere(before, after))
            words = _shared_words(before.report, after) if same_text else 0.0
            if result.outcome is not Outcome.DIFFERENT or words >= _SAME_WORDS_FROM:
                yield _Heir(result.value + words + _SAME_KEY * (before.report.key == after.key), i, j)


def _as_if_elsewhere(old: StoredReport, new: Report) -> StoredReport:
    parent = None if new.parent is None else old.id
    return replace(old, report=new, article_id=_OTHER_ARTICLE, parent_id=parent)


def _shared_words(a: Report, b: Report) -> float:
    """The share of the supporting characters that support both."""
    ours, theirs = _supporting(a), _supporting(b)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _supporting(report: Report) -> set[int]:
    spans = (span for cell in report.evidence.values() for span in cell)
    return {place for span in spans for place in range(span.start, span.end)}
