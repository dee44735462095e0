"""Figures from counts, with the intervals in which they would lie on other articles of the same kind."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.cells import ROW

_TAIL = 0.025  # on either side: intervals of 95 %


@dataclass(frozen=True, slots=True)
class Figure:
    """A share and its bootstrap interval, `low` to `high`; `of`: how many things it is a share of."""

    name: str
    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """How right one cell is over the found reports: precision of what was given, recall of what the gold states."""

    name: str
    precision: Figure
    recall: Figure


Shares = dict[str, tuple[float, int]]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _precision_and_recall(name: str, right: int, predicted: int, gold: int) -> Shares:
    return {
        f"{name} precision": (_share(right, predicted), predicted),
        f"{name} recall": (_share(right, gold), gold),
        f"{name} F1": (_share(2 * right, predicted + gold), gold),
    }


def _shares(counts: Mapping[str, int]) -> Shares:
    """Figure to (value, out of how many)."""
    gold, predicted, found = (counts.get(name, 0) for name in ("gold", "predicted", "found"))
    return {
        **_precision_and_recall("found", found, predicted, gold),
        **_precision_and_recall("row", counts.get("rows", 0), predicted, gold),
        **_precision_and_recall(
            "cells", counts.get("cells_right", 0), counts.get("cells_predicted", 0), counts.get("cells_gold", 0)
        ),
        "false alarms": (_share(counts.get("alarms", 0), counts.get("quiet", 0)), counts.get("quiet", 0)),
        **{f"of found, {thing} right": (_share(counts.get(f"row:{thing}", 0), found), found) for thing in ROW},
    }


def _shares_of_field(counts: Mapping[str, int], cell: str) -> tuple[tuple[float, int], tuple[float, int]]:
    right, given, stated = (counts.get(f"{kind}:{cell}", 0) for kind in ("right", "given", "stated"))
    return (_share(right, given), given), (_share(right, stated), stated)


def figures(articles: Sequence[Counter[str]], samples: int, seed: int = 0) -> tuple[list[Figure], list[FieldFigures]]:
    """All figures over these articles' counts. Intervals resample whole articles: reports of one hang together."""
    total = _added(articles)
    cells = sorted({key.partition(":")[2] for key in total if key.startswith(("stated:", "given:"))})
    chance = random.Random(seed)  # the same articles give the same intervals
    drawn = [_added(chance.choices(articles, k=len(articles))) for _ in range(samples if len(articles) > 1 else 0)]
    shares = [_shares(counts) for counts in drawn]
    main = [_figure(name, share, [sample[name][0] for sample in shares]) for name, share in _shares(total).items()]
    return main, [_field(cell, total, drawn) for cell in cells]


def _field(cell: str, total: Mapping[str, int], drawn: Sequence[Mapping[str, int]]) -> FieldFigures:
    precision, recall = _shares_of_field(total, cell)
    samples = [_shares_of_field(counts, cell) for counts in drawn]
    return FieldFigures(
        cell,
        _figure(cell, precision, [p[0] for p, _ in samples]),
        _figure(cell, recall, [r[0] for _, r in samples]),
    )


def _added(articles: Sequence[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counts in articles:
        total.update(counts)
    return total


def _figure(name: str, share: tuple[float, int], drawn: Sequence[float]) -> Figure:
    value, of = share
    ranked = sorted(drawn) or [value]
    low = ranked[int(_TAIL * len(ranked))]
    high = ranked[min(len(ranked) - 1, int((1 - _TAIL) * len(ranked)))]
    return Figure(name, value, low, high, of)


def b_cubed(links: Sequence[tuple[str, str]]) -> float:
    """B-cubed F1 of rows against clusters, over (gold cluster, row) of every found report."""
    if not links:
        return 0.0
    precision = recall = 0.0
    for cluster, row in links:
        same_row = [c for c, r in links if r == row]
        same_cluster = [r for c, r in links if c == cluster]
        precision += same_row.count(cluster) / len(same_row)
        recall += same_cluster.count(row) / len(same_cluster)
    return _share(2 * precision * recall, (precision + recall) * len(links))
