"""Looks over all scenes once an article is read: gives them places, sets old and foreign matter aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from extraction.document import Document, within
from extraction.lexicon.entries import ActKind, Cue, Effect, Weight
from extraction.lexicon.words import words
from extraction.placeroles import PlaceRole
from extraction.places import Location
from extraction.scope import Standing, standing_of
from extraction.sentences import SentenceKind
from extraction.sharing import common_area, share_claims
from extraction.story import Scene, Story, days_meet, has_militants
from khabardar.vocabulary import VictimGroup

_ARSENAL = words("judgement.arsenal")  # arms that no private quarrel needs
_ARMS = frozenset({ActKind.SUICIDE, ActKind.EXPLOSION, ActKind.GRENADE, ActKind.AMBUSH, ActKind.CLASH})
_LEAD = 2  # sentences
_NEWS_DAYS = 12  # what lies further back is background
_MILD = frozenset(
    {
        ActKind.ARREST,
        ActKind.SEIZURE,
        ActKind.ARSON,
        ActKind.LOOTING,
        ActKind.ABDUCTION,
        ActKind.BLOCKADE,
        ActKind.SABOTAGE,
    }
)


def judge(document: Document, story: Story, locations: Sequence[Location]) -> Story:
    """The story with every scene placed and dated, or left out."""
    kept: list[Scene] = []
    asides = list(story.asides)
    previous: Location | None = None
    news = _news_day(document, story.scenes)
    heads = _places_of_entries(document, locations)
    for scene in story.scenes:
        if scene.location is None and scene.findings and not scene.is_wave:
            scene.location = heads.get(scene.opening.clause.topic)
        why = _objection(scene)
        if why is not None:
            asides.append((scene.opening, why) if scene.findings else (story.scenes[0].opening, why))
            continue
        if scene.location is None and scene.is_wave:
            scene.location = common_area([s for s in story.scenes if s.parent is scene])
        if scene.location is None:
            scene.location = _fallback(scene, previous, locations)
        previous = scene.location or previous
        scene.is_old = _is_old(news, scene) or _is_only_referred_to(scene)
        kept.append(scene)
    kept = _without_retold(kept)
    share_claims(kept)
    for scene in kept:
        if scene.parent is not None and scene.parent not in kept:
            scene.parent = None
    return Story(_without_empty_waves(kept), asides)


def _places_of_entries(document: Document, locations: Sequence[Location]) -> dict[int, Location]:
    """Topic to place, where every entry of a roundup has a dateline of its own: `TURBAT: A grenade ...`."""
    heads: dict[int, Location] = {}
    for sentence, (first, last) in zip(document.sentences, document.bounds, strict=True):
        places = [x for x in within(locations, first, last) if x.level >= 2]
        if sentence.kind is SentenceKind.HEADING and len(places) == 1:
            heads.setdefault(sentence.topic, places[0])
    reporter = [x for x in locations if x.role is PlaceRole.DATELINE]
    return {0: reporter[0], **heads} if heads and reporter else heads


def _objection(scene: Scene) -> Standing | None:
    """Why a scene is none of ours after all."""
    if not scene.findings:
        return None
    strong = {kind for f in scene.findings for kind in f.kinds(Weight.STRONG)}
    if scene.is_accident and not has_militants(scene):
        return Standing.ACCIDENT
    if scene.is_private:
        return Standing.PRIVATE
    if not scene.is_wave and scene.location is None and scene.day is None and not _is_told_at_once(scene):
        return Standing.NOWHERE
    found = any(f.found_bodies or (_ARSENAL & f.words and ActKind.SEIZURE in f.kinds()) for f in scene.findings)
    if (
        strong
        and strong <= {ActKind.ARREST, ActKind.SEIZURE}
        and not has_militants(scene)
        and not found
        and not _is_harm(scene)
    ):
        return Standing.PRIVATE
    return None


def _is_harm(scene: Scene) -> bool:
    """`Forces fired at two men and wounded one. They arrested the other.`: more than an arrest."""
    return any(f.has_people_lost and f.actors and f.kinds() - {ActKind.ARREST} for f in scene.findings)


def _is_told_at_once(scene: Scene) -> bool:
    """The lead tells of people lost and leaves place and day to the headline or the dateline."""
    opening = scene.opening
    plainly = any(f.losses for f in scene.findings) and any(f.acts or f.has_armed_actor for f in scene.findings)
    return plainly and opening.clause.sentence < _LEAD and opening.framed is None


def _fallback(scene: Scene, previous: Location | None, locations: Sequence[Location]) -> Location | None:
    """A place for a scene that names none: a unit that it mentions, the scene before, any place of the article."""
    for finding in scene.findings:
        wider = [x for x in finding.wider if x.level >= 1]
        if wider:
            return wider[0]
    if previous is not None:
        return previous
    events = [x for x in locations if x.role in (PlaceRole.EVENT, PlaceRole.WEAK, PlaceRole.ACTOR)]
    beside = [x for x in locations if x.role is PlaceRole.SEAT and scene.opening.holds(x)]
    opening = scene.opening
    beside += [x for x in locations if x.role in (PlaceRole.DISTANCE, PlaceRole.HOME) and opening.holds(x)]
    by_arms = opening.has_foe or bool(opening.kinds(Weight.STRONG) & _ARMS)
    is_firm = by_arms and opening.has_people_lost and _is_told_at_once(scene)
    dateline = [x for x in locations if x.role is PlaceRole.DATELINE and is_firm]
    return next((x for x in events if x.level >= 1), next(iter([*events, *beside, *dateline]), None))


def _news_day(document: Document, scenes: Sequence[Scene]) -> date:
    """The day from which age is counted: of publication, or of the act that opens an article of old news."""
    published = document.published
    first = next((s for s in scenes if s.day is not None and s.opening.framed is None), None)
    if first is None or first.day is None or first.opening.clause.sentence > 1 or first.day.is_vague:
        return published
    return min(published, first.day.end)


def _is_old(news: date, scene: Scene) -> bool:
    day = scene.day or (scene.parent.day if scene.parent else None)
    return day is not None and news - day.end > timedelta(days=_NEWS_DAYS)


def _is_only_referred_to(scene: Scene) -> bool:
    """No clause tells of it as news: see frames.py and genre.py."""
    opening = [f for f in scene.findings if standing_of(f) is Standing.OPENS]
    return bool(opening) and all(f.framed is not None for f in opening)


def _without_retold(scenes: list[Scene]) -> list[Scene]:
    """A lead's `attacks in A, B and C` adds no place that the text tells of later, under a finer name."""
    return [s for s in scenes if not (_is_listed(s) and any(_retells(other, s) for other in scenes))]


def _is_listed(scene: Scene) -> bool:
    """Only named, in the list of its parent's sentence."""
    parent = scene.parent
    return parent is not None and {f.clause for f in scene.findings} <= {parent.opening.clause}


def _retells(other: Scene, listed: Scene) -> bool:
    if other.location is None or listed.location is None or other is listed or _is_listed(other) or other.is_old:
        return False
    inside = listed.location.holds(other.location) or (
        other.location.level > 2 and listed.location.name == other.location.admin2 != other.location.name
    )
    if not inside:
        return False
    day = listed.opening.dates[0] if listed.opening.dates else None
    return day is None or other.day is None or days_meet(day, other.day)


def _without_empty_waves(scenes: list[Scene]) -> list[Scene]:
    """A parent that neither counts anything nor holds at least two children is dropped, its children stand alone."""
    result = list(scenes)
    for scene in scenes:
        if not scene.is_wave:
            continue
        children = [s for s in scenes if s.parent is scene]
        stands = _counts(scene) or (children and scene.day is not None and Cue.WAVE in scene.opening.cues)
        if len(children) >= 2 or (scene.location is not None and stands):
            continue
        for child in children:
            child.parent = None
        if children:
            result.remove(scene)
    return result


def _counts(scene: Scene) -> bool:
    return any(
        loss.effect in {Effect.KILLED, Effect.INJURED} and loss.group is not VictimGroup.MILITANTS
        for f in scene.findings
        for loss in f.losses
    )
