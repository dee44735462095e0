"""Which sub-event types may tell one episode, and how readily one outlet's word for it becomes another's."""

from __future__ import annotations

from enum import StrEnum

from khabardar.records import Facts, StoredReport
from khabardar.vocabulary import PerpetratorType, Tag
from khabardar.vocabulary import SubEventType as S

_STATE = (PerpetratorType.STATE_FORCES, PerpetratorType.EXTERNAL_FORCES)


class Kinship(StrEnum):
    """How two reports' types go together."""

    SAME = "the same type"
    BARE = "one only says that the place was attacked"
    CLOSE = "types often told of one episode"
    LOOSE = "types that may be phases of one episode"
    STRANGE = "types that are no phases of one episode"


# What an armed assault is made of: any two may be phases of one episode.
_ASSAULT = frozenset(
    {
        S.SUICIDE_BOMB,
        S.REMOTE_EXPLOSIVE,
        S.GRENADE,
        S.SHELLING,
        S.ARMED_CLASH,
        S.ATTACK,
        S.GOVERNMENT_REGAINS,
        S.NON_STATE_OVERTAKES,
        S.ABDUCTION,
        S.LOOTING,
    }
)
# What "attacked" may turn out to have been.
_ATTACKS = _ASSAULT | {S.AIR_STRIKE, S.CHEMICAL_WEAPON, S.DISRUPTED_WEAPONS_USE}
_CLOSE_TO: dict[S, frozenset[S]] = {
    S.ARMED_CLASH: _ATTACKS,
    S.ATTACK: frozenset({S.SUICIDE_BOMB, S.REMOTE_EXPLOSIVE, S.GRENADE, S.ABDUCTION, S.LOOTING, S.SEXUAL_VIOLENCE}),
    S.REMOTE_EXPLOSIVE: frozenset(
        {S.SUICIDE_BOMB, S.GRENADE, S.SHELLING, S.AIR_STRIKE, S.LOOTING, S.DISRUPTED_WEAPONS_USE}
    ),
    S.SUICIDE_BOMB: frozenset({S.DISRUPTED_WEAPONS_USE}),
    S.SHELLING: frozenset({S.GRENADE, S.AIR_STRIKE, S.CHEMICAL_WEAPON}),
    S.AIR_STRIKE: frozenset({S.CHEMICAL_WEAPON}),
    S.ABDUCTION: frozenset({S.LOOTING, S.SEXUAL_VIOLENCE}),
    S.NON_STATE_OVERTAKES: frozenset({S.TRANSFER_OF_TERRITORY, S.BASE_ESTABLISHED, S.LOOTING}),
    S.MOB_VIOLENCE: frozenset({S.ATTACK, S.VIOLENT_DEMONSTRATION}),
    S.VIOLENT_DEMONSTRATION: frozenset({S.EXCESSIVE_FORCE, S.LOOTING}),
    S.ARRESTS: frozenset({S.DISRUPTED_WEAPONS_USE}),
    S.AGREEMENT: frozenset({S.CHANGE_TO_GROUP, S.TRANSFER_OF_TERRITORY}),
}
# A raid or a picking-up may be told by its arrests, but only where both tell it of the forces.
_STATE_DEEDS = frozenset({S.ARRESTS, S.ARMED_CLASH, S.ABDUCTION})


def kinship(a: StoredReport, b: StoredReport) -> Kinship:
    """Symmetric; depends on types, sides and, for a bare child, on its empty targets."""
    one, other = a.report.facts.sub_event_type, b.report.facts.sub_event_type
    if one is other:
        return Kinship.SAME
    if {one, other} <= _ATTACKS and (is_bare_child(a) or is_bare_child(b)):
        return Kinship.BARE
    if other in _CLOSE_TO.get(one, ()) or one in _CLOSE_TO.get(other, ()):
        return Kinship.CLOSE
    if {one, other} <= _STATE_DEEDS and is_state(a.report.facts) and is_state(b.report.facts):
        return Kinship.CLOSE
    return Kinship.LOOSE if {one, other} <= _ASSAULT else Kinship.STRANGE


def is_bare_child(report: StoredReport) -> bool:
    """A wave's child of which the text says no more than "attacked": codebook section 2."""
    facts = report.report.facts
    return report.parent_id is not None and facts.sub_event_type is S.ARMED_CLASH and not facts.targets


def is_state(facts: Facts) -> bool:
    """True where forces of a state are the perpetrator."""
    return facts.perpetrator_type in _STATE


def is_taking_and_find(a: Facts, b: Facts) -> bool:
    """True for people taken in the one report and found dead in the other."""
    types = {a.sub_event_type, b.sub_event_type}
    return types == {S.ABDUCTION, S.ATTACK} and (Tag.BODY_FOUND in a.tags or Tag.BODY_FOUND in b.tags)
