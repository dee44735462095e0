"""The scenes of an article while it is read: one is an incident in the making, a wave holds others under it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from extraction.dates import DateMention
from extraction.findings import Finding
from extraction.lexicon.entries import Cue
from extraction.places import Location
from extraction.scope import Standing


@dataclass(slots=True)
class Scene:
    """Grows while the article is read; only scenes.py, attachment.py, waves.py and judgement.py change it."""

    findings: list[Finding] = field(default_factory=list)
    location: Location | None = None
    day: DateMention | None = None
    is_wave: bool = False
    is_old: bool = False
    is_accident: bool = False
    is_private: bool = False  # a later clause puts it down to a quarrel
    parent: Scene | None = None
    kin: Scene | None = None  # the scene told before: lends its kind where this one has no act of its own

    def take(self, finding: Finding, location: Location | None = None, dates: bool = True) -> None:
        self.findings.append(finding)
        if location is not None and self.location is None:
            self.location = location
        elif location is not None and self.location is not None and not self.is_wave and self._is_refined_by(location):
            self.location = replace(
                location,
                admin2=self.location.admin2 if location.place is None else location.admin2,
                admin1=location.admin1 or self.location.admin1,
            )
        if not dates:
            return
        if self.day is None or (self.day.is_relative and not self.findings[:-1]):
            self.day = next(iter(finding.dates), None)

    def _is_refined_by(self, location: Location) -> bool:
        """A finer place inside, or an unknown spot named close by."""
        assert self.location is not None
        return self.location.holds(location) or (
            location.place is None and not location.is_highway and self.location.place is not None
        )

    @property
    def opening(self) -> Finding:
        return self.findings[0]


@dataclass(slots=True)
class Story:
    """The scenes of an article, in the order in which they open, and what was set aside."""

    scenes: list[Scene] = field(default_factory=list)
    asides: list[tuple[Finding, Standing]] = field(default_factory=list)
    claim: Finding | None = None  # a claim made before anything is told: it holds for what follows
    listed: list[Scene] = field(default_factory=list)  # children of the list read last, and its paragraph
    listed_in: int = -1
    pending: Location | None = None  # `At Hoshab, the highway was closed.`: where the next act of the paragraph is
    pending_in: int = -1
    last_place: Location | None = None
    heard_day: DateMention | None = None  # of a summing lead: the day of what comes next

    @property
    def wave(self) -> Scene | None:
        """The wave opened last, if there is one."""
        return next((scene for scene in reversed(self.scenes) if scene.is_wave), None)


def days_meet(one: DateMention, other: DateMention) -> bool:
    """True where two time expressions share a day."""
    return one.start <= other.end and other.start <= one.end


def is_claim(finding: Finding) -> bool:
    """A group that has a name says that it did something."""
    return Cue.CLAIM in finding.cues and any(not hit.entry.is_state for hit in finding.actors)


def has_militants(scene: Scene) -> bool:
    """True where somebody of an armed side is named in the scene."""
    return any(finding.has_foe for finding in scene.findings)
