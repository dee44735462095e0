"""What is measured, as data: samples of ours and of a peer, round by round, and the ratio of the two. Pure."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a ratio is of. Each has its tolerance: how much worse a later run may be before the check fails."""

    TIME = "time"
    SHORT_TIME = "short time"  # single milliseconds
    IDLE = "idle time"  # of processes that do nothing: microseconds, and noise is most of it
    MEMORY = "memory"
    BYTES = "bytes"
    SCORE = "score"  # more is better; all others are costs


TOLERANCE = {
    Kind.TIME: 0.35,
    Kind.SHORT_TIME: 0.60,
    Kind.IDLE: 2.0,
    Kind.MEMORY: 0.20,
    Kind.BYTES: 0.05,
    Kind.SCORE: 0.01,
}


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ours` and `peer` have one sample a round; the ratio of a round is ours / peer, and the median counts.

    `name` is the key in ratios.json: `part/what/against`. `unit` is of the samples.
    """

    name: str
    what: str
    against: str
    kind: Kind
    unit: str
    ours: Sequence[float]
    peer: Sequence[float]
    floor: bool = False  # what stands against ours does less of the same work: nobody is behind it

    @property
    def rounds(self) -> list[float]:
        """The ratio of each round."""
        return [mine / theirs for mine, theirs in zip(self.ours, self.peer, strict=True)]

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the page: its ratios, figures that are no ratio (rows of cells), and what must be known of both."""

    key: str
    title: str
    how: str
    ratios: Sequence[Ratio] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    notes: Sequence[str] = field(default=())
    ratios_in_rows: bool = False  # the rows have them already; the check still wants them


@dataclass(frozen=True, slots=True)
class Worse:
    """A ratio that fell behind the committed one by more than its tolerance."""

    name: str
    committed: float
    measured: float
    tolerance: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.measured:.3g}, committed {self.committed:.3g}; "
            f"worse by more than the {self.tolerance:.0%} that are allowed"
        )


def compare(committed: Mapping[str, float], measured: Iterable[Ratio]) -> list[Worse]:
    """The ratios that are worse than the committed ones by more than the tolerance of their kind."""
    found = []
    for ratio in measured:
        before, now, allowed = committed.get(ratio.name), ratio.median, TOLERANCE[ratio.kind]
        if before is None:
            continue
        worse = now < before * (1 - allowed) if ratio.kind is Kind.SCORE else now > before * (1 + allowed)
        if worse:
            found.append(Worse(ratio.name, before, now, allowed))
    return found


def not_compared(committed: Mapping[str, float], measured: Iterable[Ratio]) -> tuple[list[str], list[str]]:
    """Names that only the committed file has, and names that only this run has."""
    names = {ratio.name for ratio in measured}
    return sorted(set(committed) - names), sorted(names - set(committed))


def to_json(parts: Iterable[Part], before: Mapping[str, float]) -> str:
    """`ratios.json`: the medians of these parts, over what other parts gave before."""
    parts = list(parts)
    run = {part.key for part in parts}
    kept = {name: value for name, value in before.items() if name.split("/")[0] not in run}
    new = {ratio.name: round(ratio.median, 4) for part in parts for ratio in part.ratios}
    return json.dumps(dict(sorted((kept | new).items())), indent=2) + "\n"
