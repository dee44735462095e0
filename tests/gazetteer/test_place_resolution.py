"""Which of several places of one name is meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.gazetteer import Gazetteer, Place, PlaceContext, PlaceKind, default_gazetteer, resolve
from khabardar.vocabulary import GeoPrecision


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


def one(gazetteer: Gazetteer, name: str, kind: PlaceKind) -> Place:
    (place,) = [p for p in gazetteer.lookup(name) if p.kind is kind]
    return place


def test_the_town_comes_before_the_district_of_its_name(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer.lookup("Kharan"), PlaceContext("PK"))
    assert found.place is not None
    assert found.place.precision is GeoPrecision.TOWN
    assert PlaceKind.DISTRICT in {place.kind for place in found.alternatives}


def test_the_word_district_makes_it_the_district(gazetteer: Gazetteer) -> None:
    found = resolve(gazetteer.lookup("Kharan"), PlaceContext("PK", hint=PlaceKind.DISTRICT))
    assert found.place is not None
    assert found.place.precision is GeoPrecision.DISTRICT
    assert '"district" stands beside it' in found.why


@pytest.mark.parametrize(("country", "admin1"), [("PK", "Sindh"), ("IN", "Telangana")])
def test_the_country_of_the_source_decides(gazetteer: Gazetteer, country: str, admin1: str) -> None:
    found = resolve(gazetteer.lookup("Hyderabad"), PlaceContext(country))
    assert found.place is not None
    assert found.place.admin1 == admin1


def test_a_parent_beside_the_name_outweighs_the_source(gazetteer: Gazetteer) -> None:
    near = (one(gazetteer, "Telangana", PlaceKind.PROVINCE), one(gazetteer, "India", PlaceKind.COUNTRY))
    found = resolve(gazetteer.lookup("Hyderabad"), PlaceContext("PK", near=near))
    assert found.place is not None
    assert found.place.country == "IN"


@pytest.mark.parametrize(("beside", "district"), [("Mastung", "Mastung"), ("Kech", "Kech")])
def test_a_district_beside_a_village_decides_which_village(gazetteer: Gazetteer, beside: str, district: str) -> None:
    near = (one(gazetteer, beside, PlaceKind.DISTRICT),)
    found = resolve(gazetteer.lookup("Dasht"), PlaceContext("PK", "Balochistan", near))
    assert found.place is not None
    assert found.place.admin2 == district
    assert "holds it" in found.why


def test_a_small_city_abroad_is_refused_without_grounds(gazetteer: Gazetteer) -> None:
    candidates = gazetteer.lookup("Osnabrück")
    refused = resolve(candidates, PlaceContext("PK"))
    assert refused.place is None
    assert refused.alternatives == candidates
    germany = one(gazetteer, "Germany", PlaceKind.COUNTRY)
    assert resolve(candidates, PlaceContext("PK", near=(germany,))).place is not None


def test_no_candidates_is_no_place() -> None:
    assert resolve((), PlaceContext("PK")).place is None


def test_the_order_of_candidates_does_not_matter(gazetteer: Gazetteer) -> None:
    candidates = gazetteer.lookup("Nasirabad")
    context = PlaceContext("PK", "Balochistan")
    assert resolve(candidates, context) == resolve(tuple(reversed(candidates)), context)


@settings(max_examples=200, deadline=None)
@given(
    names=st.lists(
        st.sampled_from(["Dasht", "Hyderabad", "Kharan", "Punjab", "Iran", "N-25", "Osnabrück"]), max_size=4
    ),
    country=st.sampled_from([None, "PK", "IN", "DE"]),
    hint=st.one_of(st.none(), st.sampled_from(PlaceKind)),
)
def test_the_answer_is_one_of_the_candidates_and_nothing_is_lost(
    names: list[str], country: str | None, hint: PlaceKind | None
) -> None:
    candidates = [place for name in names for place in default_gazetteer().lookup(name)]
    context = PlaceContext(country, near=tuple(candidates[:3]), hint=hint)
    found = resolve(candidates, context)
    chosen = [found.place] if found.place else []
    assert sorted([*chosen, *found.alternatives], key=str) == sorted(candidates, key=str)
    assert found.why


@pytest.mark.parametrize(
    ("kind", "precision"),
    [
        (PlaceKind.ROAD, GeoPrecision.EXACT),
        (PlaceKind.PASS, GeoPrecision.EXACT),
        (PlaceKind.AREA, GeoPrecision.EXACT),
        (PlaceKind.LANDMARK, GeoPrecision.EXACT),
        (PlaceKind.VILLAGE, GeoPrecision.TOWN),
        (PlaceKind.TEHSIL, GeoPrecision.TOWN),
        (PlaceKind.DISTRICT, GeoPrecision.DISTRICT),
        (PlaceKind.PROVINCE, GeoPrecision.PROVINCE),
        (PlaceKind.COUNTRY, GeoPrecision.COUNTRY),
    ],
)
def test_precision_follows_the_kind(kind: PlaceKind, precision: GeoPrecision) -> None:
    assert Place("X", kind, None, None, "PK").precision is precision


def test_distances_are_great_circles(gazetteer: Gazetteer) -> None:
    quetta, karachi = one(gazetteer, "Quetta", PlaceKind.TOWN), one(gazetteer, "Karachi", PlaceKind.TOWN)
    assert quetta.distance_km(karachi) == pytest.approx(592, abs=15)
    assert quetta.distance_km(one(gazetteer, "N-25", PlaceKind.ROAD)) is not None
    assert quetta.distance_km(Place("X", PlaceKind.TOWN, None, None, "PK")) is None
