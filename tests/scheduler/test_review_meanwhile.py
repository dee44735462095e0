"""People decide while the machine works: neither loses anything."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial

import pytest
import review_workers
from review_workers import ARTICLES, FIRST_REVIEWED, LATEST, NOW, REVIEWS, article, keep, report, row_of

from deduplication import make_row
from khabardar.interfaces import IncidentFilter
from khabardar.reviews import Merge, Split, Undo
from khabardar.vocabulary import IncidentStatus
from scheduler.review import review
from scheduler.stages import Matched, match_pending
from storage import open_storage


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'k.db'}"


@pytest.fixture
def storage(url):
    opened = open_storage(url)
    yield opened
    opened.close()


@dataclass
class Interrupted:
    """A storage in which a person decides just before the first verdict is applied."""

    storage: object
    decide: object
    done: list = field(default_factory=list)

    def __getattr__(self, name):
        return getattr(self.storage, name)

    def apply(self, *arguments):
        if not self.done:
            self.done.append(self.decide())
        return self.storage.apply(*arguments)


def test_a_verdict_that_a_decision_overtook_is_made_anew_with_it(storage):
    first, second = keep(storage, 1, report()), keep(storage, 2, report())
    match_pending(storage, LATEST, NOW)
    assert row_of(storage, 1) == row_of(storage, 2)
    third = keep(storage, 3, report(killed=2))
    decide = partial(review, storage, Split(row_of(storage, 1), "ann", reports=(second,)), LATEST, NOW)
    match_pending(Interrupted(storage, decide), LATEST, NOW)
    assert row_of(storage, 1) != row_of(storage, 2)
    assert storage.decisions([first, second, third]).apart == {(first, second)}
    assert storage.pending_reports(9) == []


def test_rows_that_were_merged_while_the_machine_thought_stay_merged(storage):
    keep(storage, 1, report("Mand"))
    keep(storage, 2, report("Kolpur"))
    match_pending(storage, LATEST, NOW)
    mand, kolpur = row_of(storage, 1), row_of(storage, 2)
    keep(storage, 3, report("Kolpur", killed=4))
    match_pending(
        Interrupted(storage, partial(review, storage, Merge(mand, "ann", others=(kolpur,)), LATEST, NOW)), LATEST, NOW
    )
    assert {row_of(storage, n) for n in (1, 2, 3)} == {mand}
    assert storage.incident(kolpur).id == mand
    assert storage.incident(mand).facts.killed.total == 4


def test_a_split_holds_when_another_outlet_tells_the_same(storage):
    second = [keep(storage, n, report()) for n in (1, 2)][1]
    match_pending(storage, LATEST, NOW)
    review(storage, Split(row_of(storage, 1), "ann", reports=(second,)), LATEST, NOW)
    for number in (3, 4, 5):
        keep(storage, number, report(killed=number))
        match_pending(storage, LATEST, NOW)
    assert row_of(storage, 1) != row_of(storage, 2)


def test_what_a_decision_means_for_the_neighbours_is_found_without_any_news(storage):
    """A report that a person takes out of a row may be of another one: the next cycle sees to it, whatever comes."""
    first = keep(storage, 1, report(), report())
    other = keep(storage, 2, report())
    match_pending(storage, LATEST, NOW)
    home = next(one for one in storage.reports_of_article(article(1).id) if one.incident_id == row_of(storage, 2))
    next_to_it = next(one for one in storage.reports_of_article(article(1).id) if one.id != home.id)
    assert {home.id, next_to_it.id} == {first, first + 1}
    new = review(storage, Split(row_of(storage, 2), "ann", reports=(other,)), LATEST, NOW).incident_id
    assert row_of(storage, 2) == new
    match_pending(storage, LATEST, NOW)
    assert row_of(storage, 2) == next_to_it.incident_id == storage.incident(new).id
    assert match_pending(storage, LATEST, NOW) == Matched()


def test_an_undone_merge_leaves_the_rows_to_the_machine(storage):
    keep(storage, 1, report())
    match_pending(storage, LATEST, NOW)
    keep(storage, 2, report("Kolpur"))
    match_pending(storage, LATEST, NOW)
    kolpur = row_of(storage, 2)
    review(storage, Merge(row_of(storage, 1), "ann", others=(kolpur,)), LATEST, NOW)
    review(storage, Undo(kolpur, "ann"), LATEST, NOW)
    keep(storage, 3, report("Kolpur", killed=1))
    match_pending(storage, LATEST, NOW)
    assert row_of(storage, 2) == row_of(storage, 3) == kolpur != row_of(storage, 1)


def test_two_processes_that_write_at_once_lose_nothing(storage, url):
    kept = [keep(storage, number, report()) for number in (1, 2, 3, 4)]
    for number in range(REVIEWS):
        keep(storage, FIRST_REVIEWED + number, report("Quetta", day=1 + 2 * number))
    match_pending(storage, LATEST, NOW)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    program = [sys.executable, review_workers.__file__]
    processes = [subprocess.Popen([*program, task, url], **pipes) for task in ("match", "review")]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=100)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]

    confirmed = {row.id for row in storage.incidents(IncidentFilter(status=IncidentStatus.CONFIRMED))}
    assert confirmed == set(json.loads(told[1]))
    assert len(confirmed) == REVIEWS
    assert storage.pending_reports(99) == []
    decisions = storage.decisions(kept)
    row = {one.id: one.incident_id for number in (1, 2, 3, 4) for one in storage.reports_of_article(article(number).id)}
    assert len(decisions.apart) == 6
    assert all(row[a] != row[b] for a, b in decisions.apart)
    live = list(storage.incidents(IncidentFilter()))
    assert sum(one.reports for one in live) == 4 + REVIEWS + ARTICLES
    assert all(one.reports == len(storage.reports_of_incident(one.id)) for one in live)
    assert storage.facts()["integrity"] == "ok"


def test_a_row_is_made_in_the_review_by_the_matchers_own_rules(storage):
    keep(storage, 1, report("Mand", killed=2))
    keep(storage, 2, report("Kolpur", killed=5))
    match_pending(storage, LATEST, NOW)
    rows = [row_of(storage, n) for n in (1, 2)]
    review(storage, Merge(rows[0], "ann", others=(rows[1],)), LATEST, NOW)
    merged = storage.incident(rows[0])
    made = make_row(storage.reports_of_incident(rows[0]), LATEST)
    assert (merged.facts, merged.publishers, merged.confidence) == (made.facts, made.publishers, made.confidence)
