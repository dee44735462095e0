"""Components, clusters and row ids: the same rows whatever came first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from dedup_reports import DAY, Shelf, after, claimed, killed, report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matching_news import PLACES, articles, cells

from deduplication import component, neighbourhood, resolve, score
from khabardar.interfaces import Neighbourhood, Resolution
from khabardar.records import StoredReport
from khabardar.vocabulary import DatePrecision, GeoPrecision, TollPolicy
from khabardar.vocabulary import SubEventType as S

LATEST = TollPolicy.LATEST_CREDIBLE
VILLAGE = {"place": "Chah Sar"}
DISTRICT = {"place": "Shorkot", "geo_precision": GeoPrecision.DISTRICT}


def rows_of(*reports: StoredReport) -> set[frozenset[int]]:
    return {frozenset(cluster.report_ids) for verdict in resolve(reports, LATEST) for cluster in verdict.clusters}


def only(verdicts: tuple[Resolution, ...]) -> Resolution:
    (verdict,) = verdicts
    return verdict


# where is looked


def test_a_day_is_looked_for_a_day_either_way_in_its_province() -> None:
    where = neighbourhood(report())
    assert where == Neighbourhood(DAY - timedelta(days=1), DAY + timedelta(days=1), "PK", "Balochistan")


def test_a_month_is_looked_for_within_itself() -> None:
    month = report(day=date(2030, 5, 1), until=date(2030, 5, 31), date_precision=DatePrecision.MONTH)
    assert (neighbourhood(month).first_day, neighbourhood(month).last_day) == (date(2030, 5, 1), date(2030, 5, 31))


def test_a_component_grows_by_alike_reports_only() -> None:
    shelf = Shelf()
    one, alike, other = report(), report(), report(**VILLAGE)
    shelf.reports = {r.id: r for r in (one, alike, other)}
    assert {r.id for r in component([one], shelf.look, shelf.row)} == {one.id, alike.id}


def test_a_component_holds_all_reports_of_the_rows_that_it_touches() -> None:
    shelf = Shelf()
    one, kept, far = report(), report(row="KB-A"), report(row="KB-A", **VILLAGE)
    shelf.reports = {r.id: r for r in (one, kept, far)}
    assert {r.id for r in component([one], shelf.look, shelf.row)} == {one.id, kept.id, far.id}


# clusters


def test_reports_of_one_incident_become_one_row() -> None:
    one, two, three = report(), report(**DISTRICT), report(sub_event_type=S.ATTACK)
    assert rows_of(one, two, three) == {frozenset({one.id, two.id, three.id})}


def test_unlike_reports_are_resolved_apart() -> None:
    assert len(resolve([report(), report(**VILLAGE)], LATEST)) == 2


def test_a_vague_report_does_not_glue_two_precise_ones() -> None:
    one, other, vague = report(), report(**VILLAGE), report(**DISTRICT)
    rows = rows_of(one, other, vague)
    assert len(rows) == 2
    assert not any({one.id, other.id} <= row for row in rows)


def test_two_reports_of_one_article_stay_two_rows_whatever_others_say() -> None:
    one, other = report(article="x", key="a"), report(article="x", key="b")
    rows = rows_of(one, other, report(), report())
    assert len(rows) == 2
    assert not any({one.id, other.id} <= row for row in rows)


def test_a_chain_of_assumed_days_does_not_glue_three_days() -> None:
    days = [
        report(day=DAY + timedelta(days=n), date_precision=DatePrecision.ASSUMED if n % 2 else DatePrecision.DAY)
        for n in range(5)
    ]
    spans = [[days[0].id, days[2].id], [days[2].id, days[4].id], [days[1].id, days[3].id]]
    assert not any(set(pair) <= row for row in rows_of(*days) for pair in spans)


def test_one_row_does_not_suppress_its_neighbours() -> None:
    """Elsewhere one known event hid all others of its week and its 50 km."""
    row = report(row="KB-A", latitude=29.0, longitude=66.0)
    near = [
        report(place=name, latitude=29.0 + 0.1 * n, longitude=66.0, sub_event_type=kind)
        for n, (name, kind) in enumerate([("Chah Sar", S.GRENADE), ("Nurabad", S.ATTACK), ("Talli", S.ABDUCTION)], 1)
    ]
    assert len(rows_of(row, *near)) == 4


def test_a_possible_pair_is_a_doubt_and_no_merge() -> None:
    seat, village = report(place="Shorkot"), report(**VILLAGE)
    verdict = only(resolve([seat, village], LATEST))
    assert len(verdict.clusters) == 2
    assert [{pair.report_a, pair.report_b} for pair in verdict.doubts] == [{seat.id, village.id}]
    assert 0.5 <= verdict.doubts[0].score < 0.6


def test_a_wave_and_its_places_are_rows_of_their_own() -> None:
    area = {"place": "Balochistan", "admin2": None, "geo_precision": GeoPrecision.PROVINCE}
    group = claimed("Front")

    def article(name: str, wave: int) -> list[StoredReport]:
        return [
            report(id=wave, article=name, key="w", **area, **group, **killed(civilians=20)),
            report(id=wave + 1, article=name, key="x", parent_id=wave, **group),
            report(id=wave + 2, article=name, key="y", parent_id=wave, **VILLAGE, **group),
        ]

    first, second = article("one", 9100), article("two", 9200)
    expected = {frozenset({a.id, b.id}) for a, b in zip(first, second, strict=True)}
    assert rows_of(*first, *second) == expected


def test_syndication_is_no_corroboration() -> None:
    copies = [report(publisher=f"Paper {n}", voice="Wire") for n in range(9)]
    cluster = only(resolve([report(publisher="Wire"), *copies], LATEST)).clusters[0]
    alone = only(resolve([report(publisher="Wire")], LATEST)).clusters[0]
    assert cluster.publishers == 1
    assert cluster.confidence == alone.confidence


# ids


def test_a_new_incident_has_no_row_yet() -> None:
    assert only(resolve([report()], LATEST)).clusters[0].incident_id is None


def test_the_oldest_reports_row_keeps_its_id_and_absorbs_the_other() -> None:
    older, newer = report(row="KB-OLD", published=after(9)), report(row="KB-NEW", published=after(1))
    cluster = only(resolve([newer, older, report()], LATEST)).clusters[0]
    assert (cluster.incident_id, cluster.absorbed) == ("KB-OLD", ("KB-NEW",))


def test_a_torn_row_stays_with_its_oldest_report() -> None:
    old, young = report(row="KB-A"), report(row="KB-A", **VILLAGE)
    verdict = only(resolve([young, old], LATEST))
    ids = {cluster.report_ids: cluster.incident_id for cluster in verdict.clusters}
    assert ids == {(old.id,): "KB-A", (young.id,): None}
    assert all(not cluster.absorbed for cluster in verdict.clusters)


def test_a_row_that_loses_its_oldest_report_to_an_older_row_lives_on_in_the_rest() -> None:
    oldest, moved, rest = report(row="KB-A"), report(row="KB-B"), report(row="KB-B", **VILLAGE)
    ids = {frozenset(c.report_ids): c.incident_id for c in only(resolve([oldest, moved, rest], LATEST)).clusters}
    assert ids == {frozenset({oldest.id, moved.id}): "KB-A", frozenset({rest.id}): "KB-B"}


def test_the_reason_names_the_publisher_of_what_is_new() -> None:
    cluster = only(resolve([report(row="KB-A"), newest := report(publisher="Harbour News")], LATEST)).clusters[0]
    assert cluster.why == "report from Harbour News"
    assert cluster.latest_report_id == newest.id


def test_the_reason_names_what_was_absorbed() -> None:
    reports = [report(row="KB-A"), report(row="KB-B"), report(publisher="Harbour News")]
    assert only(resolve(reports, LATEST)).clusters[0].why == "report from Harbour News; took over KB-B"


# any order


def shelve(news: list[list[StoredReport]], batch: int) -> Shelf:
    """Let articles arrive in this order, `batch` at a time, numbered as they come."""
    shelf, numbers = Shelf(), iter(range(1, 1000))
    arrived = []
    for article in news:
        ids = {r.id: next(numbers) for r in article}
        arrived.append([replace(r, id=ids[r.id], parent_id=ids.get(r.parent_id or 0)) for r in article])
    for start in range(0, len(arrived), batch):
        shelf.add(r for article in arrived[start : start + batch] for r in article)
    return shelf


thorough = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(articles(), st.randoms(use_true_random=False), st.integers(1, 3))
def test_any_order_of_arrival_gives_the_same_rows_and_values(news, random, batch) -> None:  # type: ignore[no-untyped-def]
    first = shelve(news, 1)
    shuffled = news[:]
    random.shuffle(shuffled)
    second = shelve(shuffled, batch)
    assert second.partition() == first.partition()
    assert second.told() == first.told()


@thorough
@given(articles())
def test_matching_again_changes_nothing(news: list[list[StoredReport]]) -> None:
    shelf = shelve(news, 2)
    before = shelf.told()
    rows, merged, changes = dict(shelf.rows), dict(shelf.merged), shelf.changes
    ids = {number: r.incident_id for number, r in shelf.reports.items()}
    shelf.match(list(shelf.reports.values()))
    assert shelf.told() == before
    assert {number: r.incident_id for number, r in shelf.reports.items()} == ids
    assert (set(shelf.rows), shelf.merged, shelf.changes) == (set(rows), merged, changes)


@thorough
@given(articles())
def test_no_row_is_lost_and_no_id_given_twice(news: list[list[StoredReport]]) -> None:
    shelf: Shelf = Shelf()
    for article in news:
        before = set(shelf.rows)
        shelf.add(article)
        assert before <= set(shelf.rows) | set(shelf.merged)
        assert all(r.incident_id in shelf.rows for r in shelf.reports.values())
        assert not set(shelf.rows) & set(shelf.merged)


@thorough
@given(articles())
def test_no_row_holds_a_vetoed_pair(news: list[list[StoredReport]]) -> None:
    shelf = shelve(news, 3)
    for row in shelf.rows:
        members = shelf.row(row)
        assert all(score(a, b).veto is None for a in members for b in members if a.id < b.id)


@thorough
@given(cells(), cells(), st.booleans(), st.booleans())
def test_a_score_is_symmetric_and_between_0_and_1(one, other, child, other_child) -> None:  # type: ignore[no-untyped-def]
    a = report(**one, parent_id=1 if child else None)
    b = report(**other, parent_id=2 if other_child else None)
    assert score(a, b) == score(b, a)
    assert 0.0 <= score(a, b).value <= 1.0


@pytest.mark.parametrize("size", [60])
def test_a_crowded_day_is_resolved_whole(size: int) -> None:
    reports = [report(**(PLACES[n % 2] | {"published": after(n % 24)})) for n in range(size)]
    assert sorted(len(row) for row in rows_of(*reports)) == [size // 2, size // 2]
