"""Says who did it, of what type, and on whose word: claimed, blamed, suspected, witnessed or unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from extraction.beginners import beginner_of
from extraction.doers import Doer, doer_of, is_harmed
from extraction.findings import Finding
from extraction.kinds import telling
from extraction.lexicon.entries import TALIBAN_RULE, ActKind, ActorEntry, Cue, Weight
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words
from extraction.perpetrators import Side, fell, type_of
from extraction.stateforces import (
    ACCUSED_OF,
    BEGUN_BY_OTHERS,
    KIN,
    STATE_KINDS,
    is_from_abroad,
    rescuers,
    state_of,
    state_side,
)
from extraction.story import Scene
from khabardar.records import Span
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType

GUNMEN = "Unidentified gunmen"
_SAID = frozenset({"said", "says", "told", "claimed", "claims", "stated", "admitted", "announced", "boasted"})
_BEHIND = frozenset({"behind", "out"})
_UNNAMED = frozenset({"unknown", "unidentified", "unnamed"})
_SOMEBODY = frozenset(
    {"persons", "person", "men", "man", "people", "individuals", "miscreants", "suspects", "culprits"}
    | {"motorcyclists", "motorcyclist", "bikers"}
)
_HISTORY = words("sides.history")
_EVENLY = frozenset({ActKind.CLASH, ActKind.GUNFIRE})
_WORD_ON_IT = frozenset({Cue.SUSPECT, Cue.BLAME, Cue.CLAIM})
_BARE_TALIBAN = (["taliban"], ["taleban"])
_TALIBAN_OF_PAKISTAN = ActorEntry("Tehrik-i-Taliban Pakistan", PerpetratorType.REBEL_GROUP, ("PK",))
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
    claimed = _claimed(scene, day) if kind not in STATE_KINDS else None
    if claimed:
        return claimed
    if wave is not None and wave.actor_type is not PerpetratorType.UNKNOWN and not _is_denied(scene):
        return wave
    if kind is SubEventType.ARMED_CLASH and (began := _began(scene, country, day)):
        return began
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
    if named and kind not in STATE_KINDS and _is_blamed(scene, day):
        return named
    state = state_of(scene, kind, country, day) or rescuers(scene, kind, country, day)
    return state or named or _gunmen(scene) or _UNKNOWN


def _began(scene: Scene, country: str | None, day: date) -> Side | None:
    """The side that one of its clauses says opened fire first."""
    for finding in scene.findings:
        beginner = beginner_of(finding)
        if beginner is None:
            continue
        spans = (finding.document.span(beginner.first, beginner.last),)
        if beginner.actor is None:
            return _named(scene, day, without_harmed=True) or _gunmen_at(spans[0])
        hit = beginner.actor
        if hit.entry.is_state or hit.entry.governs_on(day):
            return replace(state_side(finding, [hit], country, day, Attribution.BLAMED), spans=spans)
        return Side(hit.entry.name, type_of(hit.entry, day), Attribution.BLAMED, None, spans)
    return None


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
        begun = begun or bool(finding.kinds() & BEGUN_BY_OTHERS)
    return None


def _lost_a_fight(scene: Scene) -> bool:
    """`Police freed five men, kidnapped by robbers, after an encounter in which a robber died`."""
    fought = any(ActKind.CLASH in finding.kinds(Weight.STRONG) for finding in telling(scene))
    return fought and any(fell(finding) for finding in scene.findings)


def _defends(finding: Finding, doer: Doer) -> bool:
    """`Troops killed four men who stormed the post`: the harm that they did was an answer."""
    return not doer.is_agent and bool(finding.kinds() & (BEGUN_BY_OTHERS - {ActKind.AMBUSH}))


def _forces_did(
    scene: Scene, finding: Finding, doer: Doer, kind: SubEventType, country: str | None, day: date
) -> Side | None:
    assert doer.actor is not None
    abroad = is_from_abroad([doer.actor], country, kind)
    accused = kind in ACCUSED_OF and (Cue.BLAME in finding.cues or bool(KIN & finding.words))
    attribution = Attribution.BLAMED if accused else Attribution.WITNESSED
    return state_side(finding, [doer.actor], country, day, attribution, abroad)


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
        return Side(name, type_of(hit.entry, day), Attribution.CLAIMED, name, spans, spans)
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


def _named(scene: Scene, day: date, without_harmed: bool = False) -> Side | None:
    """A group that the text has as the doer, without a claim."""
    unclaimed = any(Cue.NO_CLAIM in finding.cues for finding in scene.findings)
    for finding in scene.findings:
        if unclaimed and not (finding.acts or finding.losses or finding.cues & _WORD_ON_IT):
            continue  # a group is named, for another matter
        doubted = finding.cues & {Cue.SUSPECT, Cue.BLAME}
        if not doubted and (finding.cues & {Cue.DENY, Cue.NO_CLAIM} or _HISTORY & finding.words):
            continue
        for hit in _groups(finding):
            kind = type_of(hit.entry, day)
            if kind is PerpetratorType.STATE_FORCES or (
                is_harmed(finding, hit) and (without_harmed or not fell(finding))
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
