"""Two readings of one article side by side: what each cell is by the rules, and by the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extraction.llm.pairing import pairs
from khabardar.codec import flatten
from khabardar.records import Reading, Report

_LEFT_OUT = frozenset({"latitude", "longitude", "event_type"})  # they follow from others


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A cell that at least one of the two fills in."""

    cell: str
    rules: Any
    model: Any

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return bool(self.rules == self.model)


@dataclass(frozen=True, slots=True)
class ComparedReport:
    """An incident by the keys that the two readings give it; None where one does not see it."""

    rules: str | None
    model: str | None
    cells: tuple[ComparedCell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All incidents of one article, those that both see first, and what the gate refused."""

    reports: tuple[ComparedReport, ...]
    notes: tuple[str, ...]


def compare(rules: Sequence[Report], model: Reading) -> Comparison:
    """The two readings of one article."""
    same = pairs(rules, model.reports)
    both = [(rules[i], model.reports[j]) for i, j in sorted(same.items())]
    ours = [(report, None) for i, report in enumerate(rules) if i not in same]
    theirs = [(None, report) for j, report in enumerate(model.reports) if j not in same.values()]
    return Comparison(tuple(_compared(one, other) for one, other in [*both, *ours, *theirs]), model.notes)


def _compared(rules: Report | None, model: Report | None) -> ComparedReport:
    one = flatten(rules.facts) if rules else {}
    other = flatten(model.facts) if model else {}
    cells = (
        ComparedCell(cell, one.get(cell), other.get(cell))
        for cell in one | other
        if cell not in _LEFT_OUT and (one.get(cell), other.get(cell)) not in ((None, None), ([], []))
    )
    return ComparedReport(rules.key if rules else None, model.key if model else None, tuple(cells))
