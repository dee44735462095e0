"""Finds the scene that a clause tells more of, by place, day and the words that mark a new incident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from extraction.findings import Finding
from extraction.lexicon.entries import ActKind, Cue, Effect, Weight
from extraction.lexicon.words import words
from extraction.placeroles import PlaceRole
from extraction.places import Location
from extraction.story import Scene, Story, days_meet

_OLD = timedelta(days=12)  # what lies so far from the day of a scene is another matter
_TOLD_BEFORE = words("attachment.told_before")
_HEAD = 12  # tokens: `Residents said that the incident ...`
_AROUND = timedelta(days=3)  # an episode is told of over as many days
_NEW_ATTACK = frozenset({ActKind.GRENADE, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.ABDUCTION, ActKind.AMBUSH})
_MARKS = frozenset({Cue.SEPARATE, Cue.MEANWHILE, Cue.SAME_DAY})


def is_separate(finding: Finding, current: Scene | None) -> bool:
    if current is None:
        return False
    if Cue.SAME_DAY in finding.cues and finding.clause.opens and finding.kinds(Weight.STRONG) & _NEW_ATTACK:
        return True
    if Cue.SEPARATE in finding.cues or finding.is_entry:
        return not (
            finding.locations
            and current.location
            and finding.locations[0].same_as(current.location)
            and not finding.dates
        )
    return False


def scene_of(story: Story, current: Scene | None, finding: Finding, may_be_wider: bool) -> Scene | None:
    """The scene that this finding tells more of; None where it tells of something new."""
    candidates = [current] if current else []
    candidates += [scene for scene in reversed(story.scenes) if scene is not current]
    if not finding.locations:
        return _scene_of_the_dead(candidates, finding) or _scene_by_day(candidates, current, finding)
    for scene in candidates:
        if _agrees(scene, finding, scene is current, may_be_wider, any(s.is_wave for s in story.scenes)):
            return scene
    return None


def _scene_of_the_dead(candidates: Sequence[Scene], finding: Finding) -> Scene | None:
    """`The families accuse the forces of having killed the two`: the incident with as many dead."""
    if Cue.BLAME not in finding.cues or finding.dates:
        return None
    dead = {loss.value for loss in finding.losses if loss.effect is Effect.KILLED}
    for scene in candidates:
        if any(loss.effect is Effect.KILLED and loss.value in dead for f in scene.findings for loss in f.losses):
            return scene
    return None


def _scene_by_day(candidates: Sequence[Scene], current: Scene | None, finding: Finding) -> Scene | None:
    if current is None:
        return None
    if not finding.dates or current.day is None or days_meet(current.day, finding.dates[0]):
        return current
    matching = [scene for scene in candidates if scene.day is not None and days_meet(scene.day, finding.dates[0])]
    if matching:
        return matching[0]
    if finding.dates[0].is_vague or abs(finding.dates[0].start - current.day.start) > _OLD:
        return None
    raided = ActKind.RAID in finding.kinds(Weight.STRONG)
    return current if not finding.kinds(Weight.STRONG) or (current.is_wave and not raided) else None


def _agrees(scene: Scene, finding: Finding, is_current: bool, may_be_wider: bool, in_wave: bool) -> bool:
    location = finding.locations[0]
    if finding.dates and scene.day is not None and not days_meet(scene.day, finding.dates[0]):
        return is_current and _goes_on(scene, finding)
    if scene.location is None:
        return is_current
    if scene.location.same_as(location):
        return True
    if scene.is_wave:
        return location.level <= scene.location.level
    if location.holds(scene.location):
        return is_current or may_be_wider
    if not is_current:
        return False
    if scene.location.holds(location):
        return not (in_wave and scene.location.level <= 1)
    return _is_detail(scene, finding, location)


def _goes_on(scene: Scene, finding: Finding) -> bool:
    """Told of the days around an incident at its own place, with no word of another one."""
    location, day = finding.locations[0], finding.dates[0]
    if (
        scene.location is None
        or scene.day is None
        or finding.cues & {Cue.SEPARATE, Cue.MEANWHILE, Cue.SAME_DAY, Cue.RECALL}
    ):
        return False
    apart = max(day.start - scene.day.end, scene.day.start - day.end)
    return apart <= timedelta(days=3) and (scene.location.same_as(location) or location.holds(scene.location))


def _names_other_district(scene: Scene, finding: Finding) -> bool:
    """`In Tengnoupal district, ... from Saivom village`: the clause itself says that it is elsewhere."""
    assert scene.location is not None
    here = scene.location.admin2
    units = [x for x in finding.wider if x.role is PlaceRole.EVENT and x.level in (2, 3)]
    told = [x.admin2 for x in units] + [x.admin2 for x in finding.locations if x.parents]
    return here is not None and any(name is not None and name != here for name in told)


def names_it_again(finding: Finding) -> bool:
    """`The device went off in ...`, `The incident took place at ...`: what was told before, with its place."""
    low, first = finding.document.low, finding.clause.first
    heads = [at for at in range(first, min(first + _HEAD, finding.clause.last)) if low(at) == "the"]
    return any(low(at + 1) in _TOLD_BEFORE for at in heads if at < first + 5 or low(at - 1) == "that")


def _is_detail(scene: Scene, finding: Finding, location: Location) -> bool:
    """A street or a spot of the same district, in a sentence that marks no new incident, tells more of this one."""
    if scene.parent is not None or scene.location is None:
        return False
    marked = finding.cues & {Cue.MEANWHILE, Cue.SEPARATE, Cue.SAME_DAY, Cue.MORE}
    near = finding.clause.sentence - scene.findings[-1].clause.sentence <= 2
    unknown = location.place is None and scene.location.level >= 2 and not _names_other_district(scene, finding)
    if near and not marked and not finding.has_people_lost and unknown:
        return True
    if near and not marked and not finding.has_people_lost and names_it_again(finding):
        return scene.location.admin1 == location.admin1
    same_district = (scene.location.admin2, scene.location.admin1) == (location.admin2, location.admin1)
    marked = finding.cues & {Cue.MEANWHILE, Cue.SEPARATE, Cue.SAME_DAY}
    if location.is_highway and not marked and location.admin1 in (None, scene.location.admin1):
        return True
    return (
        same_district and not marked and (location.place is None or location.level == 4) and not finding.has_people_lost
    )
