"""Waves: several places under one head, and sentences that list the places of one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from extraction.countries import country_name
from extraction.document import within
from extraction.findings import Finding
from extraction.gazetteer import PlaceKind
from extraction.lexicon.entries import ActKind, Cue, Weight
from extraction.lexicon.words import words
from extraction.places import Location
from extraction.scope import Standing, standing_of
from extraction.sharing import is_by_the_state
from extraction.story import Scene, Story, days_meet
from extraction.tokens import tokenise
from khabardar.vocabulary import VictimGroup

_BEGUN_BY_OTHERS = frozenset({ActKind.AMBUSH, ActKind.EXPLOSION, ActKind.SUICIDE, ActKind.GRENADE})
_MANY = words("waves.many")
_FALLEN = words("scenes.fallen")
_A_DAY = timedelta(days=1)
_JOINED_BY = frozenset({"and", "&", "or", "also", "of"})
_ONE_SPOT = frozenset({"between"})


def is_part_of_wave(story: Story, finding: Finding) -> bool:
    """In a wave a named place with fighters or a target in the sentence is one more of its places."""
    wave = next((s for s in story.scenes if s.is_wave), None)
    if wave is None or not finding.locations or (finding.dates and finding.dates[0].is_vague):
        return False
    has_foe = any(hit.entry.group is VictimGroup.MILITANTS for hit in finding.people)
    done = bool(finding.acts or finding.losses or Cue.ZERO in finding.cues or _FALLEN & finding.words)
    return (
        wave.location is not None
        and wave.location.holds(finding.locations[0])
        and (has_foe or (bool(finding.attacked) and done))
    )


def head_of_wave(findings: Sequence[Finding]) -> Finding | None:
    """The lead that counts over a province what the text then tells town by town, if it speaks of several attacks."""
    opening = [f for f in findings if standing_of(f) is Standing.OPENS and f.framed is None]
    if not opening or opening[0].clause.sentence > 1 or not opening[0].has_people_lost:
        return None
    head = opening[0]
    area = next(iter(head.locations), None)
    if area is None or area.level > 1 or not _is_of_many(head) or ActKind.RAID in head.kinds():
        return None
    towns: list[Location] = []
    for finding in opening[1:]:
        place = next(iter(finding.locations), None)
        if place is None or place.level < 2 or not area.holds(place) or not _on_its_days(finding, head):
            continue
        if not any(place.same_as(x) or place.holds(x) or x.holds(place) for x in towns):
            towns.append(place)
    return head if len(towns) > 1 else None


def _is_of_many(head: Finding) -> bool:
    """`attacks`, `in five districts`, or several targets in a row."""
    spoken = head.words | {token.low for token in tokenise(head.document.title)}
    several = any(head.words_of(hit)[-1].endswith("s") for hit in head.attacked)
    return bool(_MANY & spoken) or several or len({hit.entry.targets for hit in head.attacked}) > 1


def _on_its_days(finding: Finding, head: Finding) -> bool:
    return not finding.dates or not head.dates or days_meet(finding.dates[0], head.dates[0])


def is_wave(finding: Finding, location: Location | None) -> bool:
    """Several attacks under one head, told of a province, a country or of many places."""
    coarse = location is None or location.level <= 1
    across = any(x.level == 1 for x in finding.wider) and bool(
        {"towns", "districts", "across", "places"} & finding.words
    )
    return Cue.WAVE in finding.cues and (coarse or across)


def belongs(scene: Scene, wave: Scene) -> bool:
    """A place inside the wave's area, on its days, that the other side did not raid."""
    if scene.location is None or wave.location is None or not wave.location.holds(scene.location):
        return False
    if Cue.DENY in scene.opening.cues:
        return False
    ours = is_by_the_state(wave.opening) and all(hit.entry.is_state for hit in wave.opening.actors)
    if ours and scene.opening.kinds(Weight.STRONG) & _BEGUN_BY_OTHERS:
        return False  # an ambush is none of the operations
    if Cue.SEPARATE in scene.opening.cues and ActKind.RAID in scene.opening.kinds():
        return False
    if scene.day is not None and wave.day is not None:
        days = (scene.day.start - wave.day.end, wave.day.start - scene.day.end)
        if max(days) > _A_DAY:
            return False
    is_raid = ActKind.RAID in scene.opening.kinds(Weight.STRONG) and scene.day is not None
    return not is_raid or _meet_or_unknown(scene, wave)


def _meet_or_unknown(scene: Scene, wave: Scene) -> bool:
    return scene.day is None or wave.day is None or days_meet(scene.day, wave.day)


def listed(finding: Finding) -> list[Location]:
    """Two places or more that stand in one list, as in `in Tump, Kharan and Pasni`."""
    places = list(finding.locations)
    if len(places) < 2:
        return []
    gaps = [finding.joined(left.last, right.first) for left, right in pairwise(places)]
    run = [places[0]]
    for gap, place in zip(gaps, places[1:], strict=True):
        if not gap:
            break
        run.append(place)
    if len(run) < 2 or not all(place.level >= 2 for place in run):
        return []
    return run if _is_enumerated(finding, run) else []


def _is_enumerated(finding: Finding, run: Sequence[Location]) -> bool:
    """`in Tump and Kharan`; not `in Irpin, Kyiv`, a town and its unit, nor `between A and B`, one spot."""
    document = finding.document
    if {document.low(run[0].first - 1), document.low(run[0].first - 2)} & _ONE_SPOT:
        return False
    gaps = [{document.low(at) for at in range(a.last, b.first)} for a, b in pairwise(run)]
    return any(gap & _JOINED_BY for gap in gaps) or (len(run) > 2 and all(place.place is not None for place in run))


def open_list(story: Story, finding: Finding, places: Sequence[Location]) -> Scene:
    """One scene a name; what the sentence counts belongs to the parent, or to the first name where there is none."""
    if "respectively" in finding.words:
        return _open_each(story, finding, places)
    wave = story.wave
    if wave is None or not _joins(finding, wave, places[0]):
        wave = Scene(is_wave=True)
        wave.take(finding)
        wave.location = next((x for x in finding.wider if x.level <= 1 and x.holds(places[0])), None)
        story.scenes.append(wave)
    story.listed, story.listed_in = [], finding.clause.paragraph
    for location in places:
        if any(s.location is not None and s.location.same_as(location) and s.parent is wave for s in story.scenes):
            continue
        child = Scene([replace(finding, losses=(), locations=(location,))], location, parent=wave)
        child.day = next(iter(finding.dates), None)
        story.scenes.append(child)
        story.listed.append(child)
    return wave


def _joins(finding: Finding, wave: Scene, place: Location) -> bool:
    """A list belongs to an earlier wave of its days and area, if it does not begin something else."""
    if Cue.SEPARATE in finding.cues or (ActKind.RAID in finding.kinds() and finding.dates):
        return False
    if wave.location is not None and not wave.location.holds(place):
        return False
    return not finding.dates or wave.day is None or days_meet(wave.day, finding.dates[0])


def deal_out(story: Story, finding: Finding) -> bool:
    """`Operations in A, B and C. Four, three and two militants were killed respectively`: to each name its figure."""
    document, children = finding.document, story.listed
    if "respectively" not in finding.words or finding.locations or len(children) < 2 or not finding.losses:
        return False
    numbers = within(document.quantities, finding.clause.first, finding.clause.last)
    if len(numbers) != len(children):
        return False
    wave, told = children[0].parent, finding.losses[-1]
    for child, number in zip(children, numbers, strict=True):
        own = replace(
            told.party, first=number.first, last=number.last, value=number.value, low=number.low, high=number.high
        )
        spans = (document.span(told.at, told.at + 1), document.span(number.first, number.last))
        child.findings.append(
            replace(finding, losses=(replace(told, party=own, parts=(), part_spans=(), spans=spans),))
        )
        child.parent = None
    if wave is not None and not any(f.losses for f in wave.findings) and wave in story.scenes:
        story.scenes.remove(wave)
    return True


def _open_each(story: Story, finding: Finding, listed: Sequence[Location]) -> Scene:
    """`raids in A and B killed 22 and nine respectively`: one scene a name, each with its own figure."""
    scene = Scene()
    for number, location in enumerate(listed):
        own = finding.losses[number : number + 1] if len(finding.losses) == len(listed) else ()
        scene = Scene([replace(finding, losses=tuple(own), locations=(location,))], location)
        scene.day = next(iter(finding.dates), None)
        story.scenes.append(scene)
    return scene


def across_provinces(finding: Finding) -> Location | None:
    """The country, where the sentence names two of its provinces or more as one scene."""
    provinces = [place for place in finding.locations if place.level == 1]
    if len(provinces) < 2 or not all(finding.joined(a.last, b.first) for a, b in pairwise(provinces)):
        return None
    country = provinces[0].country
    named = [place for place in finding.wider if place.level == 0 and place.country == country]
    if named:
        return named[0]
    return replace(provinces[0], name=country_name(country), kind=PlaceKind.COUNTRY, place=None, admin1=None)
