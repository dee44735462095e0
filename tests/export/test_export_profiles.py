"""ACLED-like and UCDP-like rows, read back by csv, column for column and code for code."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from export_rows import exported

from export import export
from khabardar.records import Toll
from khabardar.vocabulary import (
    DatePrecision,
    EventType,
    GeoPrecision,
    IncidentStatus,
    PerpetratorType,
    SubEventType,
    TargetType,
)

# The columns of ACLED's export, in its order.
ACLED = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
)
# The 49 columns of UCDP GED, in its order.
UCDP = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b "
    "number_of_sources source_article source_office source_date source_headline source_original where_prec "
    "where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id "
    "region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob"
)


def row_of(format_name: str, **changes: Any) -> dict[str, str]:
    out = io.BytesIO()
    export(format_name, [exported(**changes)], out)
    reader = csv.DictReader(io.StringIO(out.getvalue().decode("utf-8"), newline=""), strict=True)
    assert " ".join(reader.fieldnames or ()) == (ACLED if format_name == "acled" else UCDP)
    (row,) = reader
    return row


def acled(**changes: Any) -> dict[str, str]:
    return row_of("acled", **changes)


def ucdp(**changes: Any) -> dict[str, str]:
    return row_of("ucdp", **changes)


def test_an_acled_like_row() -> None:
    row = acled()
    assert {name: row[name] for name in ("event_id_cnty", "event_date", "year", "time_precision")} == {
        "event_id_cnty": "KB-4FZ7Q2M",
        "event_date": "2026-02-02",
        "year": "2026",
        "time_precision": "2",
    }
    assert (row["actor1"], row["inter1"]) == ("Baloch Liberation Army", "Rebel group")
    assert (row["actor2"], row["inter2"]) == ("Military Forces of Pakistan", "State forces")
    assert row["interaction"] == "State forces-Rebel group"
    assert (row["iso"], row["region"], row["country"]) == ("586", "South Asia", "Pakistan")
    assert (row["location"], row["admin2"], row["geo_precision"]) == ("Kolpur", "Kachhi", "1")
    assert row["source"] == "Coastal Courier; Hill Wire"
    assert row["fatalities"] == "7"
    assert row["timestamp"] == "1770111600"


@pytest.mark.parametrize(
    ("kind", "disorder"),
    [
        (SubEventType.ARMED_CLASH, "Political violence"),
        (SubEventType.MOB_VIOLENCE, "Political violence"),
        (SubEventType.VIOLENT_DEMONSTRATION, "Demonstrations"),
        (SubEventType.EXCESSIVE_FORCE, "Political violence; Demonstrations"),
        (SubEventType.ARRESTS, "Strategic developments"),
    ],
)
def test_disorder_types_are_acleds(kind: SubEventType, disorder: str) -> None:
    assert acled(sub_event_type=kind)["disorder_type"] == disorder


@pytest.mark.parametrize("kind", SubEventType)
def test_types_are_acleds_to_the_letter(kind: SubEventType) -> None:
    row = acled(sub_event_type=kind)
    assert row["sub_event_type"] == kind.value
    assert EventType(row["event_type"]) is kind.event_type


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"date_precision": DatePrecision.DAY, "date_end": date(2026, 2, 2)}, "1"),
        ({"date_precision": DatePrecision.ASSUMED, "date_end": date(2026, 2, 2)}, "2"),
        ({"date_end": date(2026, 2, 20)}, "3"),
        ({"date_precision": DatePrecision.MONTH, "date_end": date(2026, 2, 28)}, "3"),
    ],
)
def test_time_precision(changes: dict[str, Any], code: str) -> None:
    assert acled(**changes)["time_precision"] == code


def test_unknown_doers_and_civilian_targets() -> None:
    row = acled(
        perpetrator=None,
        perpetrator_type=None,
        targets=(TargetType.PRIVATE_CITIZENS,),
        sub_event_type=SubEventType.REMOTE_EXPLOSIVE,
    )
    assert (row["actor1"], row["inter1"]) == ("Unidentified Armed Group (Pakistan)", "Political militia")
    assert (row["actor2"], row["inter2"]) == ("Civilians (Pakistan)", "Civilians")
    assert (row["interaction"], row["civilian_targeting"]) == ("Political militia-Civilians", "Civilian targeting")


def test_one_sided_rows_have_a_lone_interaction() -> None:
    row = acled(targets=(), killed=Toll(), injured=Toll(), sub_event_type=SubEventType.CHANGE_TO_GROUP)
    assert (row["actor2"], row["inter2"], row["interaction"]) == ("", "", "Rebel group only")


def test_a_ucdp_like_row() -> None:
    row = ucdp()
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (
        "1",
        "Government of Pakistan",
        "Baloch Liberation Army",
    )
    assert row["dyad_name"] == "Government of Pakistan - Baloch Liberation Army"
    assert [row[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")] == [
        "4",
        "2",
        "1",
        "0",
    ]
    assert [row[name] for name in ("best", "low", "high")] == ["7", "7", "9"]
    assert (row["country_id"], row["gwnoa"], row["region"]) == ("770", "770", "Asia")
    assert (row["where_prec"], row["date_prec"], row["event_clarity"]) == ("1", "2", "2")
    assert (row["geom_wkt"], row["priogrid_gid"]) == ("POINT (67.13 29.91)", "172575")
    assert row["source_office"] == "Coastal Courier; Hill Wire"
    assert row["source_date"] == "2026-02-03"
    assert row["number_of_sources"] == "3"


@pytest.mark.parametrize(
    ("changes", "kind", "side_a", "side_b"),
    [
        ({"targets": (TargetType.PRIVATE_CITIZENS,)}, "3", "Baloch Liberation Army", "Civilians"),
        ({"targets": (TargetType.MILITIA,)}, "2", "Baloch Liberation Army", ""),
        (
            {
                "perpetrator": "Pakistan security forces",
                "perpetrator_type": PerpetratorType.EXTERNAL_FORCES,
                "country": "AF",
                "targets": (TargetType.PRIVATE_CITIZENS,),
            },
            "3",
            "Government of Pakistan",
            "Civilians",
        ),
    ],
)
def test_type_of_violence_and_sides(changes: dict[str, Any], kind: str, side_a: str, side_b: str) -> None:
    row = ucdp(**changes)
    assert (row["type_of_violence"], row["side_a"], row["side_b"]) == (kind, side_a, side_b)


def test_deaths_by_side_always_add_up_to_best() -> None:
    for killed in (Toll(3, 4, 5, 6), Toll(security=2), Toll(militants=4, unspecified=1), Toll(civilians=0)):
        for targets in ((), (TargetType.POLICE,), (TargetType.PRIVATE_CITIZENS,), (TargetType.MILITIA,)):
            row = ucdp(killed=killed, targets=targets, killed_low=None, killed_high=None)
            sides = [row[name] for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
            assert sum(int(number or 0) for number in sides) == int(row["best"]) == int(row["high"]) == int(row["low"])


def test_what_is_not_said_is_empty_and_never_0() -> None:
    row = ucdp(killed=Toll(), killed_low=None, killed_high=None, latitude=None, longitude=None, country=None)
    assert {row[name] for name in ("best", "low", "high", "deaths_unknown", "geom_wkt", "priogrid_gid")} == {""}
    assert acled(killed=Toll())["fatalities"] == ""


@pytest.mark.parametrize(
    ("precision", "code"),
    [(GeoPrecision.TOWN, "1"), (GeoPrecision.DISTRICT, "3"), (GeoPrecision.PROVINCE, "4"), (GeoPrecision.COUNTRY, "6")],
)
def test_where_precision(precision: GeoPrecision, code: str) -> None:
    assert ucdp(geo_precision=precision)["where_prec"] == code


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [(-90.0, -180.0, "1"), (-89.6, -179.6, "1"), (-90.0, -179.5, "2"), (-89.5, -180.0, "721"), (90.0, 180.0, "259200")],
)
def test_priogrid_counts_half_degrees_from_the_south_west(latitude: float, longitude: float, cell: str) -> None:
    assert ucdp(latitude=latitude, longitude=longitude)["priogrid_gid"] == cell


def test_reviewed_rows_are_clear() -> None:
    assert ucdp(status=IncidentStatus.CONFIRMED)["code_status"] == "Clear"
    assert ucdp()["code_status"] == "Check"
