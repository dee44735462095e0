"""GeoJSON against the rules of RFC 7946."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from export_rows import exported
from hypothesis import given
from hypothesis import strategies as st

from export import ExportedIncident, export
from export.columns import COLUMNS


def collection(*rows: ExportedIncident) -> dict[str, Any]:
    out = io.BytesIO()
    export("geojson", rows, out)
    return json.loads(out.getvalue().decode("utf-8"), parse_constant=_no_such_number)


def _no_such_number(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def check_rfc_7946(document: dict[str, Any]) -> None:
    """Sections 3.1.1-3.3, 4 and 7.1 of the RFC, as far as points go."""
    assert document["type"] == "FeatureCollection"
    assert isinstance(document["features"], list)
    assert not {"crs", "coordinates", "geometries", "geometry", "properties"} & document.keys()
    seen = set()
    for feature in document["features"]:
        assert feature["type"] == "Feature"
        assert {"geometry", "properties"} <= feature.keys()
        assert not {"coordinates", "geometries", "features"} & feature.keys()
        assert isinstance(feature["properties"], dict | None)
        assert isinstance(feature["id"], str | int)
        assert feature["id"] not in seen
        seen.add(feature["id"])
        if feature["geometry"] is None:
            continue
        assert feature["geometry"].keys() == {"type", "coordinates"}
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -180 <= longitude <= 180
        assert -90 <= latitude <= 90


def test_a_point_is_longitude_first() -> None:
    document = collection(exported())
    check_rfc_7946(document)
    assert document["features"][0]["geometry"] == {"type": "Point", "coordinates": [67.13, 29.91]}


def test_rows_without_a_point_stay_with_a_null_geometry() -> None:
    document = collection(exported(latitude=None, longitude=None), exported(id="KB-ZZZZZZZ"))
    check_rfc_7946(document)
    assert [feature["geometry"] is None for feature in document["features"]] == [True, False]


def test_no_rows_are_an_empty_collection() -> None:
    check_rfc_7946(collection())


def test_properties_are_the_columns() -> None:
    properties = collection(exported(abducted=None))["features"][0]["properties"]
    assert properties.keys() == {column.name for column in COLUMNS} - {"incident_id", "latitude", "longitude"}
    assert properties["tags"] == ["ambush", "train"]
    assert (properties["killed_total"], properties["abducted"]) == (7, None)
    assert properties["date_start"] == "2026-02-02"


@given(
    place=st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
)
def test_any_row_is_valid(place: str | None, latitude: float, longitude: float) -> None:
    document = collection(exported(place=place, latitude=latitude, longitude=longitude))
    check_rfc_7946(document)
    assert document["features"][0]["properties"]["place"] == place


def test_the_checker_sees_what_is_wrong() -> None:
    document = collection(exported())
    document["features"][0]["geometry"]["coordinates"] = [29.91, 167.13]
    with pytest.raises(AssertionError):
        check_rfc_7946(document)
