"""Which known pages are due to be read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from khabardar.records import KnownPage, Link
from scheduler.looking import due_pages

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def page(name: str = "a", hours_ago: float = 0, **cells: object) -> KnownPage:
    looked = NOW - timedelta(hours=hours_ago)
    return KnownPage(
        Link(f"https://paper.example/{name}", "paper"), **{"looked_at": looked, "changed_at": looked, **cells}
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("looks", "hours_ago", "due"),
    [(0, 0.9, False), (0, 1, True), (1, 4.9, False), (1, 5, True), (2, 17, False), (2, 18, True), (3, 999, False)],
)
def test_a_page_is_looked_at_an_hour_six_hours_and_a_day_after_it_came(looks: int, hours_ago: float, due: bool) -> None:
    assert bool(due_pages([page(hours_ago=hours_ago, looks=looks)], NOW, 9)) is due


def test_a_running_report_is_looked_at_often_while_it_changes() -> None:
    assert due_pages([page(hours_ago=0.25, looks=40, is_live=True)], NOW, 9)
    assert not due_pages([page(hours_ago=0.2, looks=40, is_live=True)], NOW, 9)
    silent = page(hours_ago=1, looks=40, is_live=True, changed_at=NOW - timedelta(hours=7, minutes=1))
    assert not due_pages([silent], NOW, 9)


def test_a_report_that_ran_while_we_slept_is_still_running() -> None:
    assert due_pages([page(hours_ago=30, looks=9, is_live=True)], NOW, 9)


def test_running_ones_come_first_then_the_longest_overdue_and_no_more_than_asked_for() -> None:
    pages = [page("young", 2), page("old", 20), page("live", 1, is_live=True), page("fresh", 0.1)]
    assert [one.link.url[-4:] for one in due_pages(pages, NOW, 2)] == ["live", "/old"]
    assert due_pages(pages, NOW, 0) == []
