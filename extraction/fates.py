"""What became of people in the end: bodies that are found, the wounded who die of their wounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.casualties import Loss, parts_of
from extraction.document import Document, within
from extraction.lexicon.entries import Effect, VictimSide
from extraction.lexicon.words import words
from extraction.people import Party

_BODIES = words("casualties.bodies")
_FOUND = words("casualties.found")
_DISCOVERED = frozenset({"found", "recovered", "discovered", "dumped"})
_BE = words("casualties.be")
_ADVERBS = words("casualties.adverbs")


def settle_fates(
    document: Document, first: int, last: int, parties: Sequence[Party], losses: Sequence[Loss]
) -> list[Loss]:
    """The losses of tokens[first:last] with bodies among the dead, and the wounded who died no more among the hurt."""
    return _with_bodies(document, first, last, parties, _died_of_wounds(document, last, losses))


def _with_bodies(
    document: Document, first: int, last: int, parties: Sequence[Party], losses: Sequence[Loss]
) -> list[Loss]:
    """`Rescuers pulled out nine bodies`: they are dead, whatever the verb says of them."""
    bodies = [p for p in parties if document.low(p.last - 1) in _BODIES and _is_new(document, p)]
    if not bodies:
        return list(losses)
    kept = [x for x in losses if x.party.first not in {p.first for p in bodies} or x.effect is Effect.KILLED]
    told = {x.party.first for x in kept}
    verb = next((at for at in range(first, last) if document.low(at) in _FOUND), None)
    if verb is None:
        return kept
    found = [p for p in bodies if p.first not in told and p.part_of is None]
    return kept + [_body(document, p, parts_of(parties, p), verb) for p in found]


def _is_new(document: Document, party: Party) -> bool:
    """Bodies with a number, or `his body was found`; `the bodies` and `his body was buried` tell of no new dead."""
    own = document.low(party.first) in {"his", "her"}
    near = {document.low(at) for at in range(party.last, party.last + 5)}
    return not party.is_definite or (own and bool(near & _DISCOVERED))


def _body(document: Document, party: Party, parts: tuple[Party, ...], verb: int) -> Loss:
    spans = (document.span(verb, verb + 1), party.span(document))
    return Loss(
        Effect.KILLED, party, parts, verb, spans, part_spans=tuple(p.span(document) for p in parts), is_bodies=True
    )


def _died_of_wounds(document: Document, last: int, losses: Sequence[Loss]) -> list[Loss]:
    """`A soldier wounded in the ambush succumbed`, `a trader, who was hurt, died`: one dead, and nobody hurt."""
    settled = list(losses)
    for hurt in losses:
        if hurt.effect is not Effect.INJURED or not _is_aside(document, hurt):
            continue
        dying = _dying_verb(document, hurt, last)
        if dying is None:
            continue
        dead = next((x for x in settled if x.effect is Effect.KILLED and x.at == dying), None)
        if dead is not None and dead.party.first > hurt.at and dead.party.last > dead.party.first + 1:
            continue
        spans = tuple(sorted({*hurt.spans, document.span(dying, dying + 1)}))
        moved = replace(hurt, effect=Effect.KILLED, at=dying, spans=spans, dies_later=True, was_hurt=True)
        settled = [x for x in settled if x is not hurt and x is not dead] + [moved]
    return settled


def _is_aside(document: Document, hurt: Loss) -> bool:
    """The wounding is told in a relative clause or by a bare participle, so that the sentence goes on about them."""
    between = [document.low(at) for at in range(hurt.party.last, hurt.at)]
    if "who" in between or "whom" in between:
        return True
    return not set(between) & _BE and hurt.party.last <= hurt.at and {*between} <= _ADVERBS | {","}


def _dying_verb(document: Document, hurt: Loss, last: int) -> int | None:
    for hit in within(document.casualties, hurt.at + 1, last):
        if hit.entry.effect is Effect.KILLED and hit.entry.side is VictimSide.BEFORE:
            joined = {document.low(at) for at in range(hurt.at, hit.first)}
            return None if joined & {";", "while", "but", "whereas"} else hit.first
    return None
