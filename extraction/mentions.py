"""People who are named again without their number: `the hostages`, `two others`, `a third`."""

from __future__ import annotations

from extraction.document import Document, within
from extraction.lexicon.entries import PersonEntry
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.numbers import Quantity
from khabardar.vocabulary import TargetType, VictimGroup

_REACH = 60  # tokens back to where they were counted
_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"})
_STANDING_FOR_ONE = _ORDINALS | {"another"}
_AFTER_ORDINAL = words("mentions.after_ordinal")
_ANYBODY = words("mentions.anybody")


def counted_before(document: Document, hit: Hit[PersonEntry]) -> Quantity | None:
    """How many `the soldiers` are: the number that stood before the same noun, or before people of the same side."""
    noun = document.low(hit.last - 1)
    for quantity in reversed(within(document.quantities, max(0, hit.first - _REACH), hit.first)):
        heads = within(document.people, quantity.last, quantity.last + 4)
        if not heads or heads[0].first >= hit.first:
            continue
        head = heads[0]
        same_side = head.entry.group is hit.entry.group and hit.entry.group is not VictimGroup.UNSPECIFIED
        foe = VictimGroup.MILITANTS in {head.entry.group, hit.entry.group}
        if document.low(head.last - 1) == noun or same_side or (noun in _ANYBODY and not foe):
            return quantity
    return None


def side_before(document: Document, at: int) -> tuple[VictimGroup, tuple[TargetType, ...]] | None:
    """The side of `two others` that open a sentence: that of the people counted before, where they were of one side."""
    number = next((i for i, (first, last) in enumerate(document.bounds) if first <= at < last), 0)
    if number == 0:
        return None
    first, last = document.bounds[number - 1]
    heads = [
        head[0].entry
        for quantity in within(document.quantities, first, last)
        if (head := within(document.people, quantity.last, min(quantity.last + 4, last)))
    ]
    sides = {entry.group for entry in heads}
    return (heads[-1].group, heads[-1].targets) if len(sides) == 1 else None


def ordinals(document: Document, first: int, last: int) -> list[int]:
    """Where `a third`, `the fourth`, `another` stand for one more person."""
    return [
        at
        for at in document.seek(_STANDING_FOR_ONE, first, last - 1)
        if (document.low(at) == "another" and document.low(at + 1) in _AFTER_ORDINAL)
        or (
            document.low(at) in _ORDINALS
            and document.low(at - 1) in {"a", "the"}
            and document.low(at + 1) in _AFTER_ORDINAL
        )
    ]
