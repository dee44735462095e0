"""What the leader gives out now. Pure: what is due, what is given out already and `now` in; jobs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from khabardar.records import Source

FETCH, READ, MATCH = STAGES = ("fetch", "read", "match")
ARTICLES_A_JOB = 50  # at most, of some ten milliseconds each: a job lost with its worker costs little
_FEWEST = 10  # a job costs as much as reading two or three
_SHARES = 16  # of few articles each worker is to get some
_MOST_FETCHES = 1000  # that wait: what is due stays due, and the longest overdue come first
_MOST_READS = 100
# What a job left undone was left for a reason: a fault of ours, a model that does not answer.
_FETCHED_AGAIN = timedelta(seconds=5)
_READ_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. `key`: no second job of it may wait. `lock`: no second job with it may be in hand."""

    stage: str
    arguments: dict[str, Any]
    key: str | None = None
    lock: str | None = None


@dataclass(frozen=True, slots=True)
class GivenOut:
    """Jobs that wait or are in hand: sources that are fetched, articles that are read, whether it is matched."""

    sources: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    matching: bool = False
    fetches_waiting: int = 0
    reads_waiting: int = 0


@dataclass
class Lately:
    """What was given out a moment ago: a job that failed at once must not be given out a thousand times an hour."""

    _when: dict[str, datetime] = field(default_factory=dict)

    def is_new(self, name: str, pause: timedelta, now: datetime) -> bool:
        """Whether it was not given out within `pause`, by this leader."""
        return name not in self._when or now - self._when[name] >= pause or now < self._when[name]

    def note(self, names: Iterable[str], now: datetime) -> None:
        """They are given out now; what was long ago is forgotten."""
        self._when = {name: when for name, when in self._when.items() if timedelta() <= now - when < _READ_AGAIN}
        self._when.update(dict.fromkeys(names, now))


def fetch_key(source_id: str) -> str:
    """Names the one job that may wait for a source."""
    return f"fetch {source_id}"


def host_of(source: Source) -> str:
    """What is asked by one worker at a time."""
    return urlsplit(source.url).hostname or source.id


def fetches(due: Iterable[Source], given: GivenOut, lately: Lately, now: datetime) -> list[Job]:
    """Visits of sources that are due, longest overdue first as they come."""
    wanted = (
        source
        for source in due
        if source.id not in given.sources and lately.is_new(fetch_key(source.id), _FETCHED_AGAIN, now)
    )
    chosen = list(islice(wanted, max(0, _MOST_FETCHES - given.fetches_waiting)))
    lately.note((fetch_key(source.id) for source in chosen), now)
    return [Job(FETCH, {"source_id": source.id}, fetch_key(source.id), f"host {host_of(source)}") for source in chosen]


def unread_wanted(given: GivenOut) -> int:
    """How many unread articles are worth looking at: those given out, and room for as many jobs as may wait."""
    return len(given.articles) + max(0, _MOST_READS - given.reads_waiting) * ARTICLES_A_JOB


def reads(unread: Sequence[str], given: GivenOut, lately: Lately, now: datetime) -> list[Job]:
    """Articles in batches, in the order in which they come."""
    wanted = [name for name in unread if name not in given.articles and lately.is_new(name, _READ_AGAIN, now)]
    jobs = list(islice(_batches(wanted), max(0, _MOST_READS - given.reads_waiting)))
    lately.note((name for job in jobs for name in job.arguments["ids"]), now)
    return jobs


def matches(pending: bool, given: GivenOut) -> list[Job]:
    """One job for all reports that wait: a second one would only wait for the first."""
    return [Job(MATCH, {}, "match", "match")] if pending and not given.matching else []


def _batches(names: Sequence[str]) -> Iterator[Job]:
    size = min(ARTICLES_A_JOB, max(_FEWEST, len(names) // _SHARES))
    for start in range(0, len(names), size):
        yield Job(READ, {"ids": list(names[start : start + size])})
