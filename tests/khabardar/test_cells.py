"""Cells as people write them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import facts as any_facts

from khabardar.cells import SETTABLE, as_text, overlay, parse_assignments
from khabardar.codec import flatten
from khabardar.errors import UsageError
from khabardar.records import Facts, Toll
from khabardar.vocabulary import DatePrecision, GeoPrecision, SubEventType, Tag

FACTS = Facts(
    date_start=date(2026, 3, 14),
    date_end=date(2026, 3, 15),
    date_precision=DatePrecision.RANGE,
    place="Mand",
    country="PK",
    geo_precision=GeoPrecision.TOWN,
    sub_event_type=SubEventType.ARMED_CLASH,
    killed=Toll(security=2),
    killed_low=2,
    killed_high=2,
)
_TIED = {"date_start", "date_end"}  # the precision of the day follows them


@given(any_facts(), st.sampled_from([cell for cell in SETTABLE if cell not in _TIED]))
def test_a_value_put_back_from_its_text_is_the_value(facts, cell):
    before = flatten(facts)
    after = flatten(overlay(facts, {cell: as_text(before[cell]) or None}))
    assert after[cell] == (before[cell] if before[cell] != "" else None)
    spans = {"killed.low", "killed.high"} if cell.startswith("killed.") else set()
    assert {name for name in before if after[name] != before[name]} <= {cell, *spans}


def test_all_cells_can_be_set_but_those_that_follow_from_others():
    assert set(flatten(FACTS)) - set(SETTABLE) == {"event_type", "killed.total", "injured.total"}


def test_the_span_of_the_dead_holds_a_toll_that_a_person_set():
    assert overlay(FACTS, {"killed.security": "5"}).killed_high == 5
    assert overlay(FACTS, {"killed.security": "1"}).killed_low == 1
    assert overlay(FACTS, {"killed.security": "5", "killed.high": "9"}).killed_high == 9
    assert overlay(FACTS, {"killed.security": None}).killed_low is None


def test_the_last_day_and_the_precision_follow_the_first_day():
    later = overlay(FACTS, {"date_start": "2026-03-20"})
    assert (later.date_start, later.date_end, later.date_precision) == (date(2026, 3, 20),) * 2 + (DatePrecision.DAY,)
    earlier = overlay(FACTS, {"date_end": "2026-03-01"})
    assert (earlier.date_start, earlier.date_end) == (date(2026, 3, 1),) * 2


def test_no_cells_no_change():
    assert overlay(FACTS, {}) == FACTS


def test_assignments_are_read_in_any_letter_case_and_kept_in_the_vocabularys():
    told = parse_assignments(["sub_event_type=suicide bomb", "tags=RAID,ambush", "country=pk", "place=", "freed=0"])
    assert told == {
        "sub_event_type": "Suicide bomb",
        "tags": "raid, ambush",
        "country": "PK",
        "place": None,
        "freed": "0",
    }
    assert overlay(FACTS, told).tags == {Tag.RAID, Tag.AMBUSH}
    assert overlay(FACTS, told) == replace(
        FACTS,
        sub_event_type=SubEventType.SUICIDE_BOMB,
        tags=frozenset({Tag.RAID, Tag.AMBUSH}),
        place=None,
        freed=0,
    )


@pytest.mark.parametrize("word", ["date_start=2026-02-30", "killed.security=-1", "killed.security=1.5", "country=PAK"])
def test_what_can_not_stand_there_is_refused_by_name(word):
    with pytest.raises(UsageError, match=word.partition("=")[0]):
        parse_assignments([word])


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(UsageError, match="date_end 2026-03-13 lies before date_start 2026-03-14"):
        parse_assignments(["date_start=2026-03-14", "date_end=2026-03-13"])
