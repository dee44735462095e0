"""Forces of a state as the doers: raids, arrests, rescues, strikes from abroad, and what they are accused of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extraction.countries import country_name
from extraction.document import within
from extraction.doers import rescuers_of
from extraction.findings import Finding
from extraction.kinds import telling
from extraction.lexicon.entries import TALIBAN_RULE, ActKind, ActorEntry, Cue, Effect, Weight
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.perpetrators import Side, fell, type_of
from extraction.story import Scene
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType, TargetType, VictimGroup

_STATE_ACTS = frozenset({ActKind.RAID, ActKind.ARREST, ActKind.SEIZURE, ActKind.CRACKDOWN})
STATE_KINDS = frozenset({SubEventType.ARRESTS, SubEventType.GOVERNMENT_REGAINS, SubEventType.EXCESSIVE_FORCE})
BEGUN_BY_OTHERS = frozenset({ActKind.ASSAULT, ActKind.AMBUSH, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.GRENADE})
ACCUSED_OF = frozenset({SubEventType.ATTACK, SubEventType.ABDUCTION, SubEventType.AIR_STRIKE, SubEventType.SHELLING})
KIN = words("sides.kin")
_OURS = frozenset({TargetType.POLICE, TargetType.MILITARY, TargetType.PRISON})
_CARRIED_OUT = frozenset({"conducted", "carried", "launched", "conducting"})
_UNDER_FIRE = (["fired", "upon"], ["fired", "at"], ["fired", "on"], ["ambushed"], ["attacked"], ["targeted"])
_WAS = frozenset({"was", "were", "being", "been"})


def state_of(scene: Scene, kind: SubEventType, country: str | None, day: date) -> Side | None:
    """Forces that raided, arrested, shelled, opened fire, or are accused of a killing or an abduction."""
    opened_by_others = (
        scene.opening.kinds(Weight.STRONG) & BEGUN_BY_OTHERS and ActKind.RAID not in scene.opening.kinds()
    ) or any(_came_under_fire(finding) for finding in telling(scene))
    opened_by_others = opened_by_others or _is_fired_at_by_others(scene.opening)
    for finding in scene.findings:
        forces = [
            hit
            for hit in finding.actors
            if hit.entry.governs and type_of(hit.entry, day) is PerpetratorType.STATE_FORCES
        ]
        accused = Cue.BLAME in finding.cues and bool(forces) and kind in ACCUSED_OF
        if accused:
            return state_side(finding, forces, country, day, Attribution.BLAMED)
        if is_from_abroad(forces, country, kind):
            return state_side(finding, forces, country, day, Attribution.WITNESSED, abroad=True)
        if kind in STATE_KINDS or any(finding.is_attacker(hit) for hit in forces):
            return state_side(finding, forces, country, day, Attribution.WITNESSED)
        if kind is SubEventType.ABDUCTION and _took(finding, forces):
            told = Attribution.BLAMED if KIN & finding.words else Attribution.WITNESSED
            return state_side(finding, forces, country, day, told)
        if not opened_by_others and _is_state_act(finding):
            return state_side(finding, forces, country, day, Attribution.WITNESSED)
    return None


def _took(finding: Finding, forces: Sequence[Hit[ActorEntry]]) -> bool:
    """`Rangers raided a flat in Lyari and took away a student`: the forces stand before the verb of taking."""
    taken = [loss.at for loss in finding.losses if loss.effect is Effect.ABDUCTED and loss.party.first > loss.at]
    return bool(taken) and any(hit.last <= taken[0] for hit in forces)


def rescuers(scene: Scene, kind: SubEventType, country: str | None, day: date) -> Side | None:
    """`Troops freed 14 villagers after a gun battle with bandits`: the forces went to get them."""
    if kind not in {SubEventType.ARMED_CLASH, SubEventType.OTHER}:
        return None
    for finding in telling(scene):
        forces = rescuers_of(finding)
        if forces is not None:
            return state_side(finding, [forces], country, day, Attribution.WITNESSED)
    return None


def _is_fired_at_by_others(opening: Finding) -> bool:
    """`Motorcyclists opened fire on two constables`: what the police did then was an answer."""
    fired = ActKind.GUNFIRE in opening.kinds(Weight.STRONG) or _is_struck(opening)
    return (
        fired
        and ActKind.RAID not in opening.kinds()
        and not fell(opening)
        and not any(opening.is_attacker(hit) for hit in opening.actors)
    )


def _is_struck(opening: Finding) -> bool:
    """`Militants mounted an assault on the police station`: fighters before the act, forces as its target."""
    acts = [hit.first for hit in opening.acts if hit.entry.act is ActKind.ASSAULT]
    fighters = [hit.last for hit in opening.people if hit.entry.group is VictimGroup.MILITANTS]
    ours = any(set(hit.entry.targets) & _OURS for hit in opening.attacked)
    return bool(acts and fighters) and fighters[0] <= acts[-1] and ours


def _came_under_fire(finding: Finding) -> bool:
    """`A police party was fired upon`: the forces did not begin it."""
    forces = any(hit.entry.is_state for hit in finding.actors) or "party" in finding.words
    return forces and any(
        finding.words_of(hit) in _UNDER_FIRE and finding.document.low(hit.first - 1) in _WAS for hit in finding.acts
    )


def _is_raided_by_others(finding: Finding) -> bool:
    """`Rebels raided a camp`: the side named last before the raid is no state's."""
    raids = [hit.first for hit in finding.acts if hit.entry.act is ActKind.RAID]
    before = [hit for hit in finding.actors if raids and hit.last <= raids[0]]
    return bool(before) and not before[-1].entry.governs


def _is_state_act(finding: Finding) -> bool:
    """A raid, or fighters killed or caught by forces."""
    if _is_raided_by_others(finding):
        return False
    if ActKind.RAID in finding.kinds(Weight.STRONG) or finding.kinds(Weight.STRONG) & _STATE_ACTS:
        return True
    raided = ActKind.RAID in finding.kinds() and bool(_CARRIED_OUT & finding.words)
    if raided and any(hit.entry.is_state for hit in finding.actors):
        return True
    return finding.forces_killed and (bool(finding.actors) or ActKind.RAID in finding.kinds())


def is_from_abroad(forces: Sequence[Hit[ActorEntry]], country: str | None, kind: SubEventType) -> bool:
    """Forces of another state that struck or shelled."""
    foreign = any(hit.entry.countries and country not in hit.entry.countries for hit in forces)
    return foreign and kind in {SubEventType.AIR_STRIKE, SubEventType.SHELLING}


def state_side(
    finding: Finding,
    forces: Sequence[Hit[ActorEntry]],
    country: str | None,
    day: date,
    attribution: Attribution,
    abroad: bool = False,
) -> Side:
    """The forces of the state that owns them, external where they act in another one."""
    owners = [hit.entry.countries[0] for hit in forces if hit.entry.countries]
    owner = next((c for c in owners if c != country), None) if abroad else None
    owner = owner or next(iter(owners), country)
    spans = tuple(finding.span_of(hit) for hit in forces[:1]) or (finding.act_span,)
    if owner is None:
        return Side(None, PerpetratorType.STATE_FORCES, attribution, None, spans)
    if country is not None and owner != country:
        told = Attribution.WITNESSED if _announces(finding, owner) else Attribution.BLAMED
        return Side(_forces_of(owner, day), PerpetratorType.EXTERNAL_FORCES, told, None, spans)
    return Side(_forces_of(owner, day), PerpetratorType.STATE_FORCES, attribution, None, spans)


def _announces(finding: Finding, owner: str) -> bool:
    """The clause is told by forces of that state: `AFRICOM said`."""
    first, last = finding.clause.first, finding.clause.last
    speakers = [hit for hit in within(finding.document.actors, first, last) if hit not in finding.actors]
    return any(owner in hit.entry.countries for hit in speakers)


def _forces_of(country: str, day: date) -> str:
    if country == "AF" and day >= TALIBAN_RULE:
        return "Afghan Taliban"
    return f"{country_name(country)} security forces"
