"""The matcher abides by what people decided; test_reviewed_news.py has it in any order of arrival."""

from __future__ import annotations

from itertools import combinations

from dedup_reports import DAY, after, report

from deduplication import make_row, resolve, score
from deduplication.scoring import SAME_FROM
from khabardar.interfaces import Cluster
from khabardar.records import StoredReport
from khabardar.reviews import Decisions
from khabardar.vocabulary import GeoPrecision, TollPolicy

LATEST = TollPolicy.LATEST_CREDIBLE
ELSEWHERE = {"place": "Chah Sar"}
DISTRICT = {"place": "Shorkot", "geo_precision": GeoPrecision.DISTRICT}


def together(*reports: StoredReport) -> Decisions:
    return Decisions(together=frozenset((a.id, b.id) for a, b in combinations(sorted(reports, key=_id), 2)))


def apart(one: StoredReport, other: StoredReport) -> Decisions:
    return Decisions(apart=frozenset({(min(one.id, other.id), max(one.id, other.id))}))


def clusters(reports: list[StoredReport], decisions: Decisions) -> list[Cluster]:
    return [cluster for verdict in resolve(reports, LATEST, decisions) for cluster in verdict.clusters]


def rows_of(reports: list[StoredReport], decisions: Decisions) -> set[frozenset[int]]:
    return {frozenset(cluster.report_ids) for cluster in clusters(reports, decisions)}


def _id(report: StoredReport) -> int:
    return report.id


def test_reports_that_a_person_put_together_are_one_row_whatever_a_veto_says() -> None:
    one, other = report(), report(**ELSEWHERE)
    assert score(one, other).veto
    assert rows_of([one, other], together(one, other)) == {frozenset({one.id, other.id})}


def test_what_is_like_one_of_them_joins_though_it_is_vetoed_by_the_other() -> None:
    one, other, third = report(), report(**ELSEWHERE), report(**ELSEWHERE)
    assert rows_of([one, other, third], together(one, other)) == {frozenset({one.id, other.id, third.id})}


def test_a_confirmed_row_takes_in_no_more_than_it_would_have_without_the_word() -> None:
    """Found by the property tests: what a member forbids was overruled by the others as soon as the row was kept."""
    village, district = report(row="KB-A", **ELSEWHERE), report(row="KB-A", **DISTRICT)
    town = report()
    assert score(village, town).veto
    assert score(district, town).value >= SAME_FROM
    kept = Decisions(kept=frozenset({village.id, district.id}))
    assert rows_of([village, district, town], kept) == {frozenset({village.id, district.id}), frozenset({town.id})}


def test_a_decided_row_goes_with_the_reports_that_were_decided_on() -> None:
    """Found by the property tests: an older report that had come to the row later took its name along."""
    older, decided = report(row="KB-DECIDED"), report(row="KB-DECIDED", **ELSEWHERE)
    names = {c.report_ids: c.incident_id for c in clusters([older, decided], Decisions(kept=frozenset({decided.id})))}
    assert names == {(older.id,): None, (decided.id,): "KB-DECIDED"}


def test_a_decided_row_keeps_its_name_where_its_older_reports_go_to_another() -> None:
    older, one = report(row="KB-A"), report(row="KB-B")
    other = report(row="KB-A", **ELSEWHERE)
    kept = Decisions(kept=frozenset({one.id, other.id}))
    names = {c.report_ids: (c.incident_id, c.absorbed) for c in clusters([older, one, other], kept)}
    assert names == {(older.id, one.id): ("KB-B", ()), (other.id,): ("KB-A", ())}


def test_an_article_that_tells_one_of_them_and_another_incident_is_heeded() -> None:
    one, other = report(article="x", key="a"), report(**ELSEWHERE)
    second = report(article="x", key="b", **ELSEWHERE)
    assert frozenset({second.id}) in rows_of([one, other, second], together(one, other))


def test_a_pair_that_a_person_split_is_never_one_row_and_no_doubt() -> None:
    one, other = report(), report()
    (*verdicts,) = resolve([one, other], LATEST, apart(one, other))
    assert {cluster.report_ids for v in verdicts for cluster in v.clusters} == {(one.id,), (other.id,)}
    assert all(not verdict.doubts for verdict in verdicts)


def test_a_third_report_joins_one_side_of_a_split_only() -> None:
    one, other, third = report(), report(), report()
    rows = rows_of([one, other, third], apart(one, other))
    assert len(rows) == 2
    assert not any({one.id, other.id} <= row for row in rows)


def test_a_decided_row_does_not_end_in_an_older_one() -> None:
    older, decided = report(row="KB-OLD"), report(row="KB-DECIDED")
    (cluster,) = clusters([older, decided], Decisions(kept=frozenset({decided.id})))
    assert (cluster.incident_id, cluster.absorbed) == ("KB-DECIDED", ("KB-OLD",))


def test_two_decided_rows_never_become_one() -> None:
    one, other = report(row="KB-A"), report(row="KB-B")
    names = {c.incident_id: c.absorbed for c in clusters([one, other], Decisions(kept=frozenset({one.id, other.id})))}
    assert names == {"KB-A": (), "KB-B": ()}


def test_a_decided_row_is_not_torn() -> None:
    one, other = report(row="KB-A"), report(row="KB-A", **ELSEWHERE)
    kept = Decisions(kept=frozenset({one.id, other.id}))
    assert rows_of([one, other], kept) == {frozenset({one.id, other.id})}


def test_each_report_says_what_ties_it_to_its_row() -> None:
    near, far = report(published=after(1)), report(published=after(2))
    like = report(published=after(3), sub_event_type=near.report.facts.sub_event_type)
    (cluster,) = clusters([near, far, like], Decisions())
    assert {tie.report_a for tie in cluster.ties} == {near.id, far.id, like.id}
    for tie in cluster.ties:
        assert tie.score == round(min(1.0, sum(part.points for part in tie.parts)), 4)


def test_a_row_is_made_of_any_reports_that_it_is_given() -> None:
    one, other = report(row="KB-A"), report(day=DAY.replace(day=1), **ELSEWHERE)
    made = make_row([other, one], LATEST)
    assert (set(made.report_ids), made.incident_id, made.absorbed, made.ties) == ({one.id, other.id}, None, (), ())
