"""The matcher abides by what people decided, and still gives the same rows for any order of arrival."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from dedup_reports import DAY, Shelf, after, report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_news import articles

from deduplication import make_row, resolve, score
from khabardar.interfaces import Cluster
from khabardar.records import StoredReport
from khabardar.reviews import Decisions
from khabardar.vocabulary import TollPolicy

LATEST = TollPolicy.LATEST_CREDIBLE
ELSEWHERE = {"place": "Chah Sar"}


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


# any order


@st.composite
def words_on(draw: st.DrawFn, ids: list[int]) -> Decisions:
    """What people may say of these reports without contradicting themselves: they see them as some incidents."""
    seen = {number: draw(st.integers(0, 3)) for number in ids}
    said = draw(st.lists(st.sampled_from(list(combinations(sorted(ids), 2))), max_size=6)) if len(ids) > 1 else []
    return Decisions(
        together=frozenset(pair for pair in said if seen[pair[0]] == seen[pair[1]]),
        apart=frozenset(pair for pair in said if seen[pair[0]] != seen[pair[1]]),
    )


def _reviewed(news: list[list[StoredReport]], decisions: Decisions, kept: frozenset[int]) -> Shelf:
    """What had arrived when people decided; rows that they decided on keep all of their reports."""
    shelf = Shelf()
    shelf.add(one for article in news for one in article)
    shelf.decisions = decisions
    shelf.match(list(shelf.reports.values()))
    rows = {shelf.reports[number].incident_id for number in kept}
    all_kept = frozenset(one.id for one in shelf.reports.values() if one.incident_id in rows)
    shelf.decisions = replace(decisions, kept=all_kept)
    return shelf


def _arrive(shelf: Shelf, news: list[list[StoredReport]], batch: int) -> Shelf:
    for start in range(0, len(news), batch):
        shelf.add(one for article in news[start : start + batch] for one in article)
    return shelf


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(articles(), st.data(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_order_of_arrival_after_a_review_gives_the_same_rows_and_values(news, data, random, batch) -> None:  # type: ignore[no-untyped-def]
    known = data.draw(st.integers(1, len(news)))
    ids = [one.id for article in news[:known] for one in article]
    decisions = data.draw(words_on(ids))
    kept = data.draw(st.frozensets(st.sampled_from(ids), max_size=2))
    first = _arrive(_reviewed(news[:known], decisions, kept), news[known:], 1)
    later = news[known:]
    random.shuffle(later)
    second = _arrive(_reviewed(news[:known], decisions, kept), later, batch)
    assert second.partition() == first.partition()
    assert second.told() == first.told()
    _check(first)


def _check(shelf: Shelf) -> None:
    row_of = {number: one.incident_id for number, one in shelf.reports.items()}
    assert all(row_of[a] == row_of[b] for a, b in shelf.decisions.together)
    assert all(row_of[a] != row_of[b] for a, b in shelf.decisions.apart)
    before = shelf.told()
    shelf.match(list(shelf.reports.values()))
    assert shelf.told() == before
