"""Gathers findings into scenes, in the order of the text: what each clause opens, adds to, or is set aside as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extraction.attachment import is_separate, names_it_again, scene_of
from extraction.findings import Finding
from extraction.lexicon.entries import ActKind, Cue, Effect, Weight
from extraction.lexicon.words import words
from extraction.places import Location
from extraction.scope import NEWS, Standing, only_claims, standing_of
from extraction.sharing import is_by_the_state
from extraction.story import Scene, Story, has_militants, is_claim
from extraction.waves import (
    across_provinces,
    belongs,
    deal_out,
    head_of_wave,
    is_part_of_wave,
    is_wave,
    listed,
    open_list,
)

_FALLEN = words("scenes.fallen")
_SET_ASIDE = frozenset({Standing.ACCIDENT, Standing.PRIVATE, Standing.RECALL})
_MOTIVES = frozenset({"dispute", "enmity", "vendetta", "rivalry"})
_SUMS = frozenset({Standing.SUMMARY, Standing.STATISTIC})
_WAR = frozenset({ActKind.SHELLING, ActKind.AIRSTRIKE, ActKind.GUNFIRE, ActKind.CLASH, ActKind.AMBUSH, ActKind.SUICIDE})
_PLANTED = frozenset({"planted", "parked", "device", "fitted", "placed"})
_NEAR_OPENING = 2  # sentences: how far behind its opening a scene still takes its day from a mere addition


def tell(findings: Sequence[Finding]) -> Story:
    """Read the findings in order into scenes."""
    reading = _Reading(head=head_of_wave(findings))
    for finding in findings:
        reading.read(finding)
    return reading.story


@dataclass(slots=True)
class _Reading:
    """Where the reading stands: the scene told of last, and whether the text has turned to other matter."""

    head: Finding | None = None  # the lead of a wave
    story: Story = field(default_factory=Story)
    current: Scene | None = None
    topic: int = 0
    is_aside: bool = False  # an accident or a quarrel is told: only a new act ends it
    counting: int = -1  # the paragraph that counts over a stretch of time

    def read(self, finding: Finding) -> None:
        """One clause more."""
        if finding.clause.topic != self.topic:
            self.topic, self.current, self.is_aside = finding.clause.topic, None, False
            self.story.heard_day = next(
                (d for d in finding.dates if finding.clause.is_heading and not d.is_vague), None
            )
        standing = self._standing(finding)
        if standing not in (Standing.OPENS, Standing.ADDS):
            self._set_aside(finding, standing)
        elif standing is Standing.ADDS and self._is_idle(finding):
            if is_claim(finding) and not self.story.scenes:
                self.story.claim = replace(finding, losses=(), locations=(), dates=(), acts=())
            self._keep_for_later(finding)
        elif standing is Standing.OPENS and self._after_accident() and not _is_new_matter(finding):
            self.story.asides.append((finding, Standing.ACCIDENT))
        else:
            self._take(finding, standing)

    def _standing(self, finding: Finding) -> Standing:
        standing = standing_of(finding)
        if only_claims(finding):
            return standing
        if self.story.scenes and any(d.is_stretch for d in finding.dates):
            standing = Standing.STATISTIC
        if finding.clause.paragraph == self.counting and all(d.is_vague for d in finding.dates):
            standing = Standing.STATISTIC
        if standing is Standing.OPENS and self.current is not None and _tells_what_had_been(finding):
            standing = Standing.ADDS
        if standing is Standing.STATISTIC:
            self.counting = finding.clause.paragraph
        return standing

    def _set_aside(self, finding: Finding, standing: Standing) -> None:
        self.story.asides.append((finding, standing))
        if standing is Standing.ACCIDENT and self.current is not None and not finding.locations:
            self.current.is_accident = self.current.is_accident or not _is_deed(self.current)
        is_motive = standing is Standing.PRIVATE and bool(_MOTIVES & finding.words)
        if is_motive and self.current is not None and not finding.locations and not finding.acts:
            self.current.is_private = self.current.is_private or not has_militants(self.current)
        leads_away = self.current is None or bool(finding.locations) or Cue.SEPARATE in finding.cues
        if standing in _SET_ASIDE:
            self.is_aside = leads_away
        if standing in _SUMS and is_claim(finding) and not self.story.scenes:
            self.story.claim = replace(finding, losses=(), locations=(), dates=(), acts=())
        if standing is Standing.SUMMARY:
            exact = sorted((d for d in finding.dates if not d.is_vague), key=lambda d: d.span)
            self.story.heard_day = next(iter(exact), None)

    def _is_idle(self, finding: Finding) -> bool:
        """Nothing is told that this could add to."""
        recurs = any(
            s.location is not None and s.location.same_as(x) for s in self.story.scenes for x in finding.locations
        )
        return self.is_aside or (self.current is None and not recurs)

    def _keep_for_later(self, finding: Finding) -> None:
        """A lead that tells no act itself lends its place and its day to what comes next."""
        if self.is_aside or finding.framed is not None or finding.clause.is_heading:
            return
        exact = [d for d in finding.dates if not d.is_vague and abs(d.start - finding.document.published) <= NEWS]
        if exact and self.story.heard_day is None:
            self.story.heard_day = exact[0]
        towns = [x for x in finding.locations if x.level >= 2]
        if len(towns) == 1:
            self.story.pending, self.story.pending_in = towns[0], finding.clause.paragraph

    def _after_accident(self) -> bool:
        return self.is_aside or (self.current is not None and self.current.is_accident)

    def _take(self, finding: Finding, standing: Standing) -> None:
        self.is_aside = False
        if is_part_of_wave(self.story, finding) or _is_another(self.story, finding):
            standing = Standing.OPENS
        if deal_out(self.story, finding):
            self.current = self.story.listed[-1]
            return
        placed = self._opened(finding) if standing is Standing.OPENS else self._added(finding)
        if placed is not None and names_it_again(finding):
            _tell_where(placed, finding)
        if self.current is None or finding.framed is None:
            self.current = placed
        if finding.locations:
            self.story.last_place = finding.locations[-1]

    def _for_wave(self, finding: Finding) -> bool:
        """A claim, or a word on the attacks as a whole, goes to the wave."""
        wave = self.story.wave
        if wave is None or finding.locations:
            return False
        if is_claim(finding) and not any(d.is_vague for d in finding.dates):
            return True
        return Cue.WAVE in finding.cues and not finding.dates

    def _to_wave(self, finding: Finding) -> Scene | None:
        wave = self.story.wave
        assert wave is not None
        wave.take(finding)
        is_child = self.current is not None and self.current.parent is wave
        return self.current if is_claim(finding) or is_child else wave

    def _added(self, finding: Finding) -> Scene | None:
        if self._for_wave(finding):
            return self._to_wave(finding)
        if not finding.locations:
            self._hear_of_town(finding)
            self._add_to_current(finding)
            return self.current
        scene = scene_of(self.story, self.current, finding, may_be_wider=True)
        first = finding.locations[0]
        if scene is None and first.first - finding.clause.first <= 3 and first.level >= 3:
            self.story.pending, self.story.pending_in = first, finding.clause.paragraph
            return self.current
        scene = scene or self.current
        if scene is not None:
            scene.take(finding, first if _says_where(scene, finding) else None, dates=False)
        return scene

    def _hear_of_town(self, finding: Finding) -> None:
        """`Kharan took the heaviest blow.`: in a wave, the town that opens a paragraph is where its next act is."""
        head = next((x for x in finding.wider if x.first == finding.clause.first and x.level >= 3), None)
        wave = self.story.wave
        if head is None or wave is None or wave.location is None or not wave.location.holds(head):
            return
        self.story.pending, self.story.pending_in = head, finding.clause.paragraph

    def _add_to_current(self, finding: Finding) -> None:
        if self.current is not None:
            distance = finding.clause.sentence - self.current.opening.clause.sentence
            self.current.take(finding, dates=distance <= _NEAR_OPENING)
        if self.story.listed_in == finding.clause.paragraph:
            for child in self.story.listed:
                child.findings.append(replace(finding, losses=()))

    def _opened(self, finding: Finding) -> Scene | None:
        if self._for_wave(finding):
            return self._to_wave(finding)
        places = listed(finding)
        if len(places) > 1:
            return open_list(self.story, finding, places)
        finding = self._placed(finding)
        location = finding.locations[0] if finding.locations else None
        if not is_separate(finding, self.current):
            scene = scene_of(self.story, self.current, finding, may_be_wider=False)
            if scene is not None:
                scene.take(finding, location)
                return scene
        scene = _open(self.story, finding, location)
        scene.is_wave = scene.is_wave or finding is self.head
        return scene

    def _placed(self, finding: Finding) -> Finding:
        """The finding with the place that the sentences before it have named for it."""
        story = self.story
        if finding.locations:
            return finding
        if story.pending is not None and story.pending_in == finding.clause.paragraph:
            return replace(finding, locations=(story.pending,))
        if finding.points_back and story.last_place is not None:
            return replace(finding, locations=(story.last_place,))
        return finding


def _tell_where(scene: Scene, finding: Finding) -> None:
    """`The device went off in the Badaber area`: a finer name for the town in which it was told before."""
    place = next(iter(finding.locations), None)
    if place is None or scene.location is None or scene.is_wave or scene.opening is finding:
        return
    near = finding.clause.sentence - scene.opening.clause.sentence <= 2 * _NEAR_OPENING
    finer = place.level >= 3 and scene.location.level <= 3 and not place.holds(scene.location)
    if near and finer and place.admin1 == scene.location.admin1 and place.country == scene.location.country:
        scene.location = place


def _says_where(scene: Scene, finding: Finding) -> bool:
    """A lead that names only a country or province is told the place soon after."""
    if scene.is_wave or scene.location is None:
        return False
    if scene.location.level >= 3 and not finding.acts and not _PLANTED & finding.words:
        return False
    near = finding.clause.sentence - scene.opening.clause.sentence <= 2 * _NEAR_OPENING
    return near and scene.location.holds(finding.locations[0])


def _is_another(story: Story, finding: Finding) -> bool:
    """Once violence is told of, people killed in a place of their own, or a post taken there, are one more incident."""
    if not story.scenes or not finding.locations or finding.clause.is_heading or story.scenes[-1].is_accident:
        return False
    taken = bool(finding.attacked) and bool((_FALLEN | {"taken"}) & finding.words)
    killed = any(x.effect is Effect.KILLED and not x.is_detail and not x.dies_later for x in finding.losses)
    return killed or taken


def _is_deed(scene: Scene) -> bool:
    """Shells and guns that somebody fired: the fire that broke out after is part of it."""
    return any(f.kinds(Weight.STRONG) & _WAR and f.has_armed_actor for f in scene.findings)


def _tells_what_had_been(finding: Finding) -> bool:
    """`They had been taken from their homes on July 19`: what went before the incident, with no place of its own."""
    if finding.locations or finding.cues & {Cue.SEPARATE, Cue.MEANWHILE}:
        return False
    strong = [hit for hit in finding.acts if hit.entry.weight is Weight.STRONG]
    low = finding.document.low
    return bool(strong) and all(
        hit.entry.act is ActKind.ABDUCTION and {low(hit.first - 1), low(hit.first - 2)} & {"had"} for hit in strong
    )


def _is_new_matter(finding: Finding) -> bool:
    """After an accident only a clause with an armed actor or a place of its own begins an incident."""
    strong = finding.kinds(Weight.STRONG) - {ActKind.ARREST, ActKind.RAID}
    return finding.has_foe or (bool(finding.locations) and bool(strong))


def _open(story: Story, finding: Finding, location: Location | None) -> Scene:
    before = story.scenes[-1] if story.scenes else None
    scene = Scene(kin=before)
    wave = story.wave
    scene.take(finding, location)
    if scene.location is None and wave is not None:
        scene.location = wave.location
    named = any(not hit.entry.is_state for hit in finding.actors)
    if story.claim is not None and not named and not is_by_the_state(finding):
        scene.findings.append(story.claim)
    if scene.day is None:
        scene.day = story.heard_day or (before.day if before is not None and Cue.SAME_DAY in finding.cues else None)
    if wave is None:
        _try_as_wave(scene, finding, location)
    elif belongs(scene, wave):
        scene.parent = wave
    story.scenes.append(scene)
    return scene


def _try_as_wave(scene: Scene, finding: Finding, location: Location | None) -> None:
    country = across_provinces(finding)
    if country is not None:
        scene.is_wave, scene.location = True, country
    elif is_wave(finding, location):
        scene.is_wave = True
        coarse = [x for x in (location, *finding.wider) if x is not None and x.level == 1]
        scene.location = next(iter(coarse), location or next(iter(finding.wider), None))
