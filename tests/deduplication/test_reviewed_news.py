"""Rows are a function of the reports and of people's decisions, whatever came first: news and reviews in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import combinations
from random import Random

from dedup_reports import Shelf, report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_news import articles, cells

from deduplication import resolve
from khabardar.records import StoredReport
from khabardar.reviews import Decisions
from khabardar.vocabulary import TollPolicy

thorough = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def anew(shelf: Shelf) -> frozenset[frozenset[tuple[str, str]]]:
    """The rows of the same reports and decisions, all matched at once; of the rows now only the kept ones are known."""
    known = [
        one if one.id in shelf.decisions.kept else replace(one, incident_id=None) for one in shelf.reports.values()
    ]
    other = Shelf({one.id: one for one in known})
    verdicts = resolve(known, TollPolicy.LATEST_CREDIBLE, shelf.decisions)
    other.rows = {str(n): c for n, c in enumerate(c for verdict in verdicts for c in verdict.clusters)}
    return other.partition()


def check(shelf: Shelf) -> None:
    """Words hold, the rows are those of the reports and decisions, and matching all again changes nothing."""
    row_of = {number: one.incident_id for number, one in shelf.reports.items()}
    assert all(row_of[a] == row_of[b] for a, b in shelf.decisions.together)
    assert all(row_of[a] != row_of[b] for a, b in shelf.decisions.apart)
    assert shelf.partition() == anew(shelf)
    before = shelf.told()
    shelf.match(list(shelf.reports.values()))
    assert shelf.told() == before
    assert {number: one.incident_id for number, one in shelf.reports.items()} == row_of


# one review, and what comes after it in any order


@st.composite
def words_on(draw: st.DrawFn, ids: list[int]) -> Decisions:
    """What people may say of these reports without contradicting themselves: they see them as some incidents."""
    seen = {number: draw(st.integers(0, 3)) for number in ids}
    said = draw(st.lists(st.sampled_from(list(combinations(sorted(ids), 2))), max_size=6)) if len(ids) > 1 else []
    return Decisions(
        together=frozenset(pair for pair in said if seen[pair[0]] == seen[pair[1]]),
        apart=frozenset(pair for pair in said if seen[pair[0]] != seen[pair[1]]),
    )


def reviewed(news: list[list[StoredReport]], decisions: Decisions, kept: frozenset[int]) -> Shelf:
    """What had arrived when people decided; rows that they decided on keep all of their reports.

    Storage makes the reports that a decision speaks of pending, so they are matched again.
    """
    shelf = Shelf()
    shelf.add(one for article in news for one in article)
    shelf.decisions = decisions
    shelf.match(list(shelf.reports.values()))
    rows = {shelf.reports[number].incident_id for number in kept}
    all_kept = frozenset(one.id for one in shelf.reports.values() if one.incident_id in rows)
    shelf.decisions = replace(decisions, kept=all_kept)
    shelf.match([shelf.reports[number] for number in all_kept])
    return shelf


def arrive(shelf: Shelf, news: list[list[StoredReport]], batch: int) -> Shelf:
    for start in range(0, len(news), batch):
        shelf.add(one for article in news[start : start + batch] for one in article)
    return shelf


@thorough
@given(articles(), st.data(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_order_of_arrival_after_a_review_gives_the_same_rows_and_values(news, data, random, batch) -> None:  # type: ignore[no-untyped-def]
    known = data.draw(st.integers(1, len(news)))
    ids = [one.id for article in news[:known] for one in article]
    decisions = data.draw(words_on(ids))
    kept = data.draw(st.frozensets(st.sampled_from(ids), max_size=2))
    first = arrive(reviewed(news[:known], decisions, kept), news[known:], 1)
    later = news[known:]
    random.shuffle(later)
    second = arrive(reviewed(news[:known], decisions, kept), later, batch)
    assert second.partition() == first.partition()
    assert second.told() == first.told()
    check(first)


# reviews and news by turns


@dataclass
class Desk:
    """People at work on a shelf while reports come, change and go. What each does is matched, as in storage."""

    shelf: Shelf
    news: list[list[StoredReport]]
    random: Random
    fresh: list[dict[str, object]]
    kept_in: dict[int, str | None] = field(default_factory=dict)

    def arrive(self) -> None:
        if self.news:
            self.shelf.add(self.news.pop(0))

    def confirm(self) -> None:
        row = self._row()
        self.kept_in |= dict.fromkeys(row, self.shelf.reports[row[0]].incident_id)
        self._say(row)

    def think_again(self) -> None:
        row = [number for number in self._row() if number in self.kept_in]
        for number in row:
            del self.kept_in[number]
        self._say(row)

    def merge(self) -> None:
        ours, theirs = self._row(), self._row()
        if ours != theirs:
            self._move(theirs, self.shelf.reports[ours[0]].incident_id)
            pairs = frozenset((min(a, b), max(a, b)) for a in ours for b in theirs)
            words = self.shelf.decisions
            self.shelf.decisions = replace(words, together=words.together | pairs, apart=words.apart - pairs)
            self._say(ours + theirs)

    def split(self) -> None:
        row = self._row()
        leaving, staying = row[::2], row[1::2]
        if staying:
            self._move(leaving, f"KB-SPLIT-{len(self.shelf.decisions.apart)}-{leaving[0]}")
            pairs = frozenset((min(a, b), max(a, b)) for a in leaving for b in staying)
            words = self.shelf.decisions
            together = (words.together - pairs) | set(combinations(leaving, 2))
            self.shelf.decisions = replace(words, together=together, apart=words.apart | pairs)
            self._say(row)

    def rewrite(self) -> None:
        """An outlet tells something else under the same url."""
        if self.fresh:
            old = self.shelf.reports[self.random.choice(self._row())]
            told = replace(report(**self.fresh.pop()).report, key=old.report.key)
            self.shelf.reports[old.id] = replace(old, report=told)
            self.shelf.match([self.shelf.reports[old.id]])

    def withdraw(self) -> None:
        """An outlet tells it no more: the others of its row are looked at again."""
        row = self._row()
        gone = row[0]
        del self.shelf.reports[gone]
        self.kept_in.pop(gone, None)
        words = self.shelf.decisions
        self.shelf.decisions = replace(
            words,
            together=frozenset(pair for pair in words.together if gone not in pair),
            apart=frozenset(pair for pair in words.apart if gone not in pair),
        )
        self._say(row[1:])

    def _row(self) -> list[int]:
        """The reports of some row."""
        one = self.random.choice(sorted(self.shelf.reports))
        return [other.id for other in self.shelf.row(str(self.shelf.reports[one].incident_id))]

    def _move(self, numbers: list[int], row: str | None) -> None:
        for number in numbers:
            self.shelf.reports[number] = replace(self.shelf.reports[number], incident_id=row)
            if number in self.kept_in:
                self.kept_in[number] = row

    def _say(self, numbers: list[int]) -> None:
        self.shelf.decisions = replace(self.shelf.decisions, kept=frozenset(self.kept_in))
        self.shelf.match([self.shelf.reports[number] for number in numbers])


STEPS: list[Callable[[Desk], None]] = [
    Desk.arrive,
    Desk.confirm,
    Desk.merge,
    Desk.split,
    Desk.think_again,
    Desk.rewrite,
    Desk.withdraw,
]


@thorough
@given(
    articles(),
    st.lists(st.sampled_from(STEPS), max_size=10),
    st.randoms(use_true_random=False),
    st.lists(cells(), max_size=3),
)
def test_whatever_people_and_outlets_do_the_rows_follow_from_the_reports_and_decisions(
    news, steps, random, fresh
) -> None:  # type: ignore[no-untyped-def]
    shelf = Shelf()
    desk = Desk(shelf, news, random, fresh)
    desk.arrive()
    desk.arrive()
    for step in steps:
        if shelf.reports:
            step(desk)
        assert {number: shelf.reports[number].incident_id for number in desk.kept_in} == desk.kept_in
        check(shelf)
