"""Whatever people and the machine do one after the other, words hold, ids lead somewhere, and anything is undone."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from review_samples import make_row, row_of, verdict
from storage_samples import LATER, NOW, facts, keep, report, resolution

from khabardar.errors import ReviewError
from khabardar.interfaces import IncidentFilter
from khabardar.records import Toll
from khabardar.reviews import Confirm, Edit, Merge, Reject, Split, Undo
from khabardar.vocabulary import IncidentStatus, RejectReason

_REPORTS = 5
_steps = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "reject", "edit", "merge", "split", "undo", "machine"]),
        st.integers(0, _REPORTS - 1),
        st.integers(0, _REPORTS - 1),
    ),
    min_size=1,
    max_size=8,
)


def _rows(storage, stored):
    """Five articles of their own in a place of its own, so that examples do not meet."""
    return [row_of(storage, one) for one in stored]


def _step(storage, stored, kind, one, other):
    here, there = row_of(storage, stored[one]), row_of(storage, stored[other])
    told = {
        "confirm": Confirm(here, "ann"),
        "reject": Reject(here, "ann", reason=RejectReason.OLD_NEWS),
        "edit": Edit(here, "ann", cells={"place": f"Place {other}"}),
        "merge": Merge(here, "bob", others=(there,)),
        "split": Split(here, "bob", reports=(stored[one].id,)),
        "undo": Undo(here, "cid"),
    }
    if kind == "machine":
        decisions = storage.decisions([report.id for report in stored])
        if here != there and not (decisions.kept or decisions.apart):
            storage.apply(resolution(verdict(storage, here, there)), NOW)
        return None
    with suppress(ReviewError):
        return storage.review(told[kind], make_row, NOW)
    return None


_ON_ONE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@settings(_ON_ONE, max_examples=25)
@given(steps=_steps)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_any_sequence_leaves_the_tables_true(storage, steps):
    _try(storage, steps)


@settings(_ON_ONE, max_examples=8)
@given(steps=_steps)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_some_sequences_leave_them_true_on_a_server_too(storage, steps):
    _try(storage, steps)


def _try(storage, steps):
    stored = _news(storage)
    seen = set(_rows(storage, stored))
    for step in steps:
        before = _state(storage, stored)
        done = _step(storage, stored, *step)
        seen |= set(_rows(storage, stored))
        _check(storage, stored, seen)
        if done:
            _check_undo(storage, stored, seen, done.incident_id, before)
    _check_lists(storage, stored)


def _news(storage):
    number = 1000 * (len(storage.articles()) + 1)
    stored = []
    for n in range(number, number + _REPORTS):
        told = report(facts=facts(killed=Toll(security=n - number)))
        (one,) = keep(storage, 1, told, url=f"https://dawn.example/s/{n}", id=f"{n:016x}")
        stored.append(one)
    storage.apply(resolution(*(make_row([one]) for one in stored)), NOW)
    return stored


def _state(storage, stored):
    """What an undo brings back: who is with whom, and what the live rows say."""
    rows = _rows(storage, stored)
    live = [storage.incident(row) for row in rows]
    return [(rows.index(row.id), row.status, row.facts) for row in live]


def _check_undo(storage, stored, seen, row, before):
    after = _state(storage, stored)
    storage.review(Undo(row, "dot"), make_row, LATER)
    _check(storage, stored, seen | set(_rows(storage, stored)))
    assert _state(storage, stored) == before
    storage.review(Undo(row, "dot"), make_row, LATER)
    assert _state(storage, stored) == after


def _check(storage, stored, seen):
    row_of_report = {one.id: row_of(storage, one) for one in stored}
    words = storage.decisions(list(row_of_report))
    assert all(row_of_report[a] == row_of_report[b] for a, b in words.together)
    assert all(row_of_report[a] != row_of_report[b] for a, b in words.apart)
    for name in seen:
        live = storage.incident(name)
        assert live.status is not IncidentStatus.MERGED
        assert live.reports == list(row_of_report.values()).count(live.id) > 0
        for cell, _who in storage.cells_set_by(live.id).items():
            assert cell == "place"
            assert live.facts.place.startswith("Place")
        history = storage.history(name)
        assert history[-1].revision == max(change.revision for change in history)


def _check_lists(storage, stored):
    listed = {row.id for row in storage.incidents(IncidentFilter(background=True))}
    rejected = {row.id for row in storage.incidents(IncidentFilter(status=IncidentStatus.REJECTED))}
    assert set(_rows(storage, stored)) <= listed | rejected
