"""What people decide about rows, on its way to storage; and their decisions on pairs, on their way to the matcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from khabardar.vocabulary import RejectReason

Pair = tuple[int, int]  # two reports, the lower id first


@dataclass(frozen=True, slots=True)
class Decisions:
    """People's word on the reports that are matched; the matcher never goes against it.

    Of one pair there is one word, the latest; and the words never contradict one another, since storage keeps reports
    that are `together` in one row and those that are `apart` in two.
    """

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()
    kept: frozenset[int] = frozenset()  # reports of a row that a person confirmed or rejected: they stay in it


NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Review:
    """Something that a person decides: `by` whom, and why in free words. `incident` is an id or its beginning."""

    incident: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confirm(Review):
    """The row is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Review):
    """The row is none of this dataset; it stays, with its reason, and takes in reports that repeat it."""

    reason: RejectReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(Review):
    """Cells (by their dotted path) set to a value in text form (`khabardar.cells`), for the machine to leave alone."""

    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Review):
    """The others are this incident too: they end in it, and their reports stay together."""

    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Review):
    """These reports tell another incident: they get a row of their own and never come back by themselves."""

    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Review):
    """Back to what was before a revision of this very id, merged or not; None: its last by a person, or its merge."""

    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of a review: the row that it speaks of now, and every row that it changed."""

    incident_id: str
    changed: tuple[str, ...]
