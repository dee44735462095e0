"""How right a reading of an article is: predicted reports against the gold's.

A predicted report finds a gold report where their days overlap, give or take one, and their places agree or lie in
the same district (the same province or country where the gold knows no more). Each finds one at most. Gold reports in
the background count neither for nor against; neither does one that is predicted as background and finds nothing.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from difflib import SequenceMatcher

from khabardar.records import Facts, Report
from khabardar.vocabulary import GeoPrecision, Role

_DAY = timedelta(days=1)
_NEAR_KM = 15.0
_EARTH_KM = 6371.0
_POINTS = (GeoPrecision.EXACT, GeoPrecision.TOWN)
_SPELLING_RATIO = 0.8  # Noshki and Nushki: 0.83
_MIN_CONTAINED = 4  # letters of a name that counts as the same when it is a part of the other


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one article or, added up, over many; `misses` says in words what was wrong."""

    gold: int = 0  # main reports of the gold
    predicted: int = 0  # predicted reports that are judged
    found: int = 0
    rows_right: int = 0  # found, with day, place, sub-event type, killed total and perpetrator all right
    killed_right: int = 0  # found, with the killed total right; null is right where the gold has null
    quiet_articles: int = 0
    alarms: int = 0  # reports predicted on quiet articles
    misses: tuple[str, ...] = ()

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    def figures(self) -> dict[str, float]:
        """The figures that floors are set on; `false_alarms` alone is better when it is lower."""
        return {
            "found_f1": _f1(self.found, self.predicted, self.gold),
            "row_f1": _f1(self.rows_right, self.predicted, self.gold),
            "killed_total": self.killed_right / self.found if self.found else 0.0,
            "false_alarms": self.alarms / self.quiet_articles if self.quiet_articles else 0.0,
        }


def _f1(right: int, predicted: int, gold: int) -> float:
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


def score_article(name: str, gold: Sequence[Report], predicted: Sequence[Report]) -> Score:
    """Compare the readings of one article; `name` heads its misses."""
    pairs = _pairs(gold, predicted)
    main = [g for g, report in enumerate(gold) if report.role is Role.MAIN]
    judged = [p for p, report in enumerate(predicted) if _is_judged(p, report, pairs, main)]
    found = {g: pairs[g] for g in main if g in pairs}
    wrong = {g: _wrong_cells(gold[g].facts, predicted[p].facts) for g, p in found.items()}
    spurious = [p for p in judged if p not in found.values()]
    return Score(
        gold=len(main),
        predicted=len(judged),
        found=len(found),
        rows_right=sum(not cells for cells in wrong.values()),
        killed_right=sum("killed total" not in cells for cells in wrong.values()),
        quiet_articles=int(not main),
        alarms=0 if main else len(judged),
        misses=(
            *(f"{name} {gold[g].key}: not found: {_words(gold[g].facts)}" for g in main if g not in found),
            *(f"{name}: not in the gold: {_words(predicted[p].facts)}" for p in spurious),
            *(f"{name} {gold[g].key}: {cell}: {values}" for g in wrong for cell, values in wrong[g].items()),
        ),
    )


def _is_judged(index: int, report: Report, pairs: dict[int, int], main: Iterable[int]) -> bool:
    partner = next((g for g, p in pairs.items() if p == index), None)
    return partner in main if partner is not None else report.role is Role.MAIN


def _pairs(gold: Sequence[Report], predicted: Sequence[Report]) -> dict[int, int]:
    """Gold index to predicted index, the closest pairs first."""
    ranked = sorted(
        (
            (-_closeness(g.facts, p.facts), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if _may_be_same(g.facts, p.facts)
        ),
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _may_be_same(gold: Facts, predicted: Facts) -> bool:
    days_meet = gold.date_start - _DAY <= predicted.date_end and predicted.date_start <= gold.date_end + _DAY
    return days_meet and _places_near(gold, predicted)


def _closeness(gold: Facts, predicted: Facts) -> int:
    wrong = _wrong_cells(gold, predicted)
    return sum(2 if cell == "place" else 1 for cell in _CELLS if cell not in wrong)


_CELLS = ("day", "place", "sub-event type", "killed total", "perpetrator")


def _wrong_cells(gold: Facts, predicted: Facts) -> dict[str, str]:
    """The cells of a row that are not right, each with the gold's value and the predicted one."""
    cells = {
        "day": (_days(gold) == _days(predicted), _days(gold), _days(predicted)),
        "place": (_places_agree(gold, predicted), gold.place, predicted.place),
        "sub-event type": (
            gold.sub_event_type is predicted.sub_event_type,
            gold.sub_event_type.value,
            predicted.sub_event_type.value,
        ),
        "killed total": (gold.killed.total == predicted.killed.total, gold.killed.total, predicted.killed.total),
        "perpetrator": (
            same_name(gold.perpetrator, predicted.perpetrator),
            gold.perpetrator,
            predicted.perpetrator,
        ),
    }
    return {cell: f"gold {right}, predicted {got}" for cell, (agree, right, got) in cells.items() if not agree}


def _days(facts: Facts) -> str:
    if facts.date_start == facts.date_end:
        return facts.date_start.isoformat()
    return f"{facts.date_start} to {facts.date_end}"


def _words(facts: Facts) -> str:
    return f"{_days(facts)} {facts.place}, {facts.sub_event_type.value}"


def _places_agree(gold: Facts, predicted: Facts) -> bool:
    if same_name(gold.place, predicted.place):
        return True
    distance = _km(gold, predicted)
    precise = gold.geo_precision in _POINTS and predicted.geo_precision in _POINTS
    return precise and distance is not None and distance <= _NEAR_KM


def _places_near(gold: Facts, predicted: Facts) -> bool:
    if _places_agree(gold, predicted):
        return True
    if gold.admin2 and predicted.admin2:
        return same_name(gold.admin2, predicted.admin2)
    if gold.admin1 and not gold.admin2:
        return same_name(gold.admin1, predicted.admin1)
    return not gold.admin1 and gold.country == predicted.country


def _km(a: Facts, b: Facts) -> float | None:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (a.latitude, a.longitude, b.latitude, b.longitude))
    half_chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )  # fmt: skip
    return 2 * _EARTH_KM * math.asin(math.sqrt(half_chord))


def same_name(a: str | None, b: str | None) -> bool:
    """Spelling variants, and a name within the other, count as the same; nothing is the same as nothing."""
    if not a or not b:
        return not a and not b
    a, b = _letters(a), _letters(b)
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) >= _MIN_CONTAINED and shorter in longer:
        return True
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= _SPELLING_RATIO


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain.casefold() if c.isalnum())
