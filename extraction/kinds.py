"""Chooses the sub-event type of a scene from its acts, in the codebook's order, and its tags and outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.control import control_of
from extraction.doers import agent_of
from extraction.findings import Finding
from extraction.lexicon.entries import ActKind, Cue, Effect, TargetEntry, Weight
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.scope import Standing, standing_of
from extraction.story import Scene
from khabardar.records import Span
from khabardar.vocabulary import Outcome, SubEventType, Tag, TargetType, VictimGroup

_FIGHT = frozenset({ActKind.CLASH, ActKind.ASSAULT, ActKind.AMBUSH, ActKind.RAID, ActKind.GUNFIRE, ActKind.JAILBREAK})
_GUN_BATTLE = frozenset({ActKind.CLASH, ActKind.ASSAULT, ActKind.AMBUSH})
_BLASTS = {
    ActKind.EXPLOSION: SubEventType.REMOTE_EXPLOSIVE,
    ActKind.GRENADE: SubEventType.GRENADE,
    ActKind.SHELLING: SubEventType.SHELLING,
}
_PLAIN = {
    ActKind.CRACKDOWN: SubEventType.EXCESSIVE_FORCE,
    ActKind.LYNCHING: SubEventType.MOB_VIOLENCE,
    ActKind.RAPE: SubEventType.SEXUAL_VIOLENCE,
    ActKind.RIOT: SubEventType.VIOLENT_DEMONSTRATION,
    ActKind.TRANSFER: SubEventType.TRANSFER_OF_TERRITORY,
}
_LAST = {
    ActKind.ABDUCTION: SubEventType.ABDUCTION,
    ActKind.ARSON: SubEventType.LOOTING,
    ActKind.LOOTING: SubEventType.LOOTING,
    ActKind.SABOTAGE: SubEventType.LOOTING,
    ActKind.SURRENDER: SubEventType.CHANGE_TO_GROUP,
    ActKind.ARREST: SubEventType.ARRESTS,
    ActKind.SEIZURE: SubEventType.DISRUPTED_WEAPONS_USE,
}
_FOUGHT = frozenset({*_GUN_BATTLE, ActKind.GUNFIRE, ActKind.JAILBREAK, ActKind.EXECUTION, ActKind.BODY})
_FOUND_ARMS = words("kinds.found_arms")
_TRAIN_WORDS = frozenset({"train", "express", "railway", "rail", "mail"})
_KILLING = frozenset(
    {
        ActKind.GUNFIRE,
        ActKind.EXECUTION,
        ActKind.ASSAULT,
        ActKind.ABDUCTION,
        ActKind.AMBUSH,
        ActKind.ARSON,
        ActKind.LOOTING,
    }
)
_FORMER = frozenset({"previous", "earlier", "past", "former"})
_FIRED_FROM_AFAR = frozenset({ActKind.SHELLING, ActKind.AIRSTRIKE})
_AIRCRAFT = words("kinds.aircraft")
_CROWD = words("kinds.crowd")
_POSTS = words("kinds.posts")
_BY_HAND = frozenset({ActKind.ARSON, ActKind.LOOTING, ActKind.RIOT, ActKind.LYNCHING})
_THINGS = frozenset(TargetType) - {TargetType.PRIVATE_CITIZENS, TargetType.RELIGIOUS}
_CONTROL = {
    ActKind.REGAIN: frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES}),
    ActKind.OVERTAKE: frozenset({SubEventType.GOVERNMENT_REGAINS, SubEventType.NON_STATE_OVERTAKES}),
}
_FORCES_TARGETS = frozenset({TargetType.POLICE, TargetType.MILITARY, TargetType.PRISON})


@dataclass(frozen=True, slots=True)
class Kind:
    sub_event_type: SubEventType
    spans: tuple[Span, ...]


def telling(scene: Scene) -> list[Finding]:
    """The findings that tell of the act, not those that only add."""
    return [f for f in scene.findings if standing_of(f) is Standing.OPENS] or list(scene.findings)


def kind_of(scene: Scene) -> Kind:
    """The type and the words that say so."""
    findings = telling(scene)
    if scene.kin is not None and not any(f.acts for f in scene.findings):
        return Kind(kind_of(scene.parent or scene.kin).sub_event_type, (findings[0].span,))
    kind = _decide(scene, findings)
    if scene.is_wave and kind is SubEventType.ATTACK:
        kind = SubEventType.ARMED_CLASH
    wanted = {act for act, sub in [*_BLASTS.items(), *_PLAIN.items(), *_LAST.items()] if sub is kind}
    wanted |= {act for act, subs in _CONTROL.items() if kind in subs}
    hits = [h for f in findings for h in f.acts if h.entry.act in wanted] or [h for f in findings for h in f.acts]
    strong = [h for h in hits if h.entry.weight is Weight.STRONG] or hits
    spans = tuple(f.span_of(h) for f in findings for h in f.acts if h in strong[:2])
    return Kind(kind, spans[:2] or (findings[0].span,))


def _decide(scene: Scene, findings: Sequence[Finding]) -> SubEventType:
    strong = {kind for f in findings for kind in _strong(f)}
    every = {kind for f in findings for kind in f.kinds()}
    lost = any(f.has_people_lost for f in scene.findings)
    if ActKind.CHEMICAL in strong:
        return SubEventType.CHEMICAL_WEAPON
    if ActKind.DEFUSE in strong and not lost:
        return SubEventType.DISRUPTED_WEAPONS_USE
    if ActKind.SEIZURE in strong and not lost and not strong & _FIGHT:
        return SubEventType.DISRUPTED_WEAPONS_USE
    if ActKind.SUICIDE in strong:
        return SubEventType.SUICIDE_BOMB
    if (
        ActKind.AIRSTRIKE in strong
        or any(_is_bombed_from_air(f) for f in findings)
        or (ActKind.AIRSTRIKE in every and lost and not strong & _FIGHT)
    ):
        return SubEventType.AIR_STRIKE
    blast = _blast(findings, strong, every)
    if blast is not None:
        return blast
    return control_of(findings) or _plainly(findings, strong) or _by_guns(scene, strong, every, lost)


def _is_bombed_from_air(finding: Finding) -> bool:
    """`Jets later bombed the hills`."""
    return bool(_AIRCRAFT & finding.words) and bool({"bombed", "bombing", "bombarded"} & finding.words)


def _plainly(findings: Sequence[Finding], strong: set[ActKind]) -> SubEventType | None:
    """A riot, or an act that is of one type wherever it stands."""
    if _is_riot(findings, strong):
        return SubEventType.VIOLENT_DEMONSTRATION
    return next((sub for act, sub in _PLAIN.items() if act in strong), None)


def _is_riot(findings: Sequence[Finding], strong: set[ActKind]) -> bool:
    """A crowd that burns, loots or throws stones at police or property, where nobody is lynched."""
    crowd = any(_CROWD & f.words for f in findings) and bool(strong & _BY_HAND)
    things = any(set(hit.entry.targets) & _THINGS for f in findings for hit in f.attacked)
    beaten = any(h.entry.act is ActKind.LYNCHING and not _CROWD & set(f.words_of(h)) for f in findings for h in f.acts)
    killed = any(loss.effect is Effect.KILLED for f in findings for loss in f.losses)
    return crowd and things and not beaten and not killed and ActKind.CRACKDOWN not in strong


def _strong(finding: Finding) -> set[ActKind]:
    """The strong acts of a clause; `shells fired at a camp` are no gunfire, `previous clashes` are none."""
    hits = [hit for hit in finding.acts if hit.entry.weight is Weight.STRONG]
    kinds = {hit.entry.act for hit in hits if finding.document.low(hit.first - 1) not in _FORMER}
    fired = [hit for hit in finding.acts if hit.entry.act is ActKind.GUNFIRE and hit.entry.weight is Weight.STRONG]
    if kinds & _FIRED_FROM_AFAR and all(finding.words_of(hit)[0] == "fired" for hit in fired):
        return kinds - {ActKind.GUNFIRE}
    return kinds


def _blast(findings: Sequence[Finding], strong: set[ActKind], every: set[ActKind]) -> SubEventType | None:
    """A blast counts unless it is one weapon of a gun battle: the opening sentence decides."""
    order = (ActKind.SHELLING, ActKind.EXPLOSION, ActKind.GRENADE)
    present = [act for act in order if act in strong and not _is_one_weapon(findings, act)]
    if not present and ActKind.EXPLOSION in every and not strong - {ActKind.SABOTAGE}:
        present = [ActKind.EXPLOSION]
    if not present:
        return None
    if not strong & {ActKind.CLASH, ActKind.GUNFIRE, ActKind.AMBUSH, ActKind.RAID, ActKind.JAILBREAK, ActKind.ASSAULT}:
        return _BLASTS[present[0]]
    opening = _strong(findings[0])
    if opening & {ActKind.CLASH, ActKind.AMBUSH, ActKind.RAID, ActKind.GUNFIRE, ActKind.JAILBREAK}:
        return None
    for act in order:
        if act in opening:
            return _BLASTS[act]
    return None if strong & {ActKind.CLASH, ActKind.GUNFIRE} else _BLASTS[present[0]]


def _is_one_weapon(findings: Sequence[Finding], act: ActKind) -> bool:
    """`assaulted the post with rockets and hand grenades`: the weapons of a gun battle."""
    if act is ActKind.EXPLOSION:
        return False
    for finding in findings:
        used = [hit.first for hit in finding.acts if hit.entry.act is act]
        fought = [h.first for h in finding.acts if h.entry.act in _FIGHT and h.entry.weight is Weight.STRONG]
        if used and fought and min(fought) < min(used):
            return True
    return False


def _by_guns(scene: Scene, strong: set[ActKind], every: set[ActKind], lost: bool) -> SubEventType:
    if ActKind.BODY in strong or telling(scene)[0].found_bodies:
        return SubEventType.ATTACK
    civilians = _lost_group(scene, VictimGroup.CIVILIANS) or _lost_group(scene, VictimGroup.UNSPECIFIED)
    armed_side = (
        _lost_group(scene, VictimGroup.SECURITY) or _lost_group(scene, VictimGroup.MILITANTS) or _hits_forces(scene)
    )
    armed_side = armed_side or (lost and _hits_hideout(scene))
    battle = (strong | ({ActKind.ASSAULT} & every)) & (_GUN_BATTLE | {ActKind.JAILBREAK, ActKind.RAID, ActKind.GUNFIRE})
    if battle == {ActKind.RAID} and not lost:
        battle = set()  # nobody is said to have fired
    if ActKind.CLASH in every and any(Cue.TRIBAL in f.cues for f in scene.findings):
        return SubEventType.ARMED_CLASH
    if battle and (armed_side or ActKind.CLASH in strong) and not _only_taken(scene, strong):
        return SubEventType.ARMED_CLASH
    if lost and civilians and every & _KILLING:
        return SubEventType.ATTACK
    mild = _without_blood(scene, strong, lost)
    if mild is not None:
        return mild
    if not lost and ActKind.RAID in every and not every & _FOUGHT:
        found = any(_FOUND_ARMS & f.words for f in scene.findings)
        return SubEventType.DISRUPTED_WEAPONS_USE if found else SubEventType.OTHER
    if ActKind.EXECUTION in strong or (ActKind.GUNFIRE in every and lost):
        return SubEventType.ATTACK if not armed_side else SubEventType.ARMED_CLASH
    return SubEventType.ATTACK if not armed_side and (lost or _hits_civilians(scene)) else SubEventType.ARMED_CLASH


def _without_blood(scene: Scene, strong: set[ActKind], lost: bool) -> SubEventType | None:
    """People taken, things burnt or robbed, roads closed, where no fight outranks it."""
    if not lost and strong and {kind for f in telling(scene) for kind in f.kinds()} == {ActKind.BLOCKADE}:
        return SubEventType.OTHER
    taken = {ActKind.ABDUCTION} if any(f.has_people_taken for f in telling(scene)) else set()
    chosen = next((sub for act, sub in _LAST.items() if act in strong | taken), None)
    seized = not lost and not strong and any(ActKind.SEIZURE in f.kinds() for f in telling(scene))
    return chosen or (SubEventType.DISRUPTED_WEAPONS_USE if seized else None)


def _only_taken(scene: Scene, strong: set[ActKind]) -> bool:
    """A raid in which people are arrested or picked up and nobody is shot at."""
    taken = strong & {ActKind.ARREST, ActKind.ABDUCTION, ActKind.SEIZURE}
    fought = strong & {ActKind.CLASH, ActKind.GUNFIRE, ActKind.ASSAULT, ActKind.AMBUSH, ActKind.JAILBREAK}
    attacks = any(ActKind.ASSAULT in f.kinds() and ActKind.ARREST not in f.kinds() for f in telling(scene))
    targeted = attacks and _hits_forces(scene)
    return bool(taken) and not fought and not targeted and not any(f.has_people_lost for f in scene.findings)


def _lost_group(scene: Scene, group: VictimGroup) -> bool:
    return any(
        loss.group is group or any(part.group is group for part in loss.parts)
        for f in scene.findings
        for loss in f.losses
        if loss.effect in {Effect.KILLED, Effect.INJURED}
    )


def _hits_civilians(scene: Scene) -> bool:
    named = any(hit.entry.group is VictimGroup.CIVILIANS for f in telling(scene) for hit in f.people)
    return named or any(TargetType.PRIVATE_CITIZENS in hit.entry.targets for f in telling(scene) for hit in f.attacked)


def _hits_hideout(scene: Scene) -> bool:
    return any(TargetType.MILITIA in hit.entry.targets for f in telling(scene) for hit in f.attacked)


def _hits_forces(scene: Scene) -> bool:
    if any(set(hit.entry.targets) & _FORCES_TARGETS for f in telling(scene) for hit in f.targets if not _did(f, hit)):
        return True
    return any(_POSTS & f.words and ActKind.ASSAULT in f.kinds(Weight.STRONG) for f in telling(scene))


def _did(finding: Finding, hit: Hit[TargetEntry]) -> bool:
    """`shot by police officers`, `prison guards beat two men`: they are who did it."""
    agent = agent_of(finding)
    if agent is not None and agent.actor is not None and abs(agent.actor.first - hit.first) <= 1:
        return True
    return any(person.first <= hit.first < person.last and finding.is_attacker(person) for person in finding.people)


def tags_of(scene: Scene, kind: SubEventType) -> dict[Tag, list[Span]]:
    """Tags that the acts of the scene give, and what was hit, with the words that say so."""
    tags: dict[Tag, list[Span]] = {}
    for finding in telling(scene):
        for act in finding.acts:
            for tag in act.entry.tags if act.entry.weight is Weight.STRONG else ():
                tags.setdefault(tag, []).append(finding.span_of(act))
        if finding.found_bodies:
            tags.setdefault(Tag.BODY_FOUND, []).extend(finding.found_bodies[0].spans)
    if kind is not SubEventType.ATTACK:
        tags.pop(Tag.BODY_FOUND, None)
    if kind in {SubEventType.AIR_STRIKE, SubEventType.REMOTE_EXPLOSIVE, SubEventType.SUICIDE_BOMB}:
        tags.pop(Tag.RAID, None)
    for finding in telling(scene):
        for hit in finding.targets:
            if _TRAIN_WORDS & set(finding.words_of(hit)):
                tags.setdefault(Tag.TRAIN, []).append(finding.span_of(hit))
    return tags


def outcome_of(scene: Scene, kind: SubEventType) -> Outcome:
    """Foiled where the text has the attack beaten back, or the bomb made safe."""
    if kind is SubEventType.DISRUPTED_WEAPONS_USE:
        made_safe = any(ActKind.DEFUSE in f.kinds(Weight.STRONG) for f in scene.findings)
        return Outcome.FOILED if made_safe else Outcome.COMPLETED
    if scene.is_wave:
        return Outcome.COMPLETED
    return Outcome.FOILED if any(Cue.FOILED in f.cues for f in scene.findings) else Outcome.COMPLETED
