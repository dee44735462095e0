"""What people decide, and that the machine abides by it."""

from dataclasses import replace

import pytest
from review_samples import PARTS, make_row, numbers, one_row, row_of, three_rows, verdict
from sqlalchemy import create_engine, text
from storage_samples import LATER, NOW, cluster, facts, keep, report, resolution

from khabardar.errors import NotFound, Outdated, ReviewError, UsageError
from khabardar.interfaces import IncidentFilter, Resolution
from khabardar.records import ScoredPair, Toll
from khabardar.reviews import Confirm, Decisions, Edit, Merge, Reject, Split, Undo
from khabardar.vocabulary import IncidentStatus, RejectReason


def told(storage, row):
    """The row's history after its foundation: (who, field, old, new)."""
    return [(c.by, c.field, c.old, c.new) for c in storage.history(row) if c.field != "created"]


@pytest.fixture
def rows(storage):
    return three_rows(storage)[1]


@pytest.fixture
def review(storage):
    return lambda decision: storage.review(decision, make_row, LATER)


# confirm and reject


def test_a_confirmation_is_an_entry_with_who_and_why(storage, rows, review):
    done = review(Confirm(rows[0], "ann", "seen on site"))
    assert (done.incident_id, done.changed) == (rows[0], (rows[0],))
    assert storage.incident(rows[0]).status is IncidentStatus.CONFIRMED
    assert told(storage, rows[0]) == [("ann", "status", "candidate", "confirmed")]
    last = storage.history(rows[0])[-1]
    assert (last.at, last.why, last.revision) == (LATER, "seen on site", 2)
    assert storage.incident(rows[0]).last_changed == LATER


def test_a_rejection_keeps_its_reason_from_the_list_and_in_words(storage, rows, review, database_url):
    review(Reject(rows[0], "ann", "of 2019", reason=RejectReason.OLD_NEWS))
    assert storage.incident(rows[0]).status is IncidentStatus.REJECTED
    assert storage.history(rows[0])[-1].why == "old news: of 2019"
    engine = create_engine(database_url)
    with engine.connect() as conn:
        kept = conn.execute(text("SELECT by, action, reason, note FROM reviews")).all()
    engine.dispose()
    assert kept == [("ann", "reject", "old-news", "of 2019")]


def test_what_is_so_already_is_refused_and_leaves_no_trace(storage, rows, review):
    review(Confirm(rows[0], "ann"))
    with pytest.raises(ReviewError, match=f"{rows[0]} is confirmed already"):
        review(Confirm(rows[0], "bob"))
    assert storage.last_review() == 1


def test_an_unknown_row_is_not_found(review):
    with pytest.raises(NotFound):
        review(Confirm("KB-AAAAAAA", "ann"))


# edit


def test_an_edited_cell_is_not_overwritten_by_the_machine(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"killed.security": "7", "place": "Turbat"}))
    assert storage.incident(rows[0]).facts.place == "Turbat"
    assert set(told(storage, rows[0])) == {
        ("ann", "place", "Mand", "Turbat"),
        ("ann", "killed.security", "1", "7"),
        ("ann", "killed.total", "1", "7"),
    }
    before = storage.history(rows[0])
    assert storage.apply(resolution(verdict(storage, rows[0])), LATER) == (0, 0)
    assert storage.history(rows[0]) == before
    assert storage.incident(rows[0]).facts.killed.total == 7


def test_cells_that_nobody_set_go_on_following_the_reports(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"place": "Turbat"}))
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    facts = storage.incident(rows[0]).facts
    assert (facts.place, facts.killed.security) == ("Turbat", 2)


def test_a_value_that_a_person_makes_its_own_is_an_entry_too(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"place": "Mand"}))
    assert told(storage, rows[0]) == [("ann", "place", "Mand", "Mand")]
    with pytest.raises(ReviewError, match="has these values already, set by ann"):
        review(Edit(rows[0], "ann", cells={"place": "Mand"}))


def test_a_cell_can_be_emptied(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"admin1": None}))
    assert storage.incident(rows[0]).facts.admin1 is None


def test_days_that_contradict_one_another_are_refused(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"date_end": "2026-03-02"}))
    with pytest.raises(ReviewError, match="date_end 2026-03-02 lies before date_start 2026-03-09; set both"):
        review(Edit(rows[0], "bob", cells={"date_start": "2026-03-09"}))


def test_a_value_that_can_not_stand_there_changes_nothing(storage, rows, review):
    with pytest.raises(UsageError, match="outcome: 'so' can't stand there"):
        review(Edit(rows[0], "ann", cells={"outcome": "so", "place": "Turbat"}))
    assert told(storage, rows[0]) == []


# merge


def test_rows_that_a_person_merged_are_one_and_the_others_lead_to_it(storage, rows, review):
    done = review(Merge(rows[1], "ann", "one and the same", others=(rows[0], rows[2])))
    assert (done.incident_id, done.changed) == (rows[1], tuple(sorted(rows)))
    assert {storage.incident(row).id for row in rows} == {rows[1]}
    assert storage.incident(rows[1]).reports == 3
    assert told(storage, rows[0]) == [
        ("ann", "status", "candidate", "merged"),
        ("ann", "merged_into", None, rows[1]),
        ("ann", "reports", "1", None),
    ]
    assert ("ann", "killed.security", "2", "3") in told(storage, rows[1])
    assert storage.decisions([1, 2, 3]).together == {(1, 2), (1, 3), (2, 3)}


def test_a_confirmed_row_makes_the_one_that_it_ends_in_confirmed(storage, rows, review):
    review(Confirm(rows[1], "ann"))
    review(Merge(rows[0], "bob", others=(rows[1],)))
    assert storage.incident(rows[0]).status is IncidentStatus.CONFIRMED
    review(Undo(rows[0], "bob"))
    assert [storage.incident(row).status for row in rows[:2]] == [IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED]


def test_merging_a_row_with_itself_is_refused(storage, rows, review):
    review(Merge(rows[0], "ann", others=(rows[1],)))
    with pytest.raises(ReviewError, match="one row already"):
        review(Merge(rows[0], "ann", others=(rows[1],)))


def test_what_people_set_goes_along_into_the_survivor(storage, rows, review):
    review(Edit(rows[1], "ann", cells={"place": "Turbat"}))
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    assert storage.incident(rows[1]).facts.place == "Turbat"
    storage.apply(resolution(verdict(storage, rows[0])), LATER)
    assert storage.incident(rows[0]).facts.place == "Turbat"
    review(Undo(rows[1], "bob"))
    assert [storage.incident(row).facts.place for row in rows[:2]] == ["Mand", "Turbat"]


# split


def test_a_split_off_report_has_a_row_of_its_own_and_is_kept_apart(storage, review):
    stored, row = one_row(storage)
    done = review(Split(row, "ann", "another village", reports=(stored[2].id,)))
    new = row_of(storage, stored[2])
    assert (done.incident_id, set(done.changed)) == (new, {row, new})
    assert new != row
    assert (storage.incident(row).facts.killed.security, storage.incident(new).facts.killed.security) == (2, 3)
    assert {(c.by, c.why) for c in storage.history(new)} == {("ann", "another village")}
    assert [(c.field, c.old, c.new) for c in storage.history(new)] == [("created", None, None), ("reports", None, "3")]
    assert ("ann", "reports", "1, 2, 3", "1, 2") in told(storage, row)
    assert storage.decisions([1, 2, 3]).apart == {(1, 3), (2, 3)}


def test_a_split_takes_back_what_was_put_together(storage, rows, review):
    review(Merge(rows[0], "ann", others=(rows[1],)))
    review(Split(rows[0], "bob", reports=(2,)))
    decisions = storage.decisions([1, 2])
    assert (decisions.together, decisions.apart) == (frozenset(), {(1, 2)})


def test_a_split_names_reports_of_the_row_and_not_all_of_them(storage, rows, review):
    with pytest.raises(ReviewError, match=f"{rows[0]} has no report 2; it has 1"):
        review(Split(rows[0], "ann", reports=(2,)))
    with pytest.raises(ReviewError, match="not all"):
        review(Split(rows[0], "ann", reports=(1,)))


# undo


def test_undo_is_an_entry_and_can_be_undone(storage, rows, review):
    review(Confirm(rows[0], "ann"))
    review(Undo(rows[0], "bob"))
    assert storage.incident(rows[0]).status is IncidentStatus.CANDIDATE
    review(Undo(rows[0], "ann"))
    assert storage.incident(rows[0]).status is IncidentStatus.CONFIRMED
    assert [c.by for c in storage.history(rows[0])[1:]] == ["ann", "bob", "ann"]
    assert storage.history(rows[0])[2].why == f"undoes revision 2 of {rows[0]}"


def test_an_undone_edit_gives_the_cell_back_to_the_machine_as_it_is_now(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"killed.security": "9"}))
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    review(Undo(rows[0], "ann"))
    assert storage.incident(rows[0]).facts.killed.security == 2
    storage.apply(resolution(verdict(storage, rows[0], rows[2])), LATER)
    assert storage.incident(rows[0]).facts.killed.security == 3


def test_an_undone_edit_of_an_edit_is_the_first_persons_again(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"place": "Turbat"}))
    review(Edit(rows[0], "bob", cells={"place": "Tump"}))
    review(Undo(rows[0], "bob"))
    storage.apply(resolution(verdict(storage, rows[0])), LATER)
    assert storage.incident(rows[0]).facts.place == "Turbat"


def test_an_older_revision_can_be_undone(storage, rows, review):
    review(Edit(rows[0], "ann", cells={"place": "Turbat"}))
    review(Edit(rows[0], "ann", cells={"admin2": "Kech"}))
    review(Undo(rows[0], "ann", revision=2))
    facts = storage.incident(rows[0]).facts
    assert (facts.place, facts.admin2) == ("Mand", "Kech")


def test_a_change_of_the_machine_can_be_undone_and_stays_so(storage, rows, review):
    keep(storage, 4, report(facts=facts(killed=Toll(security=9))))
    told = make_row([*storage.reports_of_incident(rows[0]), *storage.pending_reports(1)])
    storage.apply(resolution(replace(told, incident_id=rows[0])), LATER)
    assert storage.incident(rows[0]).facts.killed.security == 9
    review(Undo(rows[0], "ann", revision=2))
    assert storage.incident(rows[0]).facts.killed.security == 1
    storage.apply(resolution(verdict(storage, rows[0])), LATER)
    assert storage.incident(rows[0]).facts.killed.security == 1


def moved(storage, rows):
    """Rows of reports 1 and 2, and of 3, of which the machine then moves 2 to the other."""
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    one, two = storage.reports_of_incident(rows[0])
    (three,) = storage.reports_of_incident(rows[2])
    clusters = replace(make_row([one]), incident_id=rows[0]), replace(make_row([two, three]), incident_id=rows[2])
    storage.apply(resolution(*clusters), LATER)


def test_a_report_that_the_machine_moved_stands_in_the_history_of_both_rows(storage, rows):
    moved(storage, rows)
    told = [(c.old, c.new) for row in (rows[0], rows[2]) for c in storage.history(row) if c.field == "reports"]
    assert told == [("1", "1, 2"), ("1, 2", "1"), ("3", "2, 3")]


@pytest.mark.parametrize(("side", "revision"), [(0, 3), (2, 2)])
def test_a_move_by_the_machine_can_be_undone_from_either_row(storage, rows, review, side, revision):
    moved(storage, rows)
    review(Undo(rows[side], "ann", revision=revision))
    assert (numbers(storage, rows[0]), numbers(storage, rows[2])) == ([1, 2], [3])
    words = storage.decisions([1, 2, 3])
    assert (words.together, words.apart) == ({(1, 2)}, {(2, 3)})
    review(Undo(rows[side], "ann"))
    assert (numbers(storage, rows[0]), numbers(storage, rows[2])) == ([1], [2, 3])
    assert storage.decisions([1, 2, 3]) == Decisions()


def test_a_row_that_the_machine_tore_off_ends_again(storage, rows, review):
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    one, two = storage.reports_of_incident(rows[0])
    storage.apply(resolution(replace(make_row([one]), incident_id=rows[0]), make_row([two])), LATER)
    torn = row_of(storage, two)
    review(Undo(torn, "ann", revision=1))
    assert (numbers(storage, rows[0]), storage.incident(torn).id) == ([1, 2], rows[0])
    review(Undo(torn, "ann"))
    assert (numbers(storage, rows[0]), numbers(storage, torn)) == ([1], [2])


def test_what_the_machine_took_over_can_be_undone_from_the_survivor(storage, rows, review):
    storage.apply(resolution(verdict(storage, rows[0], rows[1])), LATER)
    review(Undo(rows[0], "ann", revision=2))
    assert [numbers(storage, row) for row in rows] == [[1], [2], [3]]
    assert storage.decisions([1, 2, 3]).apart == {(1, 2)}
    assert storage.cells_set_by(rows[0]) == {}


def test_a_moved_report_comes_home_from_where_it_is_by_then(storage, rows, review):
    moved(storage, rows)
    review(Split(rows[2], "bob", reports=(2,)))
    review(Undo(rows[2], "ann", revision=2))
    assert (numbers(storage, rows[0]), numbers(storage, rows[2])) == ([1, 2], [3])


def test_a_merge_by_the_machine_can_be_undone_and_is_not_made_again(storage, rows, review):
    storage.apply(resolution(verdict(storage, rows[0], rows[1], rows[2])), LATER)
    done = review(Undo(rows[1], "ann", "two villages"))
    assert (done.incident_id, set(done.changed)) == (rows[1], set(rows[:2]))
    assert (numbers(storage, rows[0]), numbers(storage, rows[1])) == ([1, 3], [2])
    assert storage.incident(rows[1]).status is IncidentStatus.CANDIDATE
    assert storage.decisions([1, 2, 3]).apart == {(1, 2), (2, 3)}
    assert storage.incident(rows[2]).id == rows[0]


def test_an_undone_merge_leaves_the_pair_to_the_machine_and_a_redone_one_does_not(storage, rows, review):
    review(Merge(rows[0], "ann", others=(rows[1], rows[2])))
    review(Undo(rows[2], "ann"))
    assert [numbers(storage, row) for row in rows] == [[1], [2], [3]]
    assert storage.decisions([1, 2, 3]).together == frozenset()
    review(Undo(rows[0], "ann"))
    assert numbers(storage, rows[0]) == [1, 2, 3]
    assert storage.decisions([1, 2, 3]).together == {(1, 2), (1, 3), (2, 3)}


def test_an_undone_split_brings_the_reports_home_and_the_new_id_leads_there(storage, review):
    stored, row = one_row(storage)
    new = review(Split(row, "ann", reports=(stored[2].id,))).incident_id
    review(Undo(new, "ann", revision=1))
    assert numbers(storage, row) == [1, 2, 3]
    assert storage.incident(new).id == row
    assert storage.decisions([1, 2, 3]).apart == frozenset()
    review(Undo(row, "ann"))
    assert (numbers(storage, row), numbers(storage, new)) == ([1, 2], [3])
    assert storage.decisions([1, 2, 3]).apart == {(1, 3), (2, 3)}


def test_a_merge_is_undone_after_its_survivor_was_merged_too(storage, rows, review):
    review(Merge(rows[0], "ann", others=(rows[1],)))
    review(Merge(rows[2], "ann", others=(rows[0],)))
    review(Undo(rows[1], "ann"))
    assert [numbers(storage, row) for row in (rows[2], rows[1])] == [[1, 3], [2]]
    assert storage.incident(rows[0]).id == rows[2]
    assert storage.decisions([1, 2, 3]).together == {(1, 3)}


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        (None, "say which revision: `khabardar incidents undo KB-[A-Z2-7]+ REVISION`"),
        (1, "founded"),
        (9, "has no revision 9"),
    ],
)
def test_what_can_not_be_undone_says_why(rows, review, revision, words):
    with pytest.raises(ReviewError, match=words):
        review(Undo(rows[0], "ann", revision=revision))


def test_an_id_that_is_none_or_several_says_how_an_undo_is_written(storage, rows, review):
    for name in ("3", "KB-"):
        with pytest.raises(NotFound, match="undo ID REVISION"):
            review(Undo(name, "ann"))


def test_a_cell_of_a_row_that_ended_since_is_not_undone_unseen(storage, rows, review):
    review(Edit(rows[1], "ann", cells={"place": "Turbat"}))
    review(Merge(rows[0], "ann", others=(rows[1],)))
    with pytest.raises(ReviewError, match=f"merged into {rows[0]} since"):
        review(Undo(rows[1], "ann", revision=2))


# the matcher and other readers


def test_decided_rows_are_told_to_the_matcher(storage, rows, review):
    review(Confirm(rows[0], "ann"))
    review(Reject(rows[1], "ann", reason=RejectReason.NOT_AN_INCIDENT))
    assert storage.decisions([1, 2, 3]).kept == {1, 2}
    review(Undo(rows[1], "ann"))
    assert storage.decisions([1, 2, 3]).kept == {1}


def test_a_verdict_made_before_a_decision_is_refused(storage, rows, review):
    known = storage.last_review()
    old = resolution(verdict(storage, rows[0], rows[1]))
    review(Confirm(rows[2], "ann"))
    with pytest.raises(Outdated):
        storage.apply(old, LATER, known)
    assert storage.incident(rows[1]).id == rows[1]
    assert storage.apply(old, LATER, storage.last_review()) == (0, 2)


def test_later_entries_have_later_times_whatever_the_clock_says(storage, rows, review):
    review(Confirm(rows[0], "ann"))
    seen = max(change.at for change in storage.changes_since(NOW))
    storage.review(Confirm(rows[1], "ann"), make_row, NOW)
    assert [change.incident_id for change in storage.changes_since(seen)] == [rows[1]]


def test_the_reasons_of_a_match_are_kept(storage):
    stored, row = one_row(storage)
    assert storage.ties_of_incident(row) == [ScoredPair(2, 1, 0.7, PARTS), ScoredPair(3, 2, 0.7, PARTS)]
    storage.review(Split(row, "ann", reports=(stored[2].id,)), make_row, LATER)
    assert storage.ties_of_incident(row) == [ScoredPair(2, 1, 0.7, PARTS)]


def test_possible_duplicates_are_those_of_live_rows_that_nobody_decided_on(storage, rows, review):
    pairs = (ScoredPair(1, 2, 0.55, PARTS), ScoredPair(3, 1, 0.58, PARTS))
    storage.apply(Resolution((), pairs), NOW)
    (best, other) = storage.doubts_of_incident(rows[0])
    assert (best.incident_id, best.pair) == (rows[2], ScoredPair(1, 3, 0.58, PARTS))
    assert (other.incident_id, other.pair.parts) == (rows[1], PARTS)
    review(Reject(rows[1], "ann", reason=RejectReason.OLD_NEWS))
    assert [doubt.incident_id for doubt in storage.doubts_of_incident(rows[0])] == [rows[2]]
    review(Merge(rows[0], "ann", others=(rows[2],)))
    assert storage.doubts_of_incident(rows[0]) == []
    review(Split(rows[0], "ann", reports=(3,)))
    assert storage.doubts_of_incident(rows[0]) == []


def test_a_pending_report_goes_on_waiting_after_a_review(storage, rows, review):
    (late,) = keep(storage, 4, report())
    review(Merge(rows[0], "ann", others=(rows[1],)))
    waiting = {one.id: one.pending for one in storage.pending_reports(9)}
    assert waiting.pop(late.id) == "new"
    assert waiting == dict.fromkeys((1, 2), "matched again after a decision by ann")


def test_what_a_decision_bears_on_is_matched_again(storage, rows, review):
    def waiting():
        found = storage.pending_reports(9)
        storage.apply(resolution(*(verdict(storage, row_of(storage, one)) for one in found)), LATER)
        return [one.id for one in found]

    review(Edit(rows[0], "ann", cells={"killed.security": "3"}))
    assert waiting() == []
    review(Confirm(rows[0], "ann"))
    assert waiting() == [1]
    review(Undo(rows[0], "ann"))
    assert waiting() == [1]
    review(Merge(rows[0], "ann", others=(rows[1],)))
    storage.apply(resolution(verdict(storage, rows[0])), LATER)
    assert waiting() == []
    review(Split(rows[0], "ann", reports=(2,)))
    assert waiting() == [1, 2]


def test_a_decided_row_takes_in_what_repeats_it(storage, rows, review):
    review(Reject(rows[0], "ann", reason=RejectReason.NOT_AN_INCIDENT))
    (again,) = keep(storage, 4, report())
    storage.apply(resolution(cluster(1, again.id, row=rows[0])), LATER)
    assert (storage.incident(rows[0]).status, numbers(storage, rows[0])) == (IncidentStatus.REJECTED, [1, again.id])
    assert [row.id for row in storage.incidents(IncidentFilter(status=IncidentStatus.REJECTED))] == [rows[0]]
    assert rows[0] not in {row.id for row in storage.incidents(IncidentFilter())}
