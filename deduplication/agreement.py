"""How far sides, targets, tags and figures of two reports agree. Nothing against nothing is no agreement."""

from __future__ import annotations

from enum import StrEnum

from deduplication.episodes import is_state
from deduplication.names import same_name
from khabardar.records import Facts
from khabardar.vocabulary import Attribution, PerpetratorType, Tag

_TELLING_TAGS = frozenset({Tag.TRAIN, Tag.JAILBREAK, Tag.HOSTAGE_TAKING, Tag.BODY_FOUND, Tag.BEHEADING})
_WILD_FACTOR = 4
_WILD_FROM = 10  # tolls below this differ wildly by chance


class Sides(StrEnum):
    """How the perpetrators of two reports go together."""

    UNKNOWN = "one or both name nobody"
    SAME_GROUP = "the same group"
    SAME_FORCES = "the same forces"
    RIVAL_NAMES = "two names, not both by claim"
    RIVAL_CLAIMS = "claims of two groups"
    OPPOSED = "forces in the one, a group in the other"


def named(facts: Facts) -> str | None:
    """The perpetrator where it is a group or a state; None for nobody and for `Unidentified gunmen`."""
    return None if facts.perpetrator_type is PerpetratorType.UNKNOWN else facts.perpetrator


def sides(a: Facts, b: Facts) -> Sides:
    """Symmetric: how the perpetrators agree."""
    if not named(a) or not named(b):
        return Sides.UNKNOWN
    if same_name(named(a), named(b)):
        return Sides.SAME_FORCES if is_state(a) else Sides.SAME_GROUP
    if is_state(a) != is_state(b):
        return Sides.OPPOSED
    claimed = a.attribution is Attribution.CLAIMED and b.attribution is Attribution.CLAIMED
    return Sides.RIVAL_CLAIMS if claimed else Sides.RIVAL_NAMES


def shared_targets(a: Facts, b: Facts) -> float | None:
    """Share of the shorter list that the other has too; None where either has none."""
    one, other = set(a.targets), set(b.targets)
    return len(one & other) / min(len(one), len(other)) if one and other else None


def telling_tags(a: Facts, b: Facts) -> int:
    """How many tags that few incidents bear are shared."""
    return len(a.tags & b.tags & _TELLING_TAGS)


def equal_figures(a: Facts, b: Facts) -> tuple[int, ...]:
    """Figures above 0 that both state alike, killed first: 0 = 0 is no sign of anything."""
    pairs = (
        (a.killed.total, b.killed.total),
        (a.injured.total, b.injured.total),
        (a.abducted, b.abducted),
        (a.freed, b.freed),
        (a.arrested, b.arrested),
    )
    return tuple(one if one is not None and one == other else 0 for one, other in pairs)


def wildly_different(a: Facts, b: Facts) -> bool:
    """True for killed totals that rising does not explain: far apart, and neither within the other's bounds."""
    low, high = sorted((a, b), key=lambda facts: facts.killed.total or 0)
    fewer, more = low.killed.total, high.killed.total
    if fewer is None or more is None or more < _WILD_FROM or more <= _WILD_FACTOR * fewer:
        return False
    return (low.killed_high or fewer) < (high.killed_low or more)
