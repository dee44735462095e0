"""Rows that say less: no format may tell what was left out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from export_rows import exported

from export import FORMATS, Blur, Coarse, ExportedIncident, SourceRef, export
from export.blurring import coarser, middle_of
from khabardar.vocabulary import GeoPrecision

TELLING = SourceRef(
    "Coastal Courier",
    "https://courier.example/two-guards-die-at-kolpur-says-gul-khan",
    datetime(2026, 2, 3, 4, tzinfo=UTC),
    "Gul Khan: two guards die at Kolpur",
)


def written(format_name: str, row: ExportedIncident) -> str:
    out = io.BytesIO()
    export(format_name, [row], out)
    return out.getvalue().decode("utf-8").casefold()


def facts_of(coarse: Coarse, **changes: Any):
    return coarser(exported(**changes).incident.facts, coarse, middle_of)


@pytest.mark.parametrize("format_name", sorted(FORMATS.keys() - {"parquet", "xlsx"}))
@pytest.mark.parametrize(
    ("coarse", "gone"),
    [
        (Coarse.ADMIN2, ("kolpur", "29.91")),
        (Coarse.ADMIN1, ("kolpur", "kachhi", "29.91")),
        (Coarse.TENTH, ("kolpur", "29.91")),
    ],
)
def test_no_format_tells_a_place_that_was_blurred(format_name: str, coarse: Coarse, gone: tuple[str, ...]) -> None:
    row = Blur(coarse)(exported(sources=(TELLING,)))
    text = written(format_name, row)
    assert not [word for word in gone if word in text]
    assert "balochistan" in text
    assert "coastal courier" in text


@pytest.mark.parametrize("format_name", sorted(FORMATS.keys() - {"parquet", "xlsx"}))
def test_no_format_tells_a_name_that_was_left_out(format_name: str) -> None:
    row = exported(sources=(TELLING,), perpetrator="Gul Khan", claimed_by="Gul Khan Group")
    text = written(format_name, Blur(no_names=True)(row))
    assert "gul" not in text
    assert format_name == "atom" or "kolpur" in text


def test_names_of_groups_and_forces_stay() -> None:
    blur = Blur(no_names=True)
    for name in ("Baloch Liberation Army", "Pakistan security forces", "Unidentified gunmen", None):
        facts = blur(exported(perpetrator=name, claimed_by=name)).incident.facts
        assert (facts.perpetrator, facts.claimed_by) == (name, name)


def test_a_district_is_told_by_its_middle() -> None:
    facts = facts_of(Coarse.ADMIN2)
    assert (facts.place, facts.admin2, facts.geo_precision) == (None, "Kachhi", GeoPrecision.DISTRICT)
    assert (facts.latitude, facts.longitude) == middle_of("Kachhi", "Balochistan", "PK")
    assert (facts.latitude, facts.longitude) != (29.91, 67.13)


def test_a_province_is_told_by_its_middle() -> None:
    facts = facts_of(Coarse.ADMIN1)
    assert (facts.place, facts.admin2, facts.admin1, facts.geo_precision) == (
        None,
        None,
        "Balochistan",
        GeoPrecision.PROVINCE,
    )
    assert (facts.latitude, facts.longitude) == middle_of(None, "Balochistan", "PK")


def test_two_places_of_a_district_can_not_be_told_apart() -> None:
    near = facts_of(Coarse.ADMIN2)
    far = facts_of(Coarse.ADMIN2, place="Mach", latitude=29.86, longitude=67.33)
    assert near == far


def test_a_tenth_of_a_degree() -> None:
    facts = facts_of(Coarse.TENTH, latitude=-0.04)
    assert (facts.latitude, facts.longitude, facts.geo_precision) == (-0.0, 67.1, GeoPrecision.DISTRICT)


@pytest.mark.parametrize("coarse", Coarse)
def test_an_area_without_a_known_middle_has_no_point_and_none_is_made_up(coarse: Coarse) -> None:
    nowhere = facts_of(coarse, admin2="Nowhere", admin1="Nothing", latitude=None, longitude=None)
    assert (nowhere.latitude, nowhere.longitude) == (None, None)


def test_what_is_wider_already_stays_as_wide() -> None:
    country = {"place": None, "admin2": None, "admin1": None, "geo_precision": GeoPrecision.COUNTRY}
    assert facts_of(Coarse.ADMIN2, **country).geo_precision is GeoPrecision.COUNTRY


def test_everything_else_is_untouched() -> None:
    row = exported(sources=(TELLING,))
    blurred = Blur(Coarse.ADMIN2)(row)
    assert replace(blurred.incident, facts=row.incident.facts) == row.incident
    assert blurred.incident.facts.killed == row.incident.facts.killed
    assert not Blur()
    assert Blur(Coarse.ADMIN1, no_names=True).left_out == (
        "places finer than admin1",
        "names that may be a person's",
        "headlines and addresses of articles",
    )
