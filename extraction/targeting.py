"""Says what was attacked: target types from the things named in the act and from the victims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.kinds import telling
from extraction.lexicon.entries import Effect
from extraction.perpetrators import Side
from extraction.story import Scene
from khabardar.records import Span
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType, TargetType, VictimGroup

_STATE = frozenset({PerpetratorType.STATE_FORCES, PerpetratorType.EXTERNAL_FORCES})

_ON_CIVILIANS = frozenset(
    {
        SubEventType.ATTACK,
        SubEventType.ABDUCTION,
        SubEventType.SEXUAL_VIOLENCE,
        SubEventType.EXCESSIVE_FORCE,
        SubEventType.MOB_VIOLENCE,
    }
)
_BYSTANDERS = frozenset({TargetType.PRIVATE_CITIZENS, TargetType.BUSINESS, TargetType.TRANSPORTATION})
_FROM_AFAR = frozenset({SubEventType.AIR_STRIKE, SubEventType.SHELLING})
_FORCES = frozenset({TargetType.POLICE, TargetType.MILITARY, TargetType.PRISON})


@dataclass(frozen=True, slots=True)
class Targets:
    types: tuple[TargetType, ...] = ()
    spans: tuple[Span, ...] = ()


def targets_of(scene: Scene, kind: SubEventType, side: Side) -> Targets:
    """All target types of a scene, in the vocabulary's order."""
    victims = _victims(scene)
    if side.actor_type is PerpetratorType.STATE_FORCES and side.attribution is Attribution.UNKNOWN:
        return Targets((TargetType.MILITARY,), (scene.opening.act_span,))  # two states fire at each other
    if _aims_at_fighters(scene, kind, side, victims):
        return Targets((TargetType.MILITIA,), side.spans)
    found = _things(scene) if side.actor_type not in _STATE or _is_on_things(scene, kind, side) else {}
    if _FORCES & set(found):
        found.pop(TargetType.PRIVATE_CITIZENS, None)
    beside = _BYSTANDERS if _FORCES & set(found) and set(victims) <= _FORCES | _BYSTANDERS else frozenset()
    beside |= _FORCES if TargetType.PRISON in found else frozenset()
    for target, spans in victims.items():
        if target not in beside:
            found.setdefault(target, []).extend(spans)
    if not found and (_befalls_civilians(scene, kind) or side.actor_type is PerpetratorType.IDENTITY_MILITIA):
        found[TargetType.PRIVATE_CITIZENS] = [scene.opening.act_span]
    types = tuple(target for target in TargetType if target in found)
    return Targets(types, tuple(sorted({span for spans in found.values() for span in spans})))


def _things(scene: Scene) -> dict[TargetType, list[Span]]:
    found: dict[TargetType, list[Span]] = {}
    for finding in telling(scene):
        for hit in finding.attacked:
            for target in hit.entry.targets:
                found.setdefault(target, []).append(finding.span_of(hit))
    return found


def _aims_at_fighters(scene: Scene, kind: SubEventType, side: Side, victims: dict[TargetType, list[Span]]) -> bool:
    """Forces that arrest, raid or strike: at fighters, unless civilians or another state's forces were hit."""
    if side.actor_type not in _STATE or kind in {SubEventType.ABDUCTION, SubEventType.EXCESSIVE_FORCE}:
        return False
    if kind is SubEventType.ATTACK and not _fighters_lost(scene):
        return False
    if _is_on_things(scene, kind, side):
        return False
    return TargetType.PRIVATE_CITIZENS not in victims or kind in {SubEventType.ARRESTS, SubEventType.ARMED_CLASH}


def _is_on_things(scene: Scene, kind: SubEventType, side: Side) -> bool:
    """A strike on a market, fire across a border on a post: what was hit is named, and no fighter."""
    if (
        _fighters_lost(scene)
        or TargetType.PRIVATE_CITIZENS in _victims(scene)
        or not _things(scene)
        or TargetType.MILITIA in _things(scene)
    ):
        return False
    abroad = side.actor_type is PerpetratorType.EXTERNAL_FORCES
    return kind in _FROM_AFAR or (abroad and kind is SubEventType.ARMED_CLASH)


def _fighters_lost(scene: Scene) -> bool:
    return any(
        party.group is VictimGroup.MILITANTS
        for finding in scene.findings
        for loss in finding.losses
        for party in (loss.party, *loss.parts)
    )


def _befalls_civilians(scene: Scene, kind: SubEventType) -> bool:
    """What is done to people of no stated side, where the type itself says that they were civilians."""
    return kind in _ON_CIVILIANS and any(finding.losses for finding in scene.findings)


def joined(several: Sequence[Targets]) -> Targets:
    """The targets of a wave: all those of its places."""
    types = {target for targets in several for target in targets.types}
    spans = {span for targets in several for span in targets.spans}
    return Targets(tuple(target for target in TargetType if target in types), tuple(sorted(spans)))


def _victims(scene: Scene) -> dict[TargetType, list[Span]]:
    found: dict[TargetType, list[Span]] = {}
    for finding in scene.findings:
        for loss in finding.losses:
            if loss.effect is Effect.ARRESTED:
                continue
            for party in (loss.party, *loss.parts):
                targets = party.targets
                if not targets and loss.effect in {Effect.KILLED, Effect.INJURED, Effect.ABDUCTED}:
                    targets = (TargetType.PRIVATE_CITIZENS,) if party.group is VictimGroup.CIVILIANS else ()
                for target in targets:
                    found.setdefault(target, []).extend(loss.spans)
    return found
