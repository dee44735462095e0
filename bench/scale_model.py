"""How far it goes: from 1 to 100,000 sources and from one machine to fifty, out of measured figures and named guesses.

    python bench/scale_model.py                                # Markdown, as it stands in docs/scale.md
    python bench/scale_model.py --articles-a-day 40 --cores 8

Every figure of `Measured` says what measured it, on two quiet cores. What the same command says on a machine of yours
can be given as an option. So with what nobody can measure for you, such as how much your sources publish.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

DAY, YEAR = 86_400, 365
SOURCES = (1, 10, 100, 1_000, 3_000, 10_000, 30_000, 100_000)
MACHINES = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Measured:
    """Milliseconds unless it says otherwise. `_cpu`: of a core; `_alone`: while no other worker can do the same."""

    page_cpu: float = 18.1  # a page fetched and stored (2), its text found (16.1): docs/benchmarks.md, real pages
    read_cpu: float = 11.4  # an article of 540 words read and kept: bench/fleet.py reading, 87.8 a second and core
    visit_cpu: float = 19.2  # a visit as a job of its own, unchanged feed: bench/fleet.py visits
    kept_alone: float = 1.9  # a reading of two reports stored, its near-copies looked up: bench/fleet.py limits
    matched_alone: float = 4.8  # a report given its row: bench/fleet.py limits
    written_alone: float = 1.3  # any other write: a link, a text, a source's state: bench/fleet.py limits
    looked_s: float = 1.2  # seconds of the leader's look over 100,000 sources: bench/fleet.py limits
    visits_a_day: float = 35.3  # of a source: 10,586 of 300 in 24 h, tests/scheduler/test_batches.py
    peak: float = 2.7  # busiest minute over the mean of visits: the same test
    row_kb: float = 7.2  # an incident with its reports, history and indexes
    article_kb: float = 1.3  # an article besides its text


@dataclass(frozen=True)
class Guessed:
    """What depends on your sources and machines."""

    articles_a_day: float = 20.0  # of one source
    text_kb: float = 3.0  # of one article
    reports: float = 0.2  # of one article: most tell of no incident
    rows: float = 0.1  # of one article: several tell of one
    cores: int = 4  # of a machine
    busy: float = 0.6  # of its time that a core is planned to work


@dataclass(frozen=True)
class Load:
    """What so many sources ask for. Shares are of one second a second, in the busiest minute."""

    sources: int
    articles_a_day: float
    visits_a_second: float
    cores: float
    writer: float  # the lock that all writers take one after the other
    leader_s: float
    gb_a_year: float

    def machines(self, guess: Guessed) -> int:
        return max(1, -int(-self.cores // (guess.cores * guess.busy)))


def load_of(sources: int, measured: Measured, guess: Guessed) -> Load:
    """Pure arithmetic."""
    articles, visits = sources * guess.articles_a_day, sources * measured.visits_a_day
    a_second, visits_a_second = articles / DAY * measured.peak, visits / DAY * measured.peak
    cpu = visits_a_second * measured.visit_cpu + a_second * (measured.page_cpu + measured.read_cpu)
    alone = (
        a_second * (measured.kept_alone + guess.reports * measured.matched_alone + 2 * measured.written_alone)
        + visits_a_second * measured.written_alone
    )
    kb = articles * (measured.article_kb + guess.text_kb + guess.rows * measured.row_kb) * YEAR
    looked = measured.looked_s * sources / 100_000
    return Load(sources, articles, visits_a_second, cpu / 1000, alone / 1000, looked, kb / 1e6)


def by_sources(measured: Measured, guess: Guessed) -> Iterator[str]:
    yield f"| sources | articles a day | visits a second, peak | cores, peak | machines of {guess.cores} cores | "
    yield "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for sources in SOURCES:
        load = load_of(sources, measured, guess)
        writer = f"{load.writer:.0%}" if load.writer < 1 else f"**{load.writer:.0%}**"
        yield (
            f"| {sources:,} | {load.articles_a_day:,.0f} | {load.visits_a_second:,.2f} | {load.cores:.2f} "
            f"| {load.machines(guess)} | {writer} | {load.leader_s:.2f} | {load.gb_a_year:,.1f} |"
        )


def by_machines(measured: Measured, guess: Guessed) -> Iterator[str]:
    """How many sources each number carries, and what gives way first."""
    yield "| machines | sources by their processors | articles a day | what gives way first |"
    yield "| ---: | ---: | ---: | --- |"
    one = load_of(1, measured, guess)
    by_writer = int(guess.busy / one.writer)
    for machines in MACHINES:
        by_cores = int(machines * guess.cores * guess.busy / one.cores)
        carried = min(by_cores, by_writer)
        gives = "the processors" if by_cores <= by_writer else f"PostgreSQL's one writer, at {by_writer:,} sources"
        yield f"| {machines} | {by_cores:,} | {carried * guess.articles_a_day:,.0f} | {gives} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in (Measured, Guessed):
        for name, default in vars(kind()).items():
            parser.add_argument(f"--{name.replace('_', '-')}", type=type(default), default=default)
    given = vars(parser.parse_args())
    measured = Measured(**{name: given[name] for name in vars(Measured())})
    guess = Guessed(**{name: given[name] for name in vars(Guessed())})
    head, *rest = by_sources(measured, guess)
    print(head + "the writer's lock | the leader's look, s | GB a year |")
    print("\n".join(rest), end="\n\n")
    print("\n".join(by_machines(measured, guess)))


if __name__ == "__main__":
    main()
