"""Who holds a place after the act: `took control of` and `liberated` say it of either side, the subject decides."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.doers import agent_of
from extraction.findings import Finding
from extraction.lexicon.entries import ActEntry, ActKind, ActorEntry, Weight
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from khabardar.vocabulary import SubEventType

_CHANGES = frozenset({ActKind.REGAIN, ActKind.OVERTAKE})
_FUGITIVES = words("control.fugitives")
_BY_ACT = {
    ActKind.REGAIN: SubEventType.GOVERNMENT_REGAINS,
    ActKind.OVERTAKE: SubEventType.NON_STATE_OVERTAKES,
}


def control_of(findings: Sequence[Finding]) -> SubEventType | None:
    """The type of a change of control that the clauses tell; None where no place changed hands."""
    for finding in findings:
        for act in finding.acts:
            if act.entry.act in _CHANGES and act.entry.weight is Weight.STRONG and not _FUGITIVES & finding.words:
                return _by_winner(finding, act)
    return None


def _by_winner(finding: Finding, act: Hit[ActEntry]) -> SubEventType:
    winner = _winner(finding, act)
    if winner is None:
        return _BY_ACT[act.entry.act]
    governs = winner.entry.governs_on(finding.document.published)
    return SubEventType.GOVERNMENT_REGAINS if governs else SubEventType.NON_STATE_OVERTAKES


def _winner(finding: Finding, act: Hit[ActEntry]) -> Hit[ActorEntry] | None:
    """The side behind `by`, else the one named before the act."""
    agent = agent_of(finding)
    if agent is not None and agent.actor is not None:
        return agent.actor
    before = [hit for hit in finding.actors if hit.last <= act.first]
    return before[0] if before else None
