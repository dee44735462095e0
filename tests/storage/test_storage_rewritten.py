"""Rewritten pages, and second readings: what is replaced, what is kept, and what waits to be matched again."""

from dataclasses import replace

import pytest
from storage_samples import LATER, NOW, article, cluster, facts, keep, link, marks, reading, report, resolution

from khabardar.errors import NotFound
from khabardar.interfaces import IncidentFilter
from khabardar.records import Span, Toll
from khabardar.vocabulary import ArticleState, IncidentStatus

_REWRITTEN = article(1, text="Gunmen attacked two posts in Mand.", title="Two posts attacked")
_MORE_DEAD = report(facts=facts(killed=Toll(security=4)), evidence={"place": (Span(29, 33),)})


def _rewritten(storage, *reports, **cells):
    """Article 1 with these reports and their rows, then rewritten and not read yet."""
    stored = keep(storage, 1, *reports, **cells)
    storage.apply(resolution(*(cluster(one.id) for one in stored)), NOW)
    assert storage.revise_article(_REWRITTEN)
    return storage.reports_of_article(article(1).id)


def _renew(storage, *reports, at=LATER, **successors):
    storage.replace_reading(article(1).id, reading(*reports), successors, marks(b"new", b"new band"), at)
    return storage.reports_of_article(article(1).id)


def _rows(storage, **where):
    return list(storage.incidents(IncidentFilter(**where)))


def test_a_rewritten_article_is_to_be_read_again_and_keeps_its_old_text(storage):
    _rewritten(storage, report())
    assert storage.unread_articles(9) == [replace(_REWRITTEN, revision=2)]
    old = storage.article(article(1).id, revision=1)
    assert (old.text, old.title, old.revision) == (article(1).text, article(1).title, 1)
    assert storage.article(article(1).id, revision=2).text == _REWRITTEN.text
    with pytest.raises(NotFound, match="no revision 3; its last one is 2"):
        storage.article(article(1).id, revision=3)


@pytest.mark.parametrize(
    "nothing_new",
    [
        article(1),
        article(1, text="GUNMEN attacked  a post\n\nin Mand."),
        article(1, text="Gunmen, a summary.", text_origin="feed"),
    ],
    ids=["same", "white space and case", "the feed's summary of a page"],
)
def test_a_text_that_says_nothing_new_is_no_revision(storage, nothing_new):
    keep(storage, 1, report())
    assert not storage.revise_article(nothing_new)
    assert storage.article(article(1).id) == article(1)
    assert storage.article_state(article(1).id) is ArticleState.DONE


def test_a_text_that_the_article_had_before_is_no_revision(storage):
    _rewritten(storage, report())
    assert not storage.revise_article(article(1))
    assert storage.article(article(1).id).text == _REWRITTEN.text


def test_an_unknown_or_unfetched_article_has_nothing_to_rewrite(storage):
    assert not storage.revise_article(article(1))
    storage.queue_links([link(1)], NOW)
    assert not storage.revise_article(article(1))
    assert storage.article_state(article(1).id) is ArticleState.QUEUED


def test_until_it_is_read_again_evidence_counts_in_the_old_text(storage):
    (stored,) = _rewritten(storage, report(evidence={"place": (Span(26, 30),)}))
    text = storage.article(stored.article_id, stored.revision).text
    assert text[26:30] == "Mand"


def test_a_report_that_goes_on_keeps_its_number_and_row_and_waits_to_be_matched(storage):
    (before,) = _rewritten(storage, report(evidence={"place": (Span(26, 30),)}))
    (after,) = _renew(storage, _MORE_DEAD, r1=before.id)
    assert (after.id, after.incident_id, after.report, after.revision) == (before.id, before.incident_id, _MORE_DEAD, 2)
    assert after.pending == "dawn-group rewrote its article (revision 2)"
    assert storage.pending_reports(9) == [after]
    assert storage.article_state(article(1).id) is ArticleState.DONE


def test_what_a_report_said_before_is_kept_with_its_evidence_in_the_old_text(storage):
    (before,) = _rewritten(storage, report(evidence={"place": (Span(26, 30),)}))
    _renew(storage, _MORE_DEAD, r1=before.id)
    (old,) = storage.superseded_reports(article(1).id)
    assert (old.report, old.report_id, old.incident_id) == (before.report, before.id, before.incident_id)
    assert (old.engine, old.engine_version, old.at, old.revision) == ("rules", "1", LATER, 1)
    assert storage.article(article(1).id, old.revision).text[26:30] == "Mand"


def test_keys_may_pass_from_one_report_to_another(storage):
    one, two = _rewritten(storage, report("r1"), report("r2"))
    renewed = _renew(storage, report("r1"), report("r2"), r1=two.id, r2=one.id)
    assert [(found.id, found.report.key) for found in renewed] == [(one.id, "r2"), (two.id, "r1")]


def test_parts_point_to_their_wave_of_the_new_reading(storage):
    (one,) = _rewritten(storage, report("r1"))
    renewed = _renew(storage, report("w"), report("r1", parent="w"), r1=one.id)
    wave = next(found for found in renewed if found.report.key == "w")
    assert next(found for found in renewed if found.id == one.id).parent_id == wave.id


def test_a_row_that_nothing_tells_any_more_is_withdrawn_and_says_why(storage):
    (before,) = _rewritten(storage, report())
    assert _renew(storage) == []
    assert _rows(storage) == []
    (row,) = _rows(storage, status=IncidentStatus.WITHDRAWN)
    assert (row.id, row.reports, row.publishers, row.last_changed) == (before.incident_id, 0, 0, LATER)
    last = storage.history(row.id)[-2:]
    assert {change.field for change in last} == {"status", "publishers"}
    assert {change.why for change in last} == {"dawn-group rewrote its article (revision 2) and tells it no more"}
    assert [one.id for one in storage.reports_of_article(article(1).id, withdrawn=True)] == [before.id]
    assert storage.pending_reports(9) == []


def test_a_row_that_lost_a_report_waits_to_be_made_anew_of_the_others(storage):
    (one,) = keep(storage, 1, report())
    (two,) = keep(storage, 2, report())
    storage.apply(resolution(cluster(one.id, two.id)), NOW)
    storage.revise_article(_REWRITTEN)
    _renew(storage)
    (waiting,) = storage.pending_reports(9)
    assert waiting.id == two.id
    assert waiting.pending == "dawn-group rewrote its article (revision 2) and tells it no more"
    storage.apply(resolution(cluster(two.id, row=waiting.incident_id)), LATER)
    assert [row.reports for row in _rows(storage)] == [1]
    assert storage.pending_reports(9) == []


def test_a_withdrawn_row_comes_back_when_it_is_told_again(storage):
    (before,) = _rewritten(storage, report())
    _renew(storage)
    (again,) = _renew(storage, report(), r1=before.id)
    assert (again.id, again.incident_id) == (before.id, before.incident_id)
    storage.apply(resolution(cluster(again.id, row=again.incident_id)), LATER)
    (row,) = _rows(storage)
    assert (row.id, row.status, row.reports) == (before.incident_id, IncidentStatus.CANDIDATE, 1)
    assert [(c.old, c.new) for c in storage.history(row.id) if c.field == "status"] == [
        ("candidate", "withdrawn"),
        ("withdrawn", "candidate"),
    ]


def test_the_same_reading_again_changes_nothing(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id)), NOW)
    before = storage.reports_of_article(article(1).id)
    storage.replace_reading(article(1).id, reading(report()), {"r1": one.id}, marks(b"signature", b"band"), LATER)
    assert storage.reports_of_article(article(1).id) == before
    assert storage.superseded_reports(article(1).id) == []
    assert storage.pending_reports(9) == []


def test_near_copies_are_those_of_the_new_text(storage):
    (before,) = _rewritten(storage, report())
    _renew(storage, report(), r1=before.id)
    assert storage.signatures_near([b"band"]) == []
    assert storage.signatures_near([b"new band"]) == [(article(1).id, b"new")]


def test_copies_of_the_old_text_are_parted_from_an_article_that_was_rewritten(storage):
    (one,) = keep(storage, 1, report())
    keep(storage, 2, report(), source_id="herald", copy_of=1)
    storage.revise_article(_REWRITTEN)
    _renew(storage, report(), r1=one.id)
    assert [report.voice for report in storage.pending_reports(9)] == ["dawn-group", "herald-group"]


@pytest.mark.parametrize("order", [(1, 2, 3), (1, 3, 2), (3, 2, 1), (2, 1, 3)])
def test_groups_of_copies_are_the_same_for_any_order(storage, order):
    """2 is a copy of 1 and of 3, which are too unlike to be copies of one another."""
    alike = {1: {2}, 2: {1, 3}, 3: {2}}
    for place, number in enumerate(order):
        one = article(number, source_id="dawn" if number == 1 else "herald")
        copies = [article(other).id for other in order[:place] if other in alike[number]]
        storage.save_article(one)
        storage.save_reading(one.id, reading(report()), marks(bytes([number]), copies=copies))
    assert [found.voice for found in storage.pending_reports(9)] == ["dawn-group"] * 3


def test_rows_are_matched_again_when_their_voices_change(storage):
    (one,) = keep(storage, 2, report(), source_id="herald")
    storage.apply(resolution(cluster(one.id)), NOW)
    keep(storage, 1, copy_of=2)
    (waiting,) = storage.pending_reports(9)
    assert (waiting.id, waiting.voice) == (one.id, "dawn-group")
    assert waiting.pending == "near copies found: voices counted anew"


def test_read_articles_are_given_in_order_and_by_who_read_them(storage):
    for number in (3, 1, 2):
        keep(storage, number)
    storage.save_article(article(4))

    def found(unless=None, since=None, after=None, limit=9):
        return [one.url[-1] for one in storage.articles_read(unless=unless, since=since, after=after, limit=limit)]

    assert found() == ["1", "2", "3"]
    assert found(unless=("rules", "1")) == []
    assert found(unless=("rules", "2")) == found(unless=("other", "1")) == ["1", "2", "3"]
    assert found(since=article(2).published) == ["2", "3"]
    assert found(after=article(1).id, limit=1) == ["2"]
