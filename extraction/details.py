"""Reads who the dead and the hurt were: `two of the dead belonged to the escort`, `four are among the injured`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.casualties import Loss
from extraction.document import Document, within
from extraction.lexicon.entries import Effect
from extraction.lexicon.words import words
from extraction.people import Party
from khabardar.vocabulary import PerpetratorType, TargetType, VictimGroup

_DEAD = words("details.dead")
_HURT = frozenset({"injured", "wounded"})
_ARE = words("details.are")
_OTHER_MATTER = frozenset({"for", "by", "when", "after", "while", "wanted"})
_OF = frozenset({"belonged", "belongs", "belong"})
_LINKING = _ARE | _OF | {"to"}


def find_details(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """Statements that say of which side some of those already counted were."""
    return [
        *_among(document, first, last, parties),
        *_listed(document, first, last, parties),
        *_told_apart(document, first, last, parties),
        *_identified(document, first, last, parties),
    ]


def _effect_of(word: str) -> Effect | None:
    if word in _DEAD:
        return Effect.KILLED
    return Effect.INJURED if word in _HURT else None


def _detail(document: Document, effect: Effect, party: Party, at: int) -> Loss:
    return Loss(effect, replace(party, part_of=None), (), at, (party.span(document),), is_detail=True)


def _among(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """`four policemen are among the injured`, `among the dead were two children`."""
    for at in document.seek({"among"}, first, last - 2):
        effect = _effect_of(document.low(at + 2))
        if effect is None or document.low(at + 1) not in {"the", "those"}:
            continue
        leads = document.low(at + 3) in _ARE
        chosen = [p for p in parties if (p.first > at if leads else p.last <= at) and not p.is_headless]
        return [_detail(document, effect, p, at) for p in (chosen if leads else chosen[-2:])]
    return []


def _listed(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """`the dead were identified as ...`, `those killed included a woman and two children`."""
    for at in range(first, min(first + 4, last - 1)):
        effect = _effect_of(document.low(at)) if document.low(at - 1) in {"the", "those"} else None
        if effect is None or document.low(at + 1) not in _ARE:
            continue
        stop = next((i for i in range(at + 2, last) if document.low(i) in _OTHER_MATTER), last)
        named = [p for p in parties if at + 1 < p.first < stop and p.part_of is None]
        return [_detail(document, effect, p, at) for p in named if not _came_to_other(document, p, effect)]
    return []


def _came_to_other(document: Document, party: Party, effect: Effect) -> bool:
    """`The dead were children, and two others had been wounded`: the two are not of the dead."""
    return any(hit.entry.effect is not effect for hit in within(document.casualties, party.last, party.last + 4))


def _told_apart(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """`thirty-one of the 48 were civilians and 17 belonged to the security forces`."""
    found: list[Loss] = []
    for party in parties:
        if not (party.is_headless or party.is_partitive):
            continue
        verb = _verb_after(document, party, parties, last)
        side = _complement(document, verb + 1, last) if verb is not None else None
        if verb is None or side is None:
            continue
        words = {document.low(at) for at in range(party.first, verb)}
        effect = Effect.INJURED if words & _HURT else found[-1].effect if found else Effect.KILLED
        group, targets = side
        found.append(_detail(document, effect, replace(party, group=group, targets=targets), verb))
    partitive = any(loss.party.is_partitive for loss in found) or document.seek(_OF, first, last)
    return found if partitive else []


def _verb_after(document: Document, party: Party, parties: Sequence[Party], last: int) -> int | None:
    for at in range(party.last, min(party.last + 5, last)):
        if document.low(at) == "," or any(p.first == at for p in parties):
            return None
        if document.low(at) in _LINKING:
            return at
    return None


def _identified(document: Document, first: int, last: int, parties: Sequence[Party]) -> list[Loss]:
    """`three others were identified as drivers A and B and a woman`, `identified as that of Hanif, a shopkeeper`."""
    found = document.seek({"identified"}, first, last)
    if not found:
        return []
    at = found[0]
    heads = [p for p in parties if p.last <= at and p.part_of is None]
    after = [p for p in parties if p.first > at and p.group is not VictimGroup.UNSPECIFIED]
    room = heads[-1].value if heads else 1
    if heads and heads[-1].group not in {VictimGroup.UNSPECIFIED}:
        return []
    named = [p for p in after if p.value <= room]
    if sum(p.value for p in named) > room:
        return []
    return [_detail(document, Effect.KILLED, p, at) for p in named]


def _complement(document: Document, at: int, last: int) -> tuple[VictimGroup, tuple[TargetType, ...]] | None:
    """The side that `... were civilians`, `... belonged to the Levies` names; `were wounded by bandits` names none."""
    stop = min(at + 4, last)
    if within(document.casualties, at, stop):
        return None
    for hit in within(document.people, at, stop):
        if hit.entry.group is not VictimGroup.UNSPECIFIED:
            return hit.entry.group, hit.entry.targets
    for actor in within(document.actors, at, stop):
        if actor.entry.actor_type is PerpetratorType.STATE_FORCES:
            return VictimGroup.SECURITY, actor.entry.targets
        return VictimGroup.MILITANTS, ()
    if document.low(at) in {"to", "the", "escort"} and "escort" in {document.low(i) for i in range(at, stop)}:
        return VictimGroup.SECURITY, ()
    return None
