"""Rows to review, and a maker of rows that needs no matcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise

from storage_samples import NOW, cluster, facts, keep, report, resolution

from khabardar.interfaces import Cluster, Storage
from khabardar.records import ScoredPair, ScorePart, StoredReport, Toll

PARTS = (ScorePart("date", 0.3, "the same day"), ScorePart("place", 0.4, "the same spot"))


def make_row(reports: Sequence[StoredReport]) -> Cluster:
    """The facts of the first report, with the highest toll of all."""
    stated = [one.report.facts.killed.security or 0 for one in reports]
    told = replace(reports[0].report.facts, killed=Toll(security=max(stated)))
    ties = tuple(ScoredPair(b.id, a.id, 0.7, PARTS) for a, b in pairwise(reports))
    return cluster(*(one.id for one in reports), facts=told, publishers=len(reports), ties=ties)


def three_rows(storage: Storage) -> tuple[list[StoredReport], list[str]]:
    """Reports of 1, 2 and 3 killed, in three articles, each a row of its own."""
    stored = [keep(storage, n, report(facts=facts(killed=Toll(security=n))))[0] for n in (1, 2, 3)]
    storage.apply(resolution(*(make_row([one]) for one in stored)), NOW)
    return stored, [row_of(storage, one) for one in stored]


def one_row(storage: Storage) -> tuple[list[StoredReport], str]:
    """The three reports in one row."""
    stored = [keep(storage, n, report(facts=facts(killed=Toll(security=n))))[0] for n in (1, 2, 3)]
    storage.apply(resolution(make_row(stored)), NOW)
    return stored, row_of(storage, stored[0])


def row_of(storage: Storage, stored: StoredReport) -> str:
    """The row that a report is in now."""
    here = storage.reports_of_article(stored.article_id)
    return str(next(one.incident_id for one in here if one.id == stored.id))


def numbers(storage: Storage, row: str) -> list[int]:
    """The reports of a row."""
    return [one.id for one in storage.reports_of_incident(row)]


def verdict(storage: Storage, *names: str) -> Cluster:
    """What the machine says of rows that it takes for one: the first keeps its id."""
    batch: list[StoredReport] = reduce(lambda all_, name: [*all_, *storage.reports_of_incident(name)], names, [])
    return replace(make_row(batch), incident_id=names[0], absorbed=names[1:], why="matched again")
