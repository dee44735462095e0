"""The wounded who die in a later sentence: `Two of the injured succumbed` makes two more dead and two fewer hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.casualties import Loss
from extraction.document import Document, within
from extraction.findings import Finding
from extraction.lexicon.entries import Cue, Effect, VictimSide
from extraction.lexicon.words import words
from extraction.numbers import Quantity
from khabardar.records import Span
from khabardar.vocabulary import VictimGroup

_HURT = frozenset({"injured", "wounded"})
_SINGLE = frozenset({"a", "an", "another"})
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_OF_THE = frozenset({"the", "those", "these"})
_BETWEEN = frozenset({"other", "more", "also"})
_BREAKS = words("laterdeaths.breaks")
_SIDES = frozenset({VictimGroup.CIVILIANS, VictimGroup.SECURITY})
_LATER = words("laterdeaths.later")
_REACH = 14  # tokens from the people to the verb of dying


@dataclass(frozen=True, slots=True)
class LaterDeath:
    """So many of the hurt died; tokens `first` to `last` say so."""

    value: int
    group: VictimGroup
    spans: tuple[Span, ...]
    first: int
    last: int
    end: int  # of its clause
    sentence: int
    is_more: bool
    is_who: bool = False  # says which of the dead was hurt first: news only where it opens the scene

    def holds(self, at: int) -> bool:
        """The token stands in its words."""
        return self.first <= at < self.last


def later_deaths(findings: Sequence[Finding]) -> list[LaterDeath]:
    """The deaths of a scene that come after its first count, each told once.

    One whose side is not among the hurt is left out: the hurt were counted without him, so the dead were with him.
    """
    found = [d for number, finding in enumerate(findings) for d in finding.once(_deaths) if number == 0 or not d.is_who]
    kept: list[LaterDeath] = []
    for death in found:
        told = [d for d in kept if d.value >= death.value and d.sentence != death.sentence]
        if death.is_more or not told:
            kept.append(death)
    hurt = {side for finding in findings for loss in finding.losses if _is_of(loss, kept) for side in _sides(loss)}
    return [d for d in kept if not hurt or hurt & {d.group, VictimGroup.UNSPECIFIED} or d.group not in _SIDES]


def _is_of(loss: Loss, deaths: Sequence[LaterDeath]) -> bool:
    return loss.effect is Effect.INJURED and not is_retold(loss, deaths)


def _sides(loss: Loss) -> set[VictimGroup]:
    return {loss.group, *(part.group for part in loss.parts)}


def is_retold(loss: Loss, deaths: Sequence[LaterDeath]) -> bool:
    """The people of a loss are those of a later death, or its verb is the one that tells of their dying."""
    return any(
        death.holds(loss.party.first) or (loss.effect is Effect.KILLED and death.holds(loss.at)) for death in deaths
    )


def adds_to_killed(deaths: Sequence[LaterDeath], killed: Sequence[Loss], document: Document) -> bool:
    """False where the count of the dead holds them: a risen toll, four `on the spot` of six, `a third` of three."""
    if any(_is_risen(loss, deaths) for loss in killed):
        return False
    largest = max((loss.value for loss in killed), default=0)
    late = sum(death.value for death in deaths)
    if any(_ORDINALS.get(document.low(at), largest + 1) <= largest for d in deaths for at in (d.first, d.first + 1)):
        return False
    return not any(loss.value + late == largest for loss in killed)


def takes_from_injured(
    deaths: Sequence[LaterDeath], killed: Sequence[Loss], injured: Sequence[Loss], beside: Sequence[Loss], adds: bool
) -> bool:
    """False where those still hurt were counted after the deaths, or anew with them.

    `beside`: the dead told in one sentence with the hurt; `adds`: the deaths come on top of the dead.
    """
    if not (adds or any(_is_risen(loss, deaths) for loss in killed)):
        return False
    if not injured or any(loss.is_update or loss.is_toll for loss in injured):
        return False
    if min(loss.party.first for loss in injured) < deaths[0].first:
        return True
    risen = [loss.value for loss in killed if _is_risen(loss, deaths)]
    late = sum(death.value for death in deaths)
    return sum(loss.value for loss in beside) + late in risen if risen else bool(beside)


def _is_risen(loss: Loss, deaths: Sequence[LaterDeath]) -> bool:
    """`the toll rose to four`; `two of the injured died, so that four are dead` counts on behind the deaths."""
    if loss.is_update or loss.is_toll:
        return True
    return any(death.first < loss.party.first < death.end and loss.value > death.value for death in deaths)


def _deaths(finding: Finding) -> list[LaterDeath]:
    document, found = finding.document, list[LaterDeath]()
    at = finding.clause.first
    while at < finding.clause.last:
        people = _people(finding, at)
        verb = _dying(document, at + 1, finding.clause.last) if people is not None else None
        if people is None or verb is None:
            at += 1
            continue
        first, value, is_more = people
        found.append(_death(finding, first, value, is_more, at, verb))
        at = verb
    return found + [_of_hurt(finding, loss) for loss in finding.losses if loss.was_hurt]


def _people(finding: Finding, at: int) -> tuple[int, int, bool] | None:
    """First token, number, and whether they come on top of others: `two of the injured`, `another wounded guard`."""
    document = finding.document
    if document.low(at) in _HURT:
        return _counted(document, at - 1, finding.clause.first) if _is_afterwards(finding) else None
    if document.low(at) == "whom" and document.low(at - 1) == "of":
        counted = _counted(document, at, finding.clause.first)
        return counted if counted is not None and _follows_hurt(finding, counted[0]) else None
    is_one_more = document.low(at) in _ORDINALS and document.low(at - 1) in {"a", "the"}
    if (is_one_more or document.low(at) == "another") and finding.cues & {Cue.DIES_LATER}:
        return (at - 1 if is_one_more else at), 1, True
    return None


def _is_afterwards(finding: Finding) -> bool:
    """`later`, `after two days`, or in the lead; else a count told before in the same article holds them."""
    return bool(_LATER & finding.words) or finding.clause.sentence == 0 or Cue.UPDATE in finding.cues


def _counted(document: Document, at: int, floor: int) -> tuple[int, int, bool] | None:
    """The number that ends at token `at`, over adverbs and `of the`."""
    is_more = False
    while at > floor and (document.low(at) in _BETWEEN or document.low(at).endswith("ly")):
        is_more = is_more or document.low(at) == "more"
        at -= 1
    if document.low(at) == "whom" or (document.low(at) in _OF_THE and document.low(at - 1) == "of"):
        at -= 2
    elif document.low(at) in _SINGLE:
        return at, 1, is_more or document.low(at) == "another"
    if document.low(at) == "both":
        return at, 2, is_more
    quantity = _ending_at(document, at + 1)
    if quantity is not None:
        return quantity.first, quantity.value, is_more or document.low(quantity.first - 1) == "another"
    return (at, 1, is_more) if document.low(at) in {"one", "another"} else None


def _ending_at(document: Document, last: int) -> Quantity | None:
    return next((q for q in within(document.quantities, last - 4, last) if q.last == last), None)


def _follows_hurt(finding: Finding, at: int) -> bool:
    """`... killed three and injured five, two of whom died`: the five are the nearest."""
    before = [loss for loss in finding.losses if max(loss.at, loss.party.first) < at and loss.party.last <= at]
    nearest = max(before, key=lambda loss: max(loss.at, loss.party.first), default=None)
    return nearest is not None and any(
        loss.effect is Effect.INJURED and loss.party.first == nearest.party.first for loss in before
    )


def _dying(document: Document, first: int, last: int) -> int | None:
    """Where the verb of dying ends that these people are the subject of."""
    for hit in within(document.casualties, first, min(first + _REACH, last)):
        if hit.entry.effect is not Effect.KILLED or hit.entry.side is not VictimSide.BEFORE:
            continue
        between = {document.low(at) for at in range(first, hit.first)}
        counted = within(document.quantities, first, hit.first)
        return None if between & _BREAKS or counted else hit.last
    return None


def _death(finding: Finding, first: int, value: int, is_more: bool, at: int, last: int) -> LaterDeath:
    document = finding.document
    named = [h.entry.group for h in within(document.people, at, last) if h.entry.group in _SIDES]
    group = named[0] if named else VictimGroup.UNSPECIFIED
    return LaterDeath(
        value, group, (document.span(first, last),), first, last, finding.clause.last, finding.clause.sentence, is_more
    )


def _of_hurt(finding: Finding, loss: Loss) -> LaterDeath:
    """`A soldier wounded in the ambush succumbed`: read by fates.py."""
    party = loss.party
    first, last = party.first, max(party.last, loss.at + 1)
    return LaterDeath(
        party.value, party.group, loss.spans, first, last, finding.clause.last, finding.clause.sentence, False, True
    )
