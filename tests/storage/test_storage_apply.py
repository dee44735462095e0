from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from storage_samples import LATER, NOW, cluster, facts, keep, report, resolution
from strategies import facts as any_facts

from khabardar.codec import flatten
from khabardar.errors import NotFound, StorageError
from khabardar.identity import incident_id
from khabardar.interfaces import IncidentFilter, Resolution
from khabardar.records import ScoredPair, Toll
from khabardar.vocabulary import IncidentStatus, Role

_EVERYTHING = IncidentFilter(background=True)


def _rows(storage):
    return list(storage.incidents(_EVERYTHING))


def _row_of(storage, stored):
    return next(one.incident_id for one in storage.reports_of_article(stored.article_id) if one.id == stored.id)


def _decide(database_url, row, status):
    """What a person's review will do."""
    engine = create_engine(database_url)
    with engine.begin() as conn:
        conn.execute(text("UPDATE incidents SET status = :status WHERE id = :id"), {"status": status, "id": row})
    engine.dispose()


def _three_rows(storage):
    """Three reports of three articles, each a row of its own."""
    stored = [keep(storage, number, report())[0] for number in (1, 2, 3)]
    storage.apply(resolution(*(cluster(one.id) for one in stored)), NOW)
    return stored, [_row_of(storage, one) for one in stored]


def test_a_cluster_without_a_row_founds_one(storage):
    (one,) = keep(storage, 1, report())
    assert storage.apply(resolution(cluster(one.id, latest_report_id=one.id)), NOW) == (1, 0)
    (row,) = _rows(storage)
    assert row.id == incident_id(one.article_url, "r1")
    assert (row.status, row.revision, row.first_seen, row.last_changed) == (IncidentStatus.CANDIDATE, 1, NOW, NOW)
    assert (row.reports, row.articles, row.publishers) == (1, 1, 1)
    (created,) = storage.history(row.id)
    assert (created.field, created.revision, created.at, created.why) == ("created", 1, NOW, "as told")


def test_the_lowest_report_founds_the_row(storage):
    (one,) = keep(storage, 1, report())
    (two,) = keep(storage, 2, report())
    storage.apply(resolution(cluster(two.id, one.id)), NOW)
    assert [row.id for row in _rows(storage)] == [incident_id(one.article_url, "r1")]


def test_applied_twice_it_changes_nothing(storage):
    (one, two) = keep(storage, 1, report("a"), report("b"))
    verdict = Resolution((cluster(one.id), cluster(two.id)), (ScoredPair(two.id, one.id, 0.6),))
    assert storage.apply(verdict, NOW) == (2, 0)
    before = _rows(storage)
    assert storage.apply(verdict, LATER) == (0, 0)
    assert _rows(storage) == before


def test_changed_cells_are_one_revision_with_old_and_new(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id)), NOW)
    row = _row_of(storage, one)
    told = facts(killed=Toll(security=2), killed_low=2)
    verdict = resolution(cluster(one.id, row=row, facts=told, why="a later toll"))
    assert storage.apply(verdict, LATER) == (0, 1)
    changes = storage.history(row)[1:]
    assert {(change.field, change.old, change.new) for change in changes} == {
        ("killed.total", None, "2"),
        ("killed.security", None, "2"),
        ("killed.low", None, "2"),
    }
    assert {(change.revision, change.at, change.why) for change in changes} == {(2, LATER, "a later toll")}
    assert storage.incident(row).facts == told
    assert storage.incident(row).last_changed == LATER


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(first=any_facts(), second=any_facts(), data=st.data())
def test_history_names_exactly_the_cells_that_differ(storage, first, second, data):
    number = len(storage.articles()) + 1
    (one,) = keep(storage, 1, report(), url=f"https://dawn.example/h/{number}", id=f"{number:016x}")
    storage.apply(resolution(cluster(one.id, facts=first)), NOW)
    row = _row_of(storage, one)
    assert storage.incident(row).facts == first
    storage.apply(resolution(cluster(one.id, row=row, facts=second)), LATER)
    assert storage.incident(row).facts == second
    old, new = flatten(first), flatten(second)
    assert {change.field for change in storage.history(row)[1:]} == {cell for cell in old if old[cell] != new[cell]}


def test_more_reports_alone_are_no_revision_but_another_publisher_is(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id)), NOW)
    row = _row_of(storage, one)
    (two,) = keep(storage, 2, report())
    assert storage.apply(resolution(cluster(one.id, two.id, row=row)), LATER) == (0, 0)
    stored = storage.incident(row)
    assert (stored.reports, stored.articles, stored.revision, stored.last_changed) == (2, 2, 1, NOW)
    assert storage.apply(resolution(cluster(one.id, two.id, row=row, publishers=2)), LATER) == (0, 1)
    assert [(c.field, c.old, c.new) for c in storage.history(row)[1:]] == [("publishers", "1", "2")]


def test_a_role_that_rises_is_a_change(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id, role=Role.BACKGROUND)), NOW)
    row = _row_of(storage, one)
    storage.apply(resolution(cluster(one.id, row=row)), LATER)
    assert [(c.field, c.old, c.new) for c in storage.history(row)[1:]] == [("role", "background", "main")]


def test_an_absorbed_row_is_merged_and_leads_to_its_survivor(storage):
    (one, two, _), (kept, gone, _) = _three_rows(storage)
    verdict = resolution(cluster(one.id, two.id, row=kept, absorbed=(gone,), why="the same"))
    assert storage.apply(verdict, LATER) == (0, 2)
    assert storage.incident(gone).id == kept
    assert [(c.field, c.old, c.new) for c in storage.history(gone)[1:]] == [
        ("status", "candidate", "merged"),
        ("merged_into", None, kept),
        ("reports", str(two.id), None),
    ]
    (tombstone,) = storage.incidents(IncidentFilter(status=IncidentStatus.MERGED))
    assert (tombstone.id, tombstone.merged_into, tombstone.reports) == (gone, kept, 0)
    assert [found.id for found in storage.reports_of_incident(gone)] == [one.id, two.id]
    assert storage.apply(verdict, LATER) == (0, 0)


def test_merges_of_merges_lead_to_the_last_survivor(storage):
    (one, two, three), (first, second, third) = _three_rows(storage)
    storage.apply(resolution(cluster(two.id, three.id, row=second, absorbed=(third,))), LATER)
    storage.apply(resolution(cluster(one.id, two.id, three.id, row=first, absorbed=(second,))), LATER)
    assert storage.incident(third).id == first
    assert storage.count_incidents()[IncidentStatus.MERGED] == 2


def test_a_row_that_lost_all_its_reports_unnamed_is_merged_where_they_went(storage):
    (one, two, _), (kept, gone, _) = _three_rows(storage)
    storage.apply(resolution(cluster(one.id, two.id, row=kept)), LATER)
    assert storage.incident(gone).id == kept


def test_reports_of_an_absorbed_row_that_the_verdict_does_not_name_come_along(storage):
    (one, two, three), (kept, gone, _) = _three_rows(storage)
    storage.apply(resolution(cluster(two.id, three.id, row=gone)), NOW)
    storage.apply(resolution(cluster(one.id, two.id, row=kept, absorbed=(gone,))), LATER)
    assert storage.incident(kept).reports == 3


def test_reports_that_part_again_found_a_row_with_an_id_never_used(storage):
    (one, two, _), (kept, gone, _) = _three_rows(storage)
    storage.apply(resolution(cluster(one.id, two.id, row=kept, absorbed=(gone,))), NOW)
    verdict = resolution(cluster(one.id, row=kept), cluster(two.id))
    assert storage.apply(verdict, LATER) == (1, 1)
    new = _row_of(storage, two)
    assert new == incident_id(two.article_url, "r1", attempt=1)
    assert storage.incident(gone).id == kept
    assert storage.apply(verdict, LATER) == (0, 0)


def test_the_founder_may_leave_its_row_to_the_others(storage):
    (one, two, _), (row, _, _) = _three_rows(storage)
    storage.apply(resolution(cluster(one.id, two.id, row=row)), NOW)
    assert storage.apply(resolution(cluster(one.id), cluster(two.id, row=row)), LATER) == (1, 1)
    assert _row_of(storage, two) == row
    assert _row_of(storage, one) == incident_id(one.article_url, "r1", attempt=1)


@pytest.mark.parametrize("status", ["confirmed", "rejected"])
def test_the_machine_does_not_take_over_a_row_that_a_person_decided_on(storage, database_url, status):
    (one, two, _), (kept, decided, _) = _three_rows(storage)
    _decide(database_url, decided, status)
    verdict = resolution(cluster(one.id, two.id, row=kept, absorbed=(decided,)))
    storage.apply(verdict, LATER)
    assert (storage.incident(decided).id, storage.incident(decided).status) == (decided, status)
    assert [found.id for found in storage.reports_of_incident(decided)] == [two.id]
    assert storage.apply(verdict, LATER) == (0, 0)


@pytest.mark.parametrize("status", ["confirmed", "rejected"])
def test_new_values_leave_the_decision_of_a_person(storage, database_url, status):
    (one, _, _), (row, _, _) = _three_rows(storage)
    _decide(database_url, row, status)
    storage.apply(resolution(cluster(one.id, row=row, facts=facts(abducted=3))), LATER)
    assert (storage.incident(row).status, storage.incident(row).facts.abducted) == (status, 3)


def test_parts_point_to_the_row_of_their_wave_from_the_start(storage):
    part, wave = keep(storage, 1, report("p", parent="w"), report("w"))
    storage.apply(resolution(cluster(part.id), cluster(wave.id)), NOW)
    assert storage.incident(_row_of(storage, part)).parent_id == _row_of(storage, wave)
    assert [c.field for c in storage.history(_row_of(storage, part))] == ["created"]


def test_a_part_learns_its_parent_when_the_wave_is_matched_later(storage):
    part, wave = keep(storage, 1, report("p", parent="w"), report("w"))
    storage.apply(resolution(cluster(part.id)), NOW)
    assert storage.incident(_row_of(storage, part)).parent_id is None
    verdict = resolution(cluster(wave.id))
    assert storage.apply(verdict, LATER) == (1, 1)
    row = storage.incident(_row_of(storage, part))
    assert row.parent_id == _row_of(storage, wave)
    assert [(c.field, c.new) for c in storage.history(row.id)[1:]] == [("parent", row.parent_id)]
    assert storage.apply(verdict, LATER) == (0, 0)


def test_a_part_follows_when_the_row_of_its_wave_is_merged(storage):
    part, wave = keep(storage, 1, report("p", parent="w"), report("w"))
    (other,) = keep(storage, 2, report("w"))
    storage.apply(resolution(cluster(part.id), cluster(wave.id), cluster(other.id)), NOW)
    old, new = _row_of(storage, wave), _row_of(storage, other)
    assert storage.apply(resolution(cluster(wave.id, other.id, row=new, absorbed=(old,))), LATER) == (0, 3)
    row = storage.incident(_row_of(storage, part))
    assert row.parent_id == new
    assert [(c.field, c.old, c.new) for c in storage.history(row.id)[1:]] == [("parent", old, new)]


def test_a_row_is_never_its_own_parent(storage):
    part, wave = keep(storage, 1, report("p", parent="w"), report("w"))
    storage.apply(resolution(cluster(part.id, wave.id)), NOW)
    assert storage.incident(_row_of(storage, part)).parent_id is None


def test_doubts_are_kept_once_with_their_last_score(storage, database_url):
    one, two = keep(storage, 1, report("a"), report("b"))
    storage.apply(Resolution((), (ScoredPair(two.id, one.id, 0.5),)), NOW)
    storage.apply(Resolution((), (ScoredPair(one.id, two.id, 0.7),)), LATER)
    engine = create_engine(database_url)
    with engine.connect() as conn:
        kept = conn.execute(text("SELECT report_a, report_b, score, noted_at FROM doubts")).all()
    engine.dispose()
    assert kept == [(one.id, two.id, 0.7, "2026-03-10T12:00:00.000000Z")]


def test_an_empty_verdict_changes_nothing(storage):
    assert storage.apply(Resolution(()), NOW) == (0, 0)


def test_a_verdict_on_unknown_reports_or_rows_is_refused_whole(storage):
    (one,) = keep(storage, 1, report())
    with pytest.raises(StorageError, match="reports that do not exist: 99"):
        storage.apply(resolution(cluster(one.id), cluster(99)), NOW)
    with pytest.raises(StorageError, match="KB-AAAAAAA, which does not exist"):
        storage.apply(resolution(cluster(one.id, row="KB-AAAAAAA")), NOW)
    assert [found.id for found in storage.pending_reports(9)] == [one.id]
    assert _rows(storage) == []


def test_a_verdict_for_a_row_that_was_merged_meanwhile_is_refused(storage):
    (one, two, _), (kept, gone, _) = _three_rows(storage)
    storage.apply(resolution(cluster(one.id, two.id, row=kept, absorbed=(gone,))), NOW)
    with pytest.raises(StorageError, match=f"{gone}, which was merged into {kept}"):
        storage.apply(resolution(cluster(two.id, row=gone)), LATER)


def test_an_id_that_is_taken_is_counted_up(storage, database_url):
    (one, other) = keep(storage, 1, report("r1"), report("r2"))
    storage.apply(resolution(cluster(other.id)), NOW)
    engine = create_engine(database_url)
    with engine.begin() as conn:
        taken = {"old": _row_of(storage, other), "new": incident_id(one.article_url, "r1")}
        for statement in (
            "UPDATE reports SET incident_id = NULL WHERE incident_id = :old",
            "DELETE FROM revisions WHERE incident_id = :old",
            "UPDATE incidents SET id = :new WHERE id = :old",
        ):
            conn.execute(text(statement), taken)
    engine.dispose()
    storage.apply(resolution(cluster(one.id)), NOW)
    assert _row_of(storage, one) == incident_id(one.article_url, "r1", attempt=1)


def test_unknown_rows_are_not_found(storage):
    with pytest.raises(NotFound):
        storage.history("KB-AAAAAAA")


def test_confidence_changes_without_a_revision(storage):
    (one, _, _), (row, _, _) = _three_rows(storage)
    assert storage.apply(resolution(replace(cluster(one.id, row=row), confidence=0.9)), LATER) == (0, 0)
    assert storage.incident(row).confidence == 0.9
