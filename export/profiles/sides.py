"""The two sides of an incident, as datasets of pairs want them: who did it, and to whom."""

from __future__ import annotations

from enum import Enum

from khabardar.records import Facts
from khabardar.vocabulary import PerpetratorType, SubEventType, TargetType


class Foe(Enum):
    """Whom the act was against."""

    ARMED_FORCES = "armed forces"
    POLICE = "police"
    MILITANTS = "militants"
    CIVILIANS = "civilians"


_OF_TARGET = {
    TargetType.MILITARY: Foe.ARMED_FORCES,
    TargetType.POLICE: Foe.POLICE,
    TargetType.PRISON: Foe.POLICE,
    TargetType.MILITIA: Foe.MILITANTS,
}
_ARMED = frozenset({PerpetratorType.STATE_FORCES, PerpetratorType.EXTERNAL_FORCES})
_STATE_DEEDS = frozenset({SubEventType.ARRESTS, SubEventType.DISRUPTED_WEAPONS_USE})


def is_state(facts: Facts) -> bool:
    """Whether forces of a state did it."""
    return facts.perpetrator_type in _ARMED


def foe(facts: Facts) -> Foe | None:
    """Of several targets the armed one: a convoy in a market is an attack on the convoy. None: not said."""
    foes = [_OF_TARGET.get(target, Foe.CIVILIANS) for target in facts.targets]
    for kind in (Foe.ARMED_FORCES, Foe.POLICE, Foe.MILITANTS):
        if kind in foes:
            return kind
    if foes:
        return Foe.CIVILIANS
    if is_state(facts) and facts.sub_event_type in (SubEventType.ARMED_CLASH, SubEventType.AIR_STRIKE, *_STATE_DEEDS):
        return Foe.MILITANTS
    return _foe_of_the_dead(facts)


def _foe_of_the_dead(facts: Facts) -> Foe | None:
    hurt = {group: _sum(facts, group) for group in ("security", "civilians")}
    if not any(hurt.values()):
        return None
    return Foe.ARMED_FORCES if hurt["security"] else Foe.CIVILIANS


def _sum(facts: Facts, group: str) -> int:
    return (getattr(facts.killed, group) or 0) + (getattr(facts.injured, group) or 0)
