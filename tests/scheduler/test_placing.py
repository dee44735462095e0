"""Coordinates and areas follow a place that a person sets, where the gazetteer knows it."""

from __future__ import annotations

from datetime import date

import pytest

from khabardar.cells import overlay, parse_assignments
from khabardar.records import Facts
from khabardar.reviews import Edit
from khabardar.vocabulary import DatePrecision, GeoPrecision, SubEventType
from scheduler.placing import located

MASTUNG = Facts(
    date_start=date(2026, 3, 14),
    date_end=date(2026, 3, 14),
    date_precision=DatePrecision.DAY,
    place="Mastung",
    admin2="Mastung",
    admin1="Balochistan",
    country="PK",
    latitude=29.8,
    longitude=66.85,
    geo_precision=GeoPrecision.TOWN,
    sub_event_type=SubEventType.ARMED_CLASH,
)


def edited(*words: str) -> Facts:
    """The row after this edit."""
    return overlay(MASTUNG, located(Edit("KB-A", "ann", cells=parse_assignments(words)), MASTUNG).cells)


def test_coordinates_and_areas_follow_a_known_place() -> None:
    row = edited("place=Turbat")
    assert (row.place, row.admin2, row.admin1, row.country) == ("Turbat", "Kech", "Balochistan", "PK")
    assert (row.latitude, row.longitude) == pytest.approx((26.0, 63.05), abs=0.1)


def test_a_name_of_several_places_needs_its_district() -> None:
    assert edited("place=Dasht").admin2 == "Mastung"
    assert edited("place=Dasht").latitude == MASTUNG.latitude
    row = edited("place=Dasht", "admin2=Kech")
    assert (row.admin2, row.latitude) == ("Kech", pytest.approx(25.75, abs=0.1))


def test_a_province_has_no_coordinates() -> None:
    row = edited("place=Balochistan")
    assert (row.geo_precision, row.admin1, row.admin2) == (GeoPrecision.PROVINCE, "Balochistan", None)
    assert (row.latitude, row.longitude) == (None, None)


@pytest.mark.parametrize(
    "words", [("place=Nowhereabad",), ("place=Turbat", "latitude=26.1"), ("place=Turbat", "admin2=Quetta"), ("place=",)]
)
def test_what_the_gazetteer_does_not_know_or_a_person_says_otherwise_is_left_alone(words: tuple[str, ...]) -> None:
    edit = Edit("KB-A", "ann", cells=parse_assignments(words))
    assert located(edit, MASTUNG) is edit


def test_other_cells_bring_nothing_along() -> None:
    edit = Edit("KB-A", "ann", cells=parse_assignments(["killed.security=3"]))
    assert located(edit, MASTUNG) is edit
