"""What is said of a perpetrator: name, type, and on whose word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extraction.findings import Finding
from extraction.lexicon.entries import TALIBAN_RULE, ActorEntry
from khabardar.records import Span
from khabardar.vocabulary import Attribution, PerpetratorType, VictimGroup


@dataclass(frozen=True, slots=True)
class Side:
    name: str | None
    actor_type: PerpetratorType
    attribution: Attribution
    claimed_by: str | None = None
    spans: tuple[Span, ...] = ()
    claim_spans: tuple[Span, ...] = ()


def type_of(entry: ActorEntry, day: date) -> PerpetratorType:
    """The Afghan Taliban were rebels until they took Kabul."""
    if entry.name is not None and entry.governs and day < TALIBAN_RULE:
        return PerpetratorType.REBEL_GROUP
    return entry.actor_type


def fell(finding: Finding) -> bool:
    """Those who came to harm were fighters: perhaps in their own attack."""
    return any(loss.group is VictimGroup.MILITANTS for loss in finding.losses)
