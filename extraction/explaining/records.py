"""What an explanation consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from khabardar.records import Span


@dataclass(frozen=True, slots=True)
class Mention:
    """Some words and what they were taken for. `where`: the line of data, or of code, that did it."""

    kind: str
    span: Span
    words: str
    taken_for: str
    where: str


@dataclass(frozen=True, slots=True)
class ClauseNote:
    """One clause: `number` counts from 1, `reports` are the keys of those that it tells of, `why` says how so."""

    number: int
    sentence: int
    span: Span
    words: str
    is_heading: bool
    standing: str
    reports: tuple[str, ...]
    why: str
    where: str
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class CellNote:
    """One cell of a report. An empty one has no spans, and `why` says why it is empty."""

    cell: str
    value: Any  # as in the JSON form of a report
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    why: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportNote:
    """One report: the clauses that tell of it, its cells in the codebook's order, the empty ones among them."""

    key: str
    parent: str | None
    role: str
    clauses: tuple[int, ...]
    cells: tuple[CellNote, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """An incident in the making that became no report."""

    clauses: tuple[int, ...]
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of one article. `outside` are names of places that were taken for none."""

    clauses: tuple[ClauseNote, ...]
    outside: tuple[Mention, ...]
    reports: tuple[ReportNote, ...]
    dropped: tuple[Dropped, ...]
