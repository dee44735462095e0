"""Which report of a second reading goes on with which of the first."""

from __future__ import annotations

from dataclasses import replace

from dedup_reports import DAY, facts, killed, report

from deduplication import successors
from khabardar.records import Report, Span, StoredReport


def old(key: str, number: int, **cells: object) -> StoredReport:
    return report(id=number, article="one", key=key, **cells)


def new(key: str, *spans: Span, **cells: object) -> Report:
    return Report(key, facts(**cells), evidence={"place": spans} if spans else {})


def with_spans(stored: StoredReport, *spans: Span) -> StoredReport:
    return replace(stored, report=replace(stored.report, evidence={"place": spans}))


def test_a_report_of_the_same_incident_goes_on_whatever_its_key() -> None:
    before = [old("r1", 1), old("r2", 2, place="Naya", admin2="Kech")]
    after = [new("r1", place="Naya", admin2="Kech"), new("r2", **killed(security=3))]
    assert successors(before, after, same_text=False) == {"r1": 2, "r2": 1}


def test_an_incident_that_is_new_in_the_text_continues_none() -> None:
    other = new("r1", place="Naya", admin2="Kech")
    assert successors([old("r1", 1)], [other], same_text=False) == {}


def test_of_several_the_most_alike_goes_on_and_each_once() -> None:
    after = [new("a", **killed(security=12)), new("b", **killed(security=2))]
    before = [old("r1", 1, **killed(security=12))]
    assert successors(before, after, same_text=False) == {"a": 1}


def test_equal_reports_go_on_by_their_keys() -> None:
    before = [old("r1", 1), old("r2", 2)]
    assert successors(before, [new("r2"), new("r1")], same_text=False) == {"r1": 1, "r2": 2}


def test_in_the_same_text_the_same_words_are_the_same_report_however_they_are_understood() -> None:
    before = with_spans(old("r1", 1), Span(10, 40))
    misread = new("r7", Span(12, 40), place="Naya", admin2="Kech", day=DAY.replace(month=1))
    assert successors([before], [misread], same_text=True) == {"r7": 1}
    assert successors([before], [misread], same_text=False) == {}


def test_nothing_goes_on_from_nothing() -> None:
    assert successors([], [new("r1")], same_text=True) == {}
    assert successors([old("r1", 1)], [], same_text=True) == {}
