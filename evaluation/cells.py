"""The cells of a report that are compared, and when one is right."""

from __future__ import annotations

from datetime import timedelta

from evaluation.names import near_place, same_name, same_place
from khabardar.codec import flatten
from khabardar.records import Facts

_DAY = timedelta(days=1)
_NAMES = frozenset({"admin1", "admin2", "perpetrator", "claimed_by"})
# Coordinates follow from the place; precisions, tags and bounds are helps for the reader of a row, not its substance.
_NOT_COMPARED = frozenset(
    {"latitude", "longitude", "geo_precision", "date_precision", "tags", "killed.low", "killed.high", "targets"}
)
ROW = ("date", "place", "sub_event_type", "killed_total", "perpetrator")
Cells = dict[str, object]


def cells(facts: Facts) -> Cells:
    """Every stated cell by its dotted path; each target type is one of its own."""
    stated = {cell: value for cell, value in flatten(facts).items() if value is not None and cell not in _NOT_COMPARED}
    return stated | {f"targets:{target.value}": True for target in facts.targets}


def is_right(cell: str, gold: Facts, predicted: Facts, value: object, got: object) -> bool:
    """Whether the predicted value of a cell that both state is right."""
    if cell == "place":
        return same_place(gold, predicted)
    if cell in _NAMES:
        return same_name(str(value), str(got))
    return value == got


def row_checks(gold: Facts, predicted: Facts) -> dict[str, bool]:
    """The five things that make a row right."""
    return {
        "date": (gold.date_start, gold.date_end) == (predicted.date_start, predicted.date_end),
        "place": same_place(gold, predicted),
        "sub_event_type": gold.sub_event_type is predicted.sub_event_type,
        "killed_total": gold.killed.total == predicted.killed.total,
        "perpetrator": same_name(gold.perpetrator, predicted.perpetrator),
    }


def may_be_same(gold: Facts, predicted: Facts) -> bool:
    """The days overlap, give or take one, and the places agree or lie in one district."""
    meet = gold.date_start - _DAY <= predicted.date_end and predicted.date_start <= gold.date_end + _DAY
    return meet and near_place(gold, predicted)


def closeness(gold: Facts, predicted: Facts) -> float:
    """How good a pair two reports are; 0: none at all."""
    if not may_be_same(gold, predicted):
        return 0.0
    right = row_checks(gold, predicted)
    same_type = 1.0 if right["sub_event_type"] else 0.4 * (gold.event_type is predicted.event_type)
    named = right["date"] + right["killed_total"] + 0.5 * right["perpetrator"]
    return 1.0 + 2.0 * right["place"] + same_type + named
