"""A made-up region's news as a stream of reports in order of publication, with the incident that each truly tells.

Ten years of 250,000 incidents, each told by four reports on average. Districts are drawn by Zipf's law (the first has
a fifth of all), and so are the outlets. Nobody could tell two incidents of one place and day apart, and the codebook
makes them one row; so a place has one a day at most, and places lie far enough apart to be told apart. All else is as
untidy as news is: see `Noise`.
"""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from khabardar.records import Facts, Report, Span, Toll
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    PerpetratorType,
    SubEventType,
    TargetType,
)

FIRST_DAY = date(2015, 1, 1)
DAYS = 3652
REPORTS_AN_INCIDENT = 4
OUTLETS = 40
_REGION_DEGREES = 12.0  # the side of the region: a thousand kilometres and more
_PROVINCES = 6
_DISTRICTS = 120
_PLACES_A_DISTRICT = 60
_SYLLABLES = ("ba", "dar", "gul", "han", "jat", "khu", "lor", "mash", "nal", "pan", "qil", "rod", "sib", "tur", "zar")
_GROUPS = ("Northern Front", "Liberation Column", "Army of the Hills", "Guards of the Coast", "Red Valley Brigade")
_KINDS: tuple[tuple[SubEventType, TargetType, float], ...] = (
    (SubEventType.ARMED_CLASH, TargetType.POLICE, 0.30),
    (SubEventType.ATTACK, TargetType.PRIVATE_CITIZENS, 0.22),
    (SubEventType.REMOTE_EXPLOSIVE, TargetType.MILITARY, 0.20),
    (SubEventType.GRENADE, TargetType.POLICE, 0.08),
    (SubEventType.ABDUCTION, TargetType.PRIVATE_CITIZENS, 0.08),
    (SubEventType.LOOTING, TargetType.TRANSPORTATION, 0.05),
    (SubEventType.SHELLING, TargetType.MILITARY, 0.04),
    (SubEventType.SUICIDE_BOMB, TargetType.POLICE, 0.03),
)
_RETOLD = {  # what another outlet may call it
    SubEventType.ARMED_CLASH: SubEventType.ATTACK,
    SubEventType.ATTACK: SubEventType.ARMED_CLASH,
    SubEventType.GRENADE: SubEventType.REMOTE_EXPLOSIVE,
    SubEventType.REMOTE_EXPLOSIVE: SubEventType.ARMED_CLASH,
    SubEventType.LOOTING: SubEventType.ARMED_CLASH,
}


@dataclass(frozen=True)
class Noise:
    """Shares of reports that depart from what happened; rough figures from reading a few hundred real articles."""

    spelled_otherwise: float = 0.12  # a letter doubled or lost
    no_coordinates: float = 0.15
    district_only: float = 0.02
    day_not_told: float = 0.06  # the day of publication stands in
    wrong_day: float = 0.003  # told as the day before
    other_type: float = 0.10
    no_toll: float = 0.15
    toll_off_by_one: float = 0.10
    nobody_named: float = 0.35
    no_targets: float = 0.25


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    district: str
    province: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Happening:
    """What truly happened."""

    number: int
    day: date
    place: Place
    kind: SubEventType
    target: TargetType
    group: str | None
    killed: int
    injured: int


@dataclass(frozen=True, slots=True)
class Told:
    """One report of the stream; `truth` is the number of what happened."""

    truth: int
    outlet: int
    published: datetime
    report: Report


def stream(incidents: int, seed: int = 1, noise: Noise | None = None) -> Iterator[Told]:
    """Reports in order of publication; the first ones are the same however many incidents are asked for."""
    rng = random.Random(seed)
    open_: list[tuple[datetime, int, Told]] = []
    order = 0
    for happening in _happenings(incidents, rng, _places(rng)):
        begin = datetime.combine(happening.day, time(), UTC)
        while open_ and open_[0][0] < begin:
            yield heapq.heappop(open_)[2]
        for told in _tellings(happening, rng, noise or Noise()):
            order += 1
            heapq.heappush(open_, (told.published, order, told))
    while open_:
        yield heapq.heappop(open_)[2]


def _places(rng: random.Random) -> list[list[Place]]:
    """The places of each district, districts in order of how much happens there. No two places of a region bear like
    names or lie near one another: namesakes are another bench's matter."""
    names = _names(rng, _DISTRICTS * (_PLACES_A_DISTRICT + 1))
    side = math.ceil(math.sqrt(_DISTRICTS * _PLACES_A_DISTRICT))
    step = _REGION_DEGREES / side
    cells = [(row, column) for row in range(side) for column in range(side)]
    cells.sort(key=lambda cell: (cell[0] * 11 // side, cell[1] * 11 // side, cell))  # districts are patches
    districts = []
    for number in range(_DISTRICTS):
        mine = cells[number * _PLACES_A_DISTRICT : (number + 1) * _PLACES_A_DISTRICT]
        district, province = next(names), f"Province {number % _PROVINCES + 1}"
        districts.append(
            [Place(next(names), district, province, 24 + row * step, 60 + column * step) for row, column in mine]
        )
    rng.shuffle(districts)
    return districts


def _names(rng: random.Random, count: int) -> Iterator[str]:
    seen: set[str] = set()
    while len(seen) < count:
        name = "".join(rng.choice(_SYLLABLES) for _ in range(4)).capitalize()
        if name not in seen:
            seen.add(name)
            yield name


def _happenings(incidents: int, rng: random.Random, districts: Sequence[Sequence[Place]]) -> Iterator[Happening]:
    """At 250,000 incidents in ten years, fewer end earlier: a day has as many as ever."""
    a_day = 250_000 / DAYS
    weights = list(accumulate(1 / rank for rank in range(1, len(districts) + 1)))
    kinds = list(accumulate(share for _, _, share in _KINDS))
    taken: set[tuple[date, str]] = set()
    for number in range(incidents):
        day = FIRST_DAY + timedelta(days=int(number / a_day))
        if len(taken) > 1000:
            taken = {(when, name) for when, name in taken if when == day}
        place = _free_place(rng, districts, weights, taken, day)
        kind, target, _ = _KINDS[bisect(kinds, rng.random() * kinds[-1])]
        killed = min(60, int(rng.paretovariate(1.1))) - (rng.random() < 0.4)
        group = rng.choice(_GROUPS) if rng.random() < 0.7 else None
        yield Happening(number, day, place, kind, target, group, killed, int(rng.expovariate(0.3)))


def _free_place(
    rng: random.Random,
    districts: Sequence[Sequence[Place]],
    weights: Sequence[float],
    taken: set[tuple[date, str]],
    day: date,
) -> Place:
    while True:
        place = rng.choice(districts[bisect(weights, rng.random() * weights[-1])])
        if (day, place.name) not in taken:
            taken.add((day, place.name))
            return place


def _tellings(what: Happening, rng: random.Random, noise: Noise) -> Iterator[Told]:
    """One to seven outlets, four on average, the first within hours and the last in two days."""
    outlets: set[int] = set()
    wanted = rng.randint(1, 2 * REPORTS_AN_INCIDENT - 1)
    while len(outlets) < wanted:
        outlets.add(int(OUTLETS ** rng.random()) - 1)
    hours = sorted(rng.expovariate(1 / 12) for _ in outlets)
    for place, (outlet, after) in enumerate(zip(sorted(outlets, key=lambda o: rng.random()), hours, strict=True)):
        published = datetime.combine(what.day, time(14), UTC) + timedelta(hours=min(after, 40))
        yield Told(what.number, outlet, published, _report(what, rng, noise, published, place))


def _report(what: Happening, rng: random.Random, noise: Noise, published: datetime, place: int) -> Report:
    facts = Facts(
        date_start=what.day,
        date_end=what.day,
        date_precision=DatePrecision.DAY,
        place=what.place.name,
        admin2=what.place.district,
        admin1=what.place.province,
        country="PK",
        latitude=what.place.latitude,
        longitude=what.place.longitude,
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=what.kind,
        perpetrator=what.group,
        perpetrator_type=PerpetratorType.REBEL_GROUP if what.group else None,
        attribution=Attribution.SUSPECTED if what.group else Attribution.UNKNOWN,
        targets=(what.target,),
        killed=Toll(
            unspecified=max(0, what.killed - max(0, 1 - place))
        ),  # the first report comes before the last death
        injured=Toll(unspecified=what.injured),
    )
    facts = _untidy_where_and_when(facts, rng, noise, published)
    facts = _untidy_what(facts, rng, noise)
    spans = {"place": (Span(20, 30),), "sub_event_type": (Span(0, 8),), "killed.unspecified": (Span(9, 15),)}
    return Report("r1", facts, evidence=spans, confidence=0.7)


def _untidy_where_and_when(facts: Facts, rng: random.Random, noise: Noise, published: datetime) -> Facts:
    if rng.random() < noise.district_only:
        facts = replace(facts, place=facts.admin2, latitude=None, longitude=None, geo_precision=GeoPrecision.DISTRICT)
    elif rng.random() < noise.no_coordinates:
        facts = replace(facts, latitude=None, longitude=None)
    if facts.geo_precision is GeoPrecision.TOWN and rng.random() < noise.spelled_otherwise:
        facts = replace(facts, place=_misspelled(facts.place or "", rng))
    if rng.random() < noise.day_not_told:
        day = published.date()
        return replace(facts, date_start=day, date_end=day, date_precision=DatePrecision.ASSUMED)
    if rng.random() < noise.wrong_day:
        day = facts.date_start - timedelta(days=1)
        return replace(facts, date_start=day, date_end=day)
    return facts


def _untidy_what(facts: Facts, rng: random.Random, noise: Noise) -> Facts:
    if rng.random() < noise.other_type:
        facts = replace(facts, sub_event_type=_RETOLD.get(facts.sub_event_type, facts.sub_event_type))
    if rng.random() < noise.no_toll:
        facts = replace(facts, killed=Toll(), injured=Toll())
    elif rng.random() < noise.toll_off_by_one:
        facts = replace(facts, killed=Toll(unspecified=(facts.killed.unspecified or 0) + 1))
    if rng.random() < noise.nobody_named:
        facts = replace(facts, perpetrator=None, perpetrator_type=None, attribution=Attribution.UNKNOWN)
    return replace(facts, targets=()) if rng.random() < noise.no_targets else facts


def _misspelled(name: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + name[at - 1] + name[at:] if rng.random() < 0.5 else name[:at] + name[at + 1 :]
