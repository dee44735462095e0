"""One article's predicted reports against its gold: counts that add up over articles.

A gold report is found where a predicted one can be paired with it, one to one, best pairs first. Gold reports in the
background count neither for nor against, nor does a report predicted as background that finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.cells import cells, closeness, is_right, row_checks
from evaluation.gold import GoldReport
from khabardar.records import Facts, Report
from khabardar.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Score:
    """What one article's reading is worth.

    `counts`: gold, predicted, found, rows (found, and all five things of a row right), quiet (no incident is its
    news), alarms (reports predicted on such an article), cells_gold, cells_predicted, cells_right (those of reports
    not found, or not in the gold, too); and for each cell of found reports stated:CELL, given:CELL, right:CELL, and
    row:THING for the five things. `misses`: what was wrong, in words. `pairs`: indices of gold and predicted.
    """

    counts: Counter[str]
    misses: tuple[str, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()


def score_article(name: str, gold: Sequence[GoldReport], predicted: Sequence[Report]) -> Score:
    """Compare one article's reports; `name` heads each line of what was missed."""
    wanted = [g.report.facts for g in gold]
    got = [p.facts for p in predicted]
    pairs = _pairs([closeness(w, g) for w in wanted for g in got], len(got))
    main = {i for i, g in enumerate(gold) if g.report.role is Role.MAIN}
    found = {g: p for g, p in pairs.items() if g in main}
    judged = [p for p in range(len(got)) if _is_judged(p, predicted[p], pairs, main)]
    missed = [wanted[g] for g in sorted(main - found.keys())]
    spurious = [got[p] for p in judged if p not in found.values()]
    counts = Counter(
        gold=len(main),
        predicted=len(judged),
        found=len(found),
        quiet=int(not main),
        alarms=0 if main else len(judged),
        cells_gold=sum(len(cells(facts)) for facts in missed),
        cells_predicted=sum(len(cells(facts)) for facts in spurious),
    )
    misses = [f"{name}: not found: {_words(facts)}" for facts in missed]
    misses += [f"{name}: not in the gold: {_words(facts)}" for facts in spurious]
    for g, p in found.items():
        counts += _counts_of_row(wanted[g], got[p])
        misses += (f"{name} {gold[g].report.key} {line}" for line in _wrong_cells(wanted[g], got[p]))
    return Score(counts, tuple(misses), tuple(found.items()))


def _counts_of_row(gold: Facts, predicted: Facts) -> Counter[str]:
    """The counts that one found report adds."""
    want, got = cells(gold), cells(predicted)
    right = _right(gold, predicted)
    checks = row_checks(gold, predicted)
    counts = Counter(
        rows=int(all(checks.values())), cells_gold=len(want), cells_predicted=len(got), cells_right=len(right)
    )
    for kind, names in (("stated", want.keys()), ("given", got.keys()), ("right", right)):
        counts.update(f"{kind}:{cell.partition(':')[0]}" for cell in names)
    counts.update(f"row:{thing}" for thing, is_so in checks.items() if is_so)
    return counts


def _right(gold: Facts, predicted: Facts) -> set[str]:
    want, got = cells(gold), cells(predicted)
    return {c for c in want.keys() & got.keys() if is_right(c, gold, predicted, want[c], got[c])}


def _wrong_cells(gold: Facts, predicted: Facts) -> list[str]:
    want, got = cells(gold), cells(predicted)
    wrong = [cell for cell in want | got if cell not in _right(gold, predicted)]
    return [f"{cell}: gold {want.get(cell)}, predicted {got.get(cell)}" for cell in wrong]


def _pairs(close: Sequence[float], columns: int) -> dict[int, int]:
    """Gold index to predicted index, from the closeness of every pair in row order."""
    ranked = sorted((-value, *divmod(at, columns)) for at, value in enumerate(close) if value > 0)
    pairs: dict[int, int] = {}
    for _, g, p in ranked:
        if g not in pairs and p not in pairs.values():
            pairs[g] = p
    return pairs


def _is_judged(index: int, report: Report, pairs: dict[int, int], main: set[int]) -> bool:
    partner = next((g for g, p in pairs.items() if p == index), None)
    return partner in main if partner is not None else report.role is Role.MAIN


def _words(facts: Facts) -> str:
    return f"{facts.date_start} {facts.place}, {facts.sub_event_type.value}, killed {facts.killed.total}"
