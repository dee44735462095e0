"""Turns scenes into reports: every value with the words that say it, and how sure the reading is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extraction.document import Document
from extraction.kinds import Kind, kind_of, outcome_of, tags_of
from extraction.lexicon.entries import Cue, Effect
from extraction.perpetrators import Side
from extraction.places import Location
from extraction.sides import side_of
from extraction.story import Scene, Story
from extraction.targeting import Targets, joined, targets_of
from extraction.tolls import Amount, Count, count, single
from khabardar.codec import flatten
from khabardar.records import Facts, Report, Span
from khabardar.vocabulary import DatePrecision, GeoPrecision, Outcome, Role, SubEventType

_KEYS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _When:
    start: date
    end: date
    precision: DatePrecision
    spans: tuple[Span, ...] = ()


def report_all(document: Document, story: Story, country: str | None) -> list[Report]:
    """One report a scene that has a place; keys are a, b, c … in text order, parents first."""
    usable = reported(story)
    keys = {id(scene): key_of(number) for number, scene in enumerate(usable)}
    sides: dict[int, Side] = {}
    reports: list[Report] = []
    for scene in usable:
        parent = scene.parent if scene.parent is not None and id(scene.parent) in keys else None
        kind = kind_of(scene)
        assert scene.location is not None
        day = _when(document, scene).start
        like = parent or (
            scene.kin if scene.kin is not None and not any(f.acts or f.actors for f in scene.findings) else None
        )
        side = side_of(scene, kind.sub_event_type, scene.location.country, day, sides.get(id(like)) if like else None)
        sides[id(scene)] = side
        children = [s for s in usable if s.parent is scene]
        reports.append(
            report_of(document, scene, kind, side, keys[id(scene)], keys[id(parent)] if parent else None, children)
        )
    return reports


def reported(story: Story) -> list[Scene]:
    """The scenes that become reports, in the order of these: one without any place tells too little."""
    return [scene for scene in story.scenes if scene.location is not None]


def key_of(number: int) -> str:
    """a, b, … z, aa, ab: the key of the n-th report of an article, counted from 0."""
    return _KEYS[number] if number < len(_KEYS) else f"{_KEYS[number // len(_KEYS) - 1]}{_KEYS[number % len(_KEYS)]}"


def report_of(
    document: Document, scene: Scene, kind: Kind, side: Side, key: str, parent: str | None, children: Sequence[Scene]
) -> Report:
    """A scene that has a place as a report; `children` are the scenes of a wave."""
    assert scene.location is not None
    when = _when(document, scene)
    killed, injured = count(scene.findings, Effect.KILLED), count(scene.findings, Effect.INJURED)
    people = {effect: single(scene.findings, effect) for effect in (Effect.ABDUCTED, Effect.FREED, Effect.ARRESTED)}
    targets = targets_of(scene, kind.sub_event_type, side)
    if scene.is_wave:
        targets = joined([targets, *(targets_of(child, kind.sub_event_type, side) for child in children)])
    outcome = outcome_of(scene, kind.sub_event_type)
    facts = _facts(scene.location, when, kind.sub_event_type, side, killed, injured, people, targets, outcome, scene)
    evidence = _evidence(facts, scene, when, kind, side, killed, injured, people, targets, outcome)
    old = scene.is_old
    return Report(key, facts, parent, Role.BACKGROUND if old else Role.MAIN, evidence, _confidence(scene, when, facts))


def _when(document: Document, scene: Scene) -> _When:
    day = scene.day
    if day is None and scene.parent is not None:
        day = scene.parent.day
    if day is None:
        spoken = [d for d in scene.opening.spoken if d.is_report and d.start == d.end and not d.is_bound]
        if spoken:
            return _When(spoken[0].start, spoken[0].end, DatePrecision.ASSUMED, (spoken[0].span,))
        published = document.published
        return _When(published, published, DatePrecision.ASSUMED)
    return _When(day.start, day.end, day.precision, (day.span,))


def _facts(
    location: Location,
    when: _When,
    kind: SubEventType,
    side: Side,
    killed: Count,
    injured: Count,
    people: dict[Effect, Amount | None],
    targets: Targets,
    outcome: Outcome,
    scene: Scene,
) -> Facts:
    place = location.place
    coarse = location.level <= 1
    numbers = {effect: amount.value if amount else None for effect, amount in people.items()}
    return Facts(
        date_start=when.start,
        date_end=when.end,
        date_precision=when.precision,
        place=location.name,
        country=location.country,
        geo_precision=location.precision,
        sub_event_type=kind,
        admin2=location.admin2 if location.level >= 2 else None,
        admin1=location.admin1 if location.level >= 1 else None,
        latitude=place.latitude if place and not coarse else None,
        longitude=place.longitude if place and not coarse else None,
        outcome=outcome,
        tags=frozenset(tags_of(scene, kind)),
        perpetrator=side.name,
        perpetrator_type=side.actor_type,
        attribution=side.attribution,
        claimed_by=side.claimed_by,
        targets=targets.types,
        killed=killed.toll,
        killed_low=killed.low,
        killed_high=killed.high,
        injured=injured.toll,
        abducted=numbers[Effect.ABDUCTED],
        freed=numbers[Effect.FREED],
        arrested=numbers[Effect.ARRESTED],
    )


def _evidence(
    facts: Facts,
    scene: Scene,
    when: _When,
    kind: Kind,
    side: Side,
    killed: Count,
    injured: Count,
    people: dict[Effect, Amount | None],
    targets: Targets,
    outcome: Outcome,
) -> dict[str, tuple[Span, ...]]:
    assert scene.location is not None
    evidence: dict[str, tuple[Span, ...]] = {
        "place": (scene.location.span,),
        "geo_precision": (scene.location.span, *scene.location.parents),
        "admin2": (scene.location.span, *scene.location.parents),
        "admin1": (scene.location.span, *scene.location.parents),
        "country": (scene.location.span, *scene.location.parents),
        "date_start": when.spans,
        "date_end": when.spans,
        "date_precision": when.spans,
        "sub_event_type": kind.spans,
        "event_type": kind.spans,
        "perpetrator": side.spans,
        "perpetrator_type": side.spans,
        "attribution": side.claim_spans or side.spans,
        "claimed_by": side.claim_spans,
        "targets": targets.spans,
        "tags": tuple(span for spans in tags_of(scene, kind.sub_event_type).values() for span in spans),
    }
    for name, counted in (("killed", killed), ("injured", injured)):
        every = tuple(sorted({span for spans in counted.spans.values() for span in spans}))
        evidence[f"{name}.total"] = every
        evidence |= {f"{name}.{group.value}": spans for group, spans in counted.spans.items()}
        if name == "killed":
            evidence |= {"killed.low": every, "killed.high": every}
    evidence |= {effect.value: amount.spans for effect, amount in people.items() if amount}
    if outcome is Outcome.FOILED:
        evidence["outcome"] = (
            tuple(f.cue_spans[Cue.FOILED] for f in scene.findings if Cue.FOILED in f.cues) or kind.spans
        )
    stated = flatten(facts)
    return {cell: _in_order(spans) for cell, spans in evidence.items() if spans and stated[cell] is not None}


def _in_order(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    return spans if len(spans) == 1 else tuple(sorted(set(spans)))


def _confidence(scene: Scene, when: _When, facts: Facts) -> float:
    """0 to 1: how many of the things that a reader would want are said outright."""
    score = 0.4
    score += 0.15 * (when.precision is not DatePrecision.ASSUMED)
    score += 0.15 * (facts.geo_precision not in {GeoPrecision.PROVINCE, GeoPrecision.COUNTRY})
    score += 0.1 * (scene.location is not None and scene.location.place is not None)
    score += 0.1 * (facts.killed.total is not None or facts.injured.total is not None)
    score += 0.1 * (facts.perpetrator is not None)
    return round(min(score, 1.0), 2)


def is_old(day: date, published: date, days: int) -> bool:
    """True where a day lies too far back to be this article's news."""
    return published - day > timedelta(days=days)
