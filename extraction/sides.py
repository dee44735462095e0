"""Says who did it, of what type, and on whose word: claimed, blamed, suspected, witnessed or unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from extraction.countries import country_name
from extraction.document import within
from extraction.doers import Doer, doer_of, is_harmed
from extraction.findings import Finding
from extraction.kinds import telling
from extraction.lexicon.entries import TALIBAN_RULE, ActKind, ActorEntry, Cue, Weight
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.story import Scene
from khabardar.records import Span
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType, VictimGroup

GUNMEN = "Unidentified gunmen"
_STATE_ACTS = frozenset({ActKind.RAID, ActKind.ARREST, ActKind.SEIZURE, ActKind.CRACKDOWN})
_STATE_KINDS = frozenset({SubEventType.ARRESTS, SubEventType.GOVERNMENT_REGAINS, SubEventType.EXCESSIVE_FORCE})
_BEGUN_BY_OTHERS = frozenset({ActKind.ASSAULT, ActKind.AMBUSH, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.GRENADE})
_ACCUSED_OF = frozenset({SubEventType.ATTACK, SubEventType.ABDUCTION, SubEventType.AIR_STRIKE, SubEventType.SHELLING})
_KIN = words("sides.kin")
_SAID = frozenset({"said", "says", "told", "claimed", "claims", "stated", "admitted", "announced", "boasted"})
_BEHIND = frozenset({"behind", "out"})
_UNDER_FIRE = (["fired", "upon"], ["fired", "at"], ["fired", "on"], ["ambushed"], ["attacked"], ["targeted"])
_WAS = frozenset({"was", "were", "being", "been"})
_UNNAMED = frozenset({"unknown", "unidentified", "unnamed"})
_SOMEBODY = frozenset(
    {"persons", "person", "men", "man", "people", "individuals", "miscreants", "suspects", "culprits"}
)
_HISTORY = words("sides.history")
_EVENLY = frozenset({ActKind.CLASH, ActKind.GUNFIRE})
_BARE_TALIBAN = (["taliban"], ["taleban"])
_TALIBAN_OF_PAKISTAN = ActorEntry("Tehrik-i-Taliban Pakistan", PerpetratorType.REBEL_GROUP, ("PK",))


@dataclass(frozen=True, slots=True)
class Side:
    name: str | None
    actor_type: PerpetratorType
    attribution: Attribution
    claimed_by: str | None = None
    spans: tuple[Span, ...] = ()
    claim_spans: tuple[Span, ...] = ()


_UNKNOWN = Side(None, PerpetratorType.UNKNOWN, Attribution.UNKNOWN)
_TWO_STATES = Side(None, PerpetratorType.STATE_FORCES, Attribution.UNKNOWN)


def side_of(scene: Scene, kind: SubEventType, country: str | None, day: date, wave: Side | None) -> Side:
    """The perpetrator of a scene; a child of a wave has its parent's unless it names its own."""
    return _side_of(_as_named_in(scene, country), kind, country, day, wave)


def _as_named_in(scene: Scene, country: str | None) -> Scene:
    """Where the act was in Pakistan, `Taliban` with nothing more are the Pakistani ones."""
    if country != "PK":
        return scene
    return replace(scene, findings=[_with_taliban_of_pakistan(finding) for finding in scene.findings])


def _with_taliban_of_pakistan(finding: Finding) -> Finding:
    if not any(finding.words_of(hit) in _BARE_TALIBAN for hit in finding.actors) or _is_of_border(finding):
        return finding
    actors = tuple(
        replace(hit, entry=_TALIBAN_OF_PAKISTAN) if finding.words_of(hit) in _BARE_TALIBAN else hit
        for hit in finding.actors
    )
    return replace(finding, actors=actors)


def _is_of_border(finding: Finding) -> bool:
    return bool({"afghan", "afghanistan", "kabul", "border", "cross-border"} & finding.words)


def _side_of(scene: Scene, kind: SubEventType, country: str | None, day: date, wave: Side | None) -> Side:
    if kind in {SubEventType.MOB_VIOLENCE, SubEventType.VIOLENT_DEMONSTRATION}:
        return Side(None, PerpetratorType.RIOTERS, Attribution.WITNESSED, None, (scene.opening.act_span,))
    claimed = _claimed(scene, day) if kind not in _STATE_KINDS else None
    if claimed:
        return claimed
    if wave is not None and wave.actor_type is not PerpetratorType.UNKNOWN and not _is_denied(scene):
        return wave
    if _is_tribal(scene):
        words = tuple(f.cue_spans[Cue.TRIBAL] for f in scene.findings if Cue.TRIBAL in f.cues)
        return Side(None, PerpetratorType.IDENTITY_MILITIA, Attribution.WITNESSED, None, words)
    if kind is SubEventType.ARMED_CLASH and (even := _evenly_fought(scene)):
        return even
    done = _by_doer(scene, kind, country, day)
    if done:
        return done
    named = _named(scene, day, without_harmed=True) or _named(scene, day)
    if named and kind is SubEventType.CHANGE_TO_GROUP:
        return replace(named, attribution=Attribution.WITNESSED)
    if named and kind not in _STATE_KINDS and _is_blamed(scene, day):
        return named
    return _state(scene, kind, country, day) or named or _gunmen(scene) or _UNKNOWN


def _evenly_fought(scene: Scene) -> Side | None:
    """`A clash between police and robbers`: two sides, and nobody is said to have begun it."""
    findings = telling(scene)
    if any(finding.kinds(Weight.STRONG) - _EVENLY or Cue.BLAME in finding.cues for finding in findings):
        return None
    for finding in findings:
        states = {code for hit in finding.actors for code in hit.entry.countries[:1] if hit.entry.governs}
        paired = any(_is_second_of_two(finding, hit) for hit in finding.actors)
        if ActKind.CLASH in finding.kinds() and (len(states) > 1 or paired):
            return replace(_TWO_STATES, spans=(finding.act_span,))
        if any(h.entry.act is ActKind.CLASH and _is_between(finding, h.first, h.last) for h in finding.acts):
            return _UNKNOWN if finding.actors else None
    return None


def _is_second_of_two(finding: Finding, hit: Hit[ActorEntry]) -> bool:
    """`Indian and Chinese troops`: the forces of two states that share their noun."""
    tokens, first = finding.document.tokens, hit.first
    is_pair = first >= 2 and tokens[first - 1].low == "and" and tokens[first - 2].text.istitle()
    return is_pair and hit.entry.governs and bool(hit.entry.countries) and tokens[first].text.istitle()


def _is_between(finding: Finding, first: int, last: int) -> bool:
    return "between" in {finding.document.low(at) for at in range(first, last + 3)}


def _by_doer(scene: Scene, kind: SubEventType, country: str | None, day: date) -> Side | None:
    """Whom the grammar of the telling clauses has as the doer; None where only sides are named."""
    begun = False
    for finding in telling(scene):
        doer = doer_of(finding)
        if doer is not None and doer.is_forces and not (begun or _defends(finding, doer)):
            return _forces_did(scene, finding, doer, kind, country, day)
        if doer is not None and doer.people is not None and finding.is_gunman(doer.people) and not _lost_a_fight(scene):
            return _gunmen_did(scene, finding, doer, day)
        begun = begun or bool(finding.kinds() & _BEGUN_BY_OTHERS)
    return None


def _lost_a_fight(scene: Scene) -> bool:
    """`Police freed five men, kidnapped by robbers, after an encounter in which a robber died`."""
    fought = any(ActKind.CLASH in finding.kinds(Weight.STRONG) for finding in telling(scene))
    return fought and any(_fell(finding) for finding in scene.findings)


def _defends(finding: Finding, doer: Doer) -> bool:
    """`Troops killed four men who stormed the post`: the harm that they did was an answer."""
    return not doer.is_agent and bool(finding.kinds() & (_BEGUN_BY_OTHERS - {ActKind.AMBUSH}))


def _forces_did(
    scene: Scene, finding: Finding, doer: Doer, kind: SubEventType, country: str | None, day: date
) -> Side | None:
    assert doer.actor is not None
    abroad = _from_abroad([doer.actor], country, kind)
    accused = kind in _ACCUSED_OF and (Cue.BLAME in finding.cues or bool(_KIN & finding.words))
    attribution = Attribution.BLAMED if accused else Attribution.WITNESSED
    return _state_side(finding, [doer.actor], country, day, attribution, abroad)


def _gunmen_did(scene: Scene, finding: Finding, doer: Doer, day: date) -> Side:
    """Gunmen of a group that is named elsewhere, unless the group is whom they shot."""
    assert doer.people is not None
    named = _named(scene, day, without_harmed=True)
    return named or _gunmen_at(finding.span_of(doer.people))


def _groups(finding: Finding) -> list[Hit[ActorEntry]]:
    return [hit for hit in finding.actors if not hit.entry.is_state]


def _is_denied(scene: Scene) -> bool:
    return any(Cue.DENY in f.cues for f in scene.findings)


def _is_blamed(scene: Scene, day: date) -> bool:
    return any(Cue.BLAME in f.cues and any(not hit.entry.governs_on(day) for hit in _groups(f)) for f in scene.findings)


def _is_tribal(scene: Scene) -> bool:
    return any(Cue.TRIBAL in f.cues and ActKind.CLASH in f.kinds() for f in scene.findings)


def _type_of(entry: ActorEntry, day: date) -> PerpetratorType:
    """The Afghan Taliban were rebels until they took Kabul."""
    if entry.name is not None and entry.governs and day < TALIBAN_RULE:
        return PerpetratorType.REBEL_GROUP
    return entry.actor_type


def _claimed(scene: Scene, day: date) -> Side | None:
    """A group that said so; `the group claimed` means the one named last."""
    last: tuple[Finding, Hit[ActorEntry]] | None = None
    for finding in scene.findings:
        groups = [hit for hit in _groups(finding) if not (hit.entry.governs and day >= TALIBAN_RULE)]
        if groups:
            last = (finding, groups[0])
        if Cue.CLAIM not in finding.cues or Cue.NO_CLAIM in finding.cues or Cue.DENY in finding.cues or last is None:
            continue
        if not groups and not finding.says_the_group:
            continue
        where, hit = last
        if where is finding and _is_told_of(finding, hit):
            continue
        name = hit.entry.name
        spans = (where.span_of(hit), finding.cue_spans[Cue.CLAIM])
        return Side(name, _type_of(hit.entry, day), Attribution.CLAIMED, name, spans, spans)
    return None


def _is_told_of(finding: Finding, hit: Hit[ActorEntry]) -> bool:
    """`Officials said the group was behind the attack`: others say it, and the group claims nothing."""
    claim = finding.document.first_cue(Cue.CLAIM, finding.clause.first, finding.clause.last)
    if claim is None:
        return False
    low, said = finding.document.low, finding.words_of(claim)
    if hit.first >= claim.last:
        after = {low(at) for at in range(hit.last, hit.last + 4)}
        return said[0] == "said" and not after & _SAID
    owned = {low(at) for at in range(hit.last, claim.last)}
    return bool(_BEHIND & set(said)) and not owned & _SAID


def _state(scene: Scene, kind: SubEventType, country: str | None, day: date) -> Side | None:
    """Forces that raided, arrested, shelled, opened fire, or are accused of a killing or an abduction."""
    opened_by_others = (
        scene.opening.kinds(Weight.STRONG) & _BEGUN_BY_OTHERS and ActKind.RAID not in scene.opening.kinds()
    ) or any(_came_under_fire(finding) for finding in telling(scene))
    for finding in scene.findings:
        forces = [
            hit
            for hit in finding.actors
            if hit.entry.governs and _type_of(hit.entry, day) is PerpetratorType.STATE_FORCES
        ]
        accused = Cue.BLAME in finding.cues and bool(forces) and kind in _ACCUSED_OF
        if accused:
            return _state_side(finding, forces, country, day, Attribution.BLAMED)
        if _from_abroad(forces, country, kind):
            return _state_side(finding, forces, country, day, Attribution.WITNESSED, abroad=True)
        if kind in _STATE_KINDS or any(finding.is_attacker(hit) for hit in forces):
            return _state_side(finding, forces, country, day, Attribution.WITNESSED)
        if not opened_by_others and _is_state_act(finding):
            return _state_side(finding, forces, country, day, Attribution.WITNESSED)
    return None


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
    return finding.forces_killed and (bool(finding.actors) or ActKind.RAID in finding.kinds())


def _from_abroad(forces: Sequence[Hit[ActorEntry]], country: str | None, kind: SubEventType) -> bool:
    foreign = any(hit.entry.countries and country not in hit.entry.countries for hit in forces)
    return foreign and kind in {SubEventType.AIR_STRIKE, SubEventType.SHELLING}


def _state_side(
    finding: Finding,
    forces: Sequence[Hit[ActorEntry]],
    country: str | None,
    day: date,
    attribution: Attribution,
    abroad: bool = False,
) -> Side:
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


def _fell(finding: Finding) -> bool:
    """Those who came to harm were fighters: perhaps in their own attack."""
    return any(loss.group is VictimGroup.MILITANTS for loss in finding.losses)


def _named(scene: Scene, day: date, without_harmed: bool = False) -> Side | None:
    """A group that the text has as the doer, without a claim."""
    for finding in scene.findings:
        doubted = finding.cues & {Cue.SUSPECT, Cue.BLAME}
        if not doubted and (finding.cues & {Cue.DENY, Cue.NO_CLAIM} or _HISTORY & finding.words):
            continue
        for hit in _groups(finding):
            kind = _type_of(hit.entry, day)
            if kind is PerpetratorType.STATE_FORCES or (
                is_harmed(finding, hit) and (without_harmed or not _fell(finding))
            ):
                continue
            is_guess = Cue.SUSPECT in finding.cues and not hit.entry.is_label and Cue.BLAME not in finding.cues
            attribution = Attribution.SUSPECTED if is_guess else Attribution.BLAMED
            return Side(hit.entry.name, kind, attribution, None, (finding.span_of(hit),))
    return None


def _gunmen(scene: Scene) -> Side | None:
    for finding in scene.findings:
        for hit in finding.people:
            if finding.is_gunman(hit):
                return _gunmen_at(finding.span_of(hit))
        if _shows_guns(finding):
            return _gunmen_at(finding.act_span)
    return None


def _gunmen_at(span: Span) -> Side:
    return Side(GUNMEN, PerpetratorType.UNKNOWN, Attribution.UNKNOWN, None, (span,))


def _shows_guns(finding: Finding) -> bool:
    """`Unknown persons opened fire`, `taken away at gunpoint`: nobody is called a gunman, and they had guns."""
    if "gunpoint" in finding.words and ActKind.ABDUCTION in finding.kinds():
        return True
    unknown = any(
        finding.document.low(hit.first - 1) in _UNNAMED or _UNNAMED & set(finding.words_of(hit))
        for hit in finding.people
        if set(finding.words_of(hit)) & _SOMEBODY
    )
    return unknown and ActKind.GUNFIRE in finding.kinds()
