"""Who does the act of a clause and who suffers it: the subject of its verb, or what stands behind `by`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extraction.document import within
from extraction.findings import Finding
from extraction.lexicon.entries import ActKind, ActorEntry, Effect, PersonEntry
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.people import Party
from khabardar.vocabulary import VictimGroup

_BETWEEN_BY = words("doers.between_by")
_TOLD = words("doers.told")
_SUBJECT_WORDS = words("doers.subject_words")
_MEMBERS = words("doers.members")
_HARMED = frozenset({Effect.KILLED, Effect.INJURED, Effect.ARRESTED, Effect.ABDUCTED})
_PLACE_BETWEEN = 12  # words: `was taken from his uncle's shop in a town by men of the ...`
_REACH = 5  # words between `by` and the doer's name: `by two armed men of the ...`


@dataclass(frozen=True, slots=True)
class Doer:
    """Forces or a group, or people without a name."""

    actor: Hit[ActorEntry] | None = None
    people: Hit[PersonEntry] | None = None
    is_agent: bool = False  # named behind `by`

    @property
    def is_forces(self) -> bool:
        """A state's forces, without a name of their own."""
        return self.actor is not None and self.actor.entry.is_state


def doer_of(finding: Finding) -> Doer | None:
    """Who the clause says did it, where its grammar says so; None where it only names sides."""
    return agent_of(finding) or _subject_of_harm(finding)


def is_harmed(finding: Finding, hit: Hit[ActorEntry]) -> bool:
    """`A Maoist commander was shot dead`, `three members of the group were arrested`: the group is whom it befell."""
    return any(loss.effect in _HARMED and _names_party(finding, hit, loss.party) for loss in finding.losses)


def _names_party(finding: Finding, hit: Hit[ActorEntry], party: Party) -> bool:
    if party.first - 1 <= hit.first < party.last:
        return True
    gap = {finding.document.low(at) for at in range(party.last, hit.first)}
    return 0 <= hit.first - party.last <= 5 and gap <= _MEMBERS


def agent_of(finding: Finding) -> Doer | None:
    """`shot dead by unidentified gunmen`: who stands behind `by`."""
    document = finding.document
    for at in range(finding.clause.first + 1, finding.clause.last):
        if document.low(at) != "by" or not _follows_deed(finding, at):
            continue
        doer = _named_at(finding, at + 1)
        if doer is not None:
            return doer
    return None


def _follows_deed(finding: Finding, at: int) -> bool:
    """`shot dead by`, `was picked up by`: an act or a loss ends right before the word."""
    document = finding.document
    if document.low(at - 1) in _TOLD:
        return False
    losses = within(document.casualties, finding.clause.first, finding.clause.last)
    deeds = [*((hit.first, hit.last) for hit in finding.acts), *((hit.first, hit.last) for hit in losses)]
    taken = [hit.last for hit in finding.acts if hit.entry.act is ActKind.ABDUCTION and hit.last < at]
    deeds += [(at - 1, at) for last in taken if at - last <= _PLACE_BETWEEN]
    return any(at - 1 <= last <= at + 1 or first < at < last for first, last in deeds)


def _named_at(finding: Finding, first: int) -> Doer | None:
    """The actor, or the gunmen, that begin within a few words of token `first`."""
    near = [hit for hit in finding.actors if _is_near(finding, first, hit.first)]
    if near:
        return Doer(actor=near[0], is_agent=True)
    people = [hit for hit in finding.people if _is_near(finding, first, hit.first)]
    armed = [hit for hit in people if finding.is_gunman(hit) or hit.entry.group is VictimGroup.MILITANTS]
    return Doer(people=armed[0], is_agent=True) if armed else None


def _is_near(finding: Finding, first: int, at: int) -> bool:
    return first <= at <= first + _REACH and {finding.document.low(i) for i in range(first, at)} <= _BETWEEN_BY


def _subject_of_harm(finding: Finding) -> Doer | None:
    """`Troops neutralised 12 fighters`: the name ends a few words before an active verb whose object was harmed."""
    for loss in finding.losses:
        if loss.effect not in _HARMED or loss.party.first < loss.at:
            continue
        for hit in _subjects(finding, loss.at):
            return Doer(actor=hit)
    return None


def rescuers_of(finding: Finding) -> Hit[ActorEntry] | None:
    """`Troops of the division on Tuesday rescued 14 victims`: forces that freed somebody."""
    for loss in finding.losses:
        if loss.effect is not Effect.FREED or loss.party.first < loss.at:
            continue
        before = [hit for hit in finding.actors if hit.entry.is_state and 0 <= loss.at - hit.last <= _PLACE_BETWEEN]
        if before:
            return before[0]
    return None


def _subjects(finding: Finding, verb: int) -> Iterator[Hit[ActorEntry]]:
    for hit in finding.actors:
        between = [finding.document.low(at) for at in range(hit.last, verb)]
        if hit.last <= verb and len(between) <= 3 and set(between) <= _SUBJECT_WORDS:
            yield hit
