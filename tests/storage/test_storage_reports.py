from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from storage_samples import KARACHI, NOW, cluster, facts, keep, report, resolution, source
from strategies import reports

from khabardar.errors import NotFound
from khabardar.interfaces import Neighbourhood
from khabardar.records import Span

_MARCH_1 = Neighbourhood(date(2026, 3, 1), date(2026, 3, 1), "PK", "Balochistan")


def _found(storage, where):
    return [one.report.key for one in storage.reports_in(where)]


def test_a_report_has_its_provenance(storage):
    (stored,) = keep(storage, 1, report(evidence={"place": (Span(28, 32), Span(3, 9))}))
    assert stored.report == report(evidence={"place": (Span(28, 32), Span(3, 9))})
    assert (stored.source_id, stored.publisher, stored.voice) == ("dawn", "dawn-group", "dawn-group")
    assert stored.published == datetime(2026, 3, 1, 1, tzinfo=KARACHI)
    assert stored.published.day == 1
    assert (stored.parent_id, stored.incident_id) == (None, None)


_number = iter(range(1, 10_000))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(wanted=reports())
def test_any_report_comes_back_as_it_was(storage, wanted):
    url = f"https://dawn.example/any/{next(_number)}"
    (stored,) = keep(storage, 1, wanted, url=url, id=f"{next(_number):016x}")
    assert stored.report == wanted
    assert stored.article_url == url


def test_parts_know_their_wave_in_whatever_order_they_come(storage):
    part, wave, lost = keep(storage, 1, report("p", parent="w"), report("w"), report("l", parent="nowhere"))
    assert (part.parent_id, wave.parent_id, lost.parent_id) == (wave.id, None, None)
    assert lost.report.parent == "nowhere"


def test_equal_keys_of_two_articles_are_two_reports(storage):
    keep(storage, 1, report("r1"))
    keep(storage, 2, report("r1"))
    assert len(storage.pending_reports(9)) == 2


def test_a_copy_speaks_with_the_voice_of_the_earliest_published_text(storage):
    storage.sync_sources([source(name) for name in ("dawn", "herald", "wire")])
    keep(storage, 3, report(), source_id="herald")
    keep(storage, 2, report(), source_id="dawn", copy_of=3)
    keep(storage, 1, report(), source_id="wire", copy_of=2)
    keep(storage, 4, report(), source_id="dawn")
    assert [one.voice for one in storage.pending_reports(9)] == ["wire-group"] * 3 + ["dawn-group"]
    assert [one.publisher for one in storage.pending_reports(9)][2] == "herald-group"


def test_a_publisher_that_the_config_changes_changes_the_voice(storage):
    keep(storage, 1, report())
    storage.sync_sources([replace(source("dawn"), publisher="new-group")])
    assert [(one.publisher, one.voice) for one in storage.pending_reports(9)] == [("new-group", "new-group")]


def test_pending_reports_come_in_order_of_publication_then_id(storage):
    keep(storage, 3, report("c"))
    keep(storage, 1, report("a"), report("b"))
    assert [one.report.key for one in storage.pending_reports(9)] == ["a", "b", "c"]
    assert [one.report.key for one in storage.pending_reports(2)] == ["a", "b"]


def test_a_matched_report_is_pending_no_more(storage):
    (stored,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(stored.id)), NOW)
    assert storage.pending_reports(9) == []


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(1, 1, True), (28, 28, False), (2, 4, False), (5, 9, False)],
)
def test_reports_are_found_by_their_days(storage, first, last, found):
    keep(storage, 1, report())
    where = replace(_MARCH_1, first_day=date(2026, 3, first), last_day=date(2026, 3, last))
    assert bool(storage.reports_in(where)) is found


@pytest.mark.parametrize("start", [date(2026, 2, 27), date(2026, 2, 1), date(2025, 6, 1)])
def test_an_episode_of_any_length_is_found_on_its_last_day(storage, start):
    keep(storage, 1, report(facts=replace(facts(), date_start=start)))
    assert _found(storage, _MARCH_1) == ["r1"]
    assert _found(storage, replace(_MARCH_1, first_day=date(2026, 3, 2), last_day=date(2026, 3, 9))) == []


def test_reports_are_found_by_their_area_and_by_what_they_leave_open(storage):
    keep(
        storage,
        1,
        report("here"),
        report("next", facts=facts(admin1="Sindh")),
        report("abroad", facts=facts(country="IN", admin1="Assam")),
        report("somewhere", facts=facts(admin1=None)),
        report("anywhere", facts=facts(country=None, admin1=None)),
    )
    assert _found(storage, _MARCH_1) == ["here", "somewhere", "anywhere"]
    assert _found(storage, replace(_MARCH_1, admin1=None)) == ["here", "next", "somewhere", "anywhere"]
    assert len(_found(storage, replace(_MARCH_1, country=None, admin1=None))) == 5


def test_reports_of_an_incident_are_found_by_any_name_of_it(storage):
    (one,) = keep(storage, 1, report())
    storage.apply(resolution(cluster(one.id)), NOW)
    row = storage.reports_of_article(one.article_id)[0].incident_id
    assert [found.id for found in storage.reports_of_incident(row[3:7].lower())] == [one.id]
    with pytest.raises(NotFound):
        storage.reports_of_incident("KB-1111111")


def test_reports_of_an_unknown_article_are_none(storage):
    assert storage.reports_of_article("unknown") == []
