"""Do two reports tell one incident? Named parts, vetoes and three outcomes, from the two reports alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from deduplication.agreement import Sides, equal_figures, shared_targets, sides, telling_tags, wildly_different
from deduplication.days import Closeness, closeness
from deduplication.episodes import Kinship, is_taking_and_find, kinship
from deduplication.places import Nearness, level, nearness
from khabardar.records import Facts, StoredReport
from khabardar.records import ScorePart as Part

SAME_FROM = 0.6
POSSIBLE_FROM = 0.5


class Outcome(StrEnum):
    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class PairScore:
    """`veto`: why the two are never one row, whatever the parts say; None where nothing forbids it."""

    parts: tuple[Part, ...]
    veto: str | None = None

    @property
    def value(self) -> float:
        """0 to 1; 0 under a veto."""
        return 0.0 if self.veto else round(min(1.0, max(0.0, sum(part.points for part in self.parts))), 4)

    @property
    def outcome(self) -> Outcome:
        if self.veto or self.value < POSSIBLE_FROM:
            return Outcome.DIFFERENT
        return Outcome.SAME if self.value >= SAME_FROM else Outcome.POSSIBLE


_ONE_ARTICLE = PairScore((), "one article tells them apart")
_OTHER_DAYS = PairScore((), Closeness.APART.value)

# The weights follow codebook section 9: the same day, place and type make a row (0.85); a place that only holds the
# other needs the type told alike; a province needs a telling figure besides; a month needs the group or more.
_DATE = {
    Closeness.SAME: 0.30,
    Closeness.OVERLAP: 0.24,
    Closeness.ASSUMED_SAME: 0.24,
    Closeness.ASSUMED_NEXT: 0.12,
    Closeness.NEXT: 0.08,
    Closeness.SAME_MONTH: 0.10,
    Closeness.IN_MONTH: 0.0,
}
_PLACE = {
    Nearness.SAME_SPOT: 0.40,
    Nearness.TOWN_HOLDS: 0.28,
    Nearness.SAME_DISTRICT: 0.22,
    Nearness.DISTRICT_HOLDS: 0.18,
    Nearness.SEAT_HOLDS: 0.05,
    Nearness.SPOT_UNPLACED: 0.08,
    Nearness.LANDMARKS: 0.05,
    Nearness.SAME_PROVINCE: 0.20,
    Nearness.PROVINCE_HOLDS: -0.18,
    Nearness.SAME_COUNTRY: 0.12,
    Nearness.COUNTRY_HOLDS: -0.25,
}
_TYPE = {Kinship.SAME: 0.15, Kinship.BARE: 0.10, Kinship.CLOSE: 0.07, Kinship.LOOSE: -0.08}
# Rival claims are common and forces may tell a fight as theirs: weak evidence, never a veto.
_SIDES = {
    Sides.UNKNOWN: 0.0,
    Sides.SAME_GROUP: 0.12,
    Sides.SAME_FORCES: 0.06,
    Sides.RIVAL_NAMES: -0.08,
    Sides.RIVAL_CLAIMS: -0.20,
    Sides.OPPOSED: -0.20,
}
_TARGETS_SHARED = 0.08
_TARGETS_DISJOINT = -0.12
_TAG = 0.08
_TAGS_AT_MOST = 0.16
_FIGURES_AT_MOST = 0.25
_WILD_TOLLS = -0.12
_OTHER_OUTCOME = -0.05
_NIGHT_TOLL = 3  # an equal toll from here on shows that two days are one night


def score(a: StoredReport, b: StoredReport) -> PairScore:
    """Symmetric, and free of context: it depends on these two reports only."""
    days = closeness(a.report.facts, b.report.facts)
    if a.article_id == b.article_id or days is Closeness.APART:
        return _ONE_ARTICLE if a.article_id == b.article_id else _OTHER_DAYS
    place, kin = _nearness(a, b), kinship(a, b)
    if veto := _veto(a, b, days, place, kin):
        return PairScore((), veto)
    return PairScore(
        (
            Part("date", _DATE[days], days.value),
            Part("place", _PLACE[place], place.value),
            Part("type", _TYPE[kin], kin.value),
            *_details(a.report.facts, b.report.facts, kin),
        )
    )


def _nearness(a: StoredReport, b: StoredReport) -> Nearness:
    wave_parts = (a.parent_id is not None) + (b.parent_id is not None)
    return nearness(a.report.facts, b.report.facts, wave_parts=wave_parts)


def _veto(a: StoredReport, b: StoredReport, days: Closeness, place: Nearness, kin: Kinship) -> str | None:
    if days is Closeness.NEXT and not _bridged(a, b, place, kin):
        return Closeness.APART.value
    if place is Nearness.APART:
        return Nearness.APART.value
    if kin is Kinship.STRANGE:
        return kin.value
    if _child_against_wave(a, b) or _child_against_wave(b, a):
        return "a place of a wave is not the wave"
    return None


def _child_against_wave(child: StoredReport, wave: StoredReport) -> bool:
    """A report of a whole province or country is a wave, or as wide as one; a child is told of its own place."""
    return child.parent_id is not None and wave.parent_id is None and level(wave.report.facts) < 2


def _bridged(a: StoredReport, b: StoredReport, place: Nearness, kin: Kinship) -> bool:
    """Whether two told days that touch may be one night, or a taking and its find.

    The text's words for the hour are not in a report, so a night needs a sign of its own: the same act at the same
    spot in a wave of one group, or with an equal toll that is not of the commonest.
    """
    one, other = a.report.facts, b.report.facts
    if is_taking_and_find(one, other):
        return place in (Nearness.SAME_SPOT, Nearness.TOWN_HOLDS, Nearness.DISTRICT_HOLDS, Nearness.SAME_DISTRICT)
    if place is not Nearness.SAME_SPOT or kin is not Kinship.SAME or shared_targets(one, other) == 0:
        return False
    in_waves = a.parent_id is not None and b.parent_id is not None and sides(one, other) is Sides.SAME_GROUP
    return in_waves or equal_figures(one, other)[0] >= _NIGHT_TOLL


def _details(a: Facts, b: Facts, kin: Kinship) -> list[Part]:
    who = sides(a, b)
    parts = [Part("side", _SIDES[who], who.value)]
    shared = shared_targets(a, b)
    if shared is not None:
        points = _TARGETS_SHARED * shared if shared else _TARGETS_DISJOINT
        parts.append(Part("targets", round(points, 4), f"{shared:.0%} of the targets shared"))
    if tags := telling_tags(a, b):
        parts.append(Part("tags", min(_TAGS_AT_MOST, _TAG * tags), f"{tags} telling tags shared"))
    if a.outcome is not b.outcome and kin is not Kinship.BARE:
        parts.append(Part("outcome", _OTHER_OUTCOME, "foiled in the one only"))
    return parts + _toll_parts(a, b, kin)


def _toll_parts(a: Facts, b: Facts, kin: Kinship) -> list[Part]:
    killed, *others = equal_figures(a, b)
    points = min(_FIGURES_AT_MOST, _figure_points(killed) + sum(_figure_points(n) / 2 for n in others))
    if points:
        return [Part("toll", round(points, 4), "equal figures")]
    if kin is not Kinship.SAME and wildly_different(a, b):
        return [Part("toll", _WILD_TOLLS, "tolls far apart, and types that differ")]
    return []


def _figure_points(figure: int) -> float:
    """One dead is a coincidence; 63 is a sign."""
    if figure < 1:
        return 0.0
    return 0.20 if figure >= 10 else 0.13 if figure >= 3 else 0.05
