"""Pages of rows, their counts, the map's grid, the queue of reviews and what sources yield."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from storage_samples import LATER, NOW, cluster, facts, keep, link, reading, report, resolution

from khabardar.browsing import Area, Facet, RowOrder, SourceYield
from khabardar.errors import UsageError
from khabardar.filters import filter_from
from khabardar.interfaces import IncidentFilter
from khabardar.records import FetchFailure, ScoredPair, Toll
from khabardar.reviews import Confirm
from khabardar.vocabulary import EventType, GeoPrecision, SubEventType

ALL = IncidentFilter()
QUETTA = {"latitude": 30.18, "longitude": 66.99}
MACH = {"latitude": 29.86, "longitude": 67.33}


def rows(storage, *many, confidence=0.5):
    """A row for each of these facts, told by an article of its own."""
    made = []
    for number, told in enumerate(many, 1):
        (stored,) = keep(storage, number, report("r1", facts=told))
        storage.apply(resolution(cluster(stored.id, facts=told, confidence=confidence)), NOW)
        made.append(storage.reports_of_article(stored.article_id)[0].incident_id)
    return made


def pages(storage, order, limit, where=ALL):
    found, after = [], None
    while True:
        page = storage.incident_page(where, order, after=after, limit=limit)
        found.append([row.id for row in page.rows])
        after = page.after
        if after is None:
            return found


@pytest.mark.parametrize("order", RowOrder)
def test_pages_together_are_the_whole_list_once(storage, order):
    made = rows(
        storage,
        facts(1, killed=Toll(civilians=4)),
        facts(1),
        facts(2, killed=Toll(civilians=4)),
        facts(2),
        facts(3, killed=Toll(security=0)),
    )
    whole = [row for page in pages(storage, order, 100) for row in page]
    assert sorted(whole) == sorted(made)
    for size in (1, 2, 5):
        assert [row for page in pages(storage, order, size) for row in page] == whole


def test_orders(storage):
    one, two, three = rows(storage, facts(1, killed=Toll(civilians=4)), facts(3), facts(2, killed=Toll(security=0)))
    assert pages(storage, RowOrder.NEWEST, 9) == [[two, three, one]]
    assert pages(storage, RowOrder.OLDEST, 9) == [[one, three, two]]
    assert pages(storage, RowOrder.KILLED, 9) == [[one, three, two]]  # said to be none, before not said


@pytest.mark.parametrize("after", ["", "x~KB-AAAAAAA", "2026-02-31~KB-AAAAAAA", "9" * 5000])
def test_a_place_in_no_list_is_refused(storage, after):
    with pytest.raises(UsageError, match="begin at its first page"):
        storage.incident_page(ALL, RowOrder.NEWEST, after=after, limit=5)


def test_rows_that_a_map_can_not_show_are_counted(storage):
    rows(
        storage,
        facts(1, **QUETTA),
        facts(2, geo_precision=GeoPrecision.EXACT, **MACH),
        facts(3, geo_precision=GeoPrecision.PROVINCE, latitude=28.4, longitude=65.9),
        facts(4),
        facts(5, place=None, admin1=None, country=None, geo_precision=GeoPrecision.COUNTRY),
    )
    counted = storage.row_counts(ALL)
    assert (counted.total, counted.mapped, counted.area_only, counted.nowhere) == (5, 2, 2, 1)
    assert counted.areas == (Area("PK", "Balochistan", 2), Area(None, None, 1))
    assert storage.row_counts(filter_from({"mapped": "no"})).total == 3
    assert storage.row_counts(filter_from({"mapped": "yes"})).total == 2
    assert storage.row_counts(filter_from({"box": "66.9,30,67,30.5"})).total == 1


def test_an_empty_list_counts_nothing(storage):
    counted = storage.row_counts(ALL)
    assert (counted.total, counted.mapped, counted.nowhere) == (0, 0, 0)
    assert storage.incident_page(ALL, RowOrder.NEWEST, after=None, limit=5).rows == ()
    assert storage.map_cells(ALL, 1.0) == []
    assert storage.review_queue(5) == []


def test_days_and_values_follow_the_filter(storage):
    rows(storage, facts(1), facts(1, sub_event_type=SubEventType.GRENADE), facts(4, admin1="Sindh"))
    assert storage.days_of(ALL) == {date(2026, 3, 1): 2, date(2026, 3, 4): 1}
    assert storage.values_of(ALL, Facet.ADMIN1, 9) == [("Balochistan", 2), ("Sindh", 1)]
    assert storage.values_of(filter_from({"admin1": "sindh"}), Facet.TYPE, 9) == [("Armed clash", 1)]
    assert storage.values_of(ALL, Facet.WHO, 9) == []


def test_the_grid_gathers_what_lies_together(storage):
    _, _, mach = rows(
        storage,
        facts(1, **QUETTA),
        facts(2, sub_event_type=SubEventType.GRENADE, **QUETTA),
        facts(3, killed=Toll(civilians=2), **MACH),
    )
    fine = {cell.count: cell for cell in storage.map_cells(ALL, 0.1)}
    assert (fine[2].event_type, fine[2].incident_id, fine[2].precision) == (None, None, None)
    assert (fine[1].event_type, fine[1].incident_id, fine[1].precision) == (EventType.BATTLES, mach, "town")
    assert fine[1].killed_most == 2
    (coarse,) = storage.map_cells(ALL, 50.0)
    assert coarse.count == 3
    assert coarse.box.south == 29.86
    assert coarse.box.east == 67.33


def test_sides_of_those_hit(storage):
    clash, bomb = rows(storage, facts(1, killed=Toll(security=3, militants=1)), facts(2, injured=Toll(civilians=5)))
    assert pages(storage, RowOrder.NEWEST, 9, filter_from({"side": "civilians"})) == [[bomb]]
    assert pages(storage, RowOrder.NEWEST, 9, filter_from({"side": "security", "killed": "3"})) == [[clash]]
    assert pages(storage, RowOrder.NEWEST, 9, filter_from({"side": "militants", "killed": "3"})) == [[]]


def test_the_queue_puts_grave_and_unsure_rows_first(storage):
    mild, grave = rows(storage, facts(1), facts(2, killed=Toll(civilians=9)))
    assert [queued.incident.id for queued in storage.review_queue(9)] == [grave, mild]
    assert storage.count_queue() == 2
    storage.review(Confirm(grave, "ann"), lambda reports: cluster(*(r.id for r in reports)), LATER)
    assert [queued.incident.id for queued in storage.review_queue(9)] == [mild]
    assert storage.count_queue() == 1


def test_a_possible_double_comes_sooner(storage):
    first, second, third = rows(storage, facts(1), facts(2), facts(3))
    ids = [storage.reports_of_incident(row)[0].id for row in (first, second)]
    storage.apply(replace(resolution(), doubts=(ScoredPair(*ids, 0.55),)), NOW)
    assert [(queued.incident.id, queued.doubtful) for queued in storage.review_queue(9)] == [
        (second, True),
        (first, True),
        (third, False),
    ]


def test_the_version_moves_with_the_rows(storage):
    before = storage.data_version()
    rows(storage, facts(1))
    assert storage.data_version() != before


def test_yields_and_articles_without_a_row(storage):
    named = [link(1), link(2), link(3, published=datetime(2026, 3, 3, tzinfo=UTC)), link(4)]
    storage.queue_links(named, NOW)
    keep(storage, 1, report())
    keep(storage, 2)
    storage.save_failure(FetchFailure(link(3).url, "dawn", "404: the page is gone", permanent=True), 3)
    assert storage.yields(NOW) == {"dawn": SourceYield(2, 1, 1, 1)}
    assert storage.yields(LATER) == {}
    found = storage.rowless_articles(None, 9)
    assert [(row.url, row.failure) for row in found] == [
        ("https://dawn.example/3", "404: the page is gone"),
        ("https://dawn.example/2", None),
    ]
    assert storage.rowless_articles("herald", 9) == []


def test_notes_of_a_reading(storage):
    (stored,) = keep(storage, 1, report())
    assert storage.reading_notes(stored.article_id) == ()
    assert reading(report()).notes == ()
