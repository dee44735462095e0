"""The shipped place files are whole, and a bad line is refused with its file and number."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extraction.gazetteer.cities import load_units
from extraction.gazetteer.loader import COLUMNS, Entry, load_places
from extraction.gazetteer.name_words import load_name_words
from extraction.gazetteer.places import PlaceKind
from khabardar.errors import LexiconError

WIDE = {"Chagai", "Gwadar", "Khuzdar", "Washuk"}  # districts with an edge more than 130 km from the centre
PAKISTAN = "Pakistan,country,,,PK,30.0,70.0,"
PROVINCE = "Balochistan,province,,Balochistan,PK,28.0,66.0,"


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return load_places()


def write(folder: Path, *lines: str) -> Path:
    (folder / "places_x.csv").write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return folder


def test_the_files_hold_what_the_region_needs(entries: list[Entry]) -> None:
    names = {(e.place.country, e.place.admin1, e.place.admin2, e.place.name) for e in entries}
    pakistan = [n for n in names if n[0] == "PK"]
    assert len(pakistan) >= 1500
    assert len([n for n in pakistan if n[1] == "Balochistan"]) >= 600
    kinds = Counter((e.place.country, e.place.kind) for e in entries)
    assert kinds["PK", PlaceKind.DISTRICT] >= 150
    assert kinds["AF", PlaceKind.PROVINCE] == 34
    assert kinds["NG", PlaceKind.PROVINCE] == 37


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Sibi,hamlet,,,PK,,,", "unknown kind 'hamlet'"),
        ("Sibi,town,,,PK,129.5,67.9,", "latitude 129.5 is outside"),
        ("Sibi,town,,,PK,north,67.9,", "latitude 'north' is no number"),
        ("Sibi,town,,,PK,29.5,,", "a latitude needs a longitude"),
        ("Sibi,town,,Sindh,PK,,,", "no province row 'Sindh'"),
        ("Sibi,town,Sibi,,PK,,,", "no district row 'Sibi'"),
        ("Sibi,town,,,XX,,,", "no country row for 'XX'"),
        ("Sibi,town,,,Pakistan,,,", "is no ISO 3166-1"),
        (" ,town,,,PK,,,", "a place needs a name"),
        ("Sibi,town,,,PK", "5 columns, wanted 8"),
        (PAKISTAN, "stands already at places_x.csv:2"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(LexiconError, match=r"^places_x\.csv:3: ") as caught:
        load_places(write(tmp_path, PAKISTAN, line))
    assert message in str(caught.value)


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "places_x.csv").write_text("name,kind\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="the header must be"):
        load_places(tmp_path)


def test_variants_are_split(tmp_path: Path) -> None:
    folder = write(tmp_path, PAKISTAN, "Nushki,town,,,PK,29.55,66.02,Noshki;Nooshki")
    assert load_places(folder)[1].variants == ("Noshki", "Nooshki")


def test_every_geonames_unit_is_a_province_of_ours(entries: list[Entry]) -> None:
    provinces = {(e.place.country, e.place.name) for e in entries if e.place.kind is PlaceKind.PROVINCE}
    assert {(country, name) for (country, _), name in load_units().items()} <= provinces


def test_a_place_lies_near_the_centre_of_its_district(entries: list[Entry]) -> None:
    """A coarse net for typing errors: districts of Pakistan are small, bar a few in the desert."""
    centres = {(e.place.admin1, e.place.name): e.place for e in entries if e.place.kind is PlaceKind.DISTRICT}
    astray = []
    for entry in entries:
        place = entry.place
        centre = centres.get((place.admin1, place.admin2 or ""))
        if place.country != "PK" or centre is None:
            continue
        distance = place.distance_km(centre)
        if distance is not None and distance > (260 if place.admin2 in WIDE else 130):
            astray.append((entry.where, place.label, round(distance)))
    assert astray == []


@pytest.mark.parametrize(
    ("words", "message"),
    [("Sui,noun", "unknown role 'noun'"), ("Sui,word\nsui,word", "'sui' is already a word"), ("Sui", "1 columns")],
)
def test_a_bad_line_of_the_name_words_is_refused(tmp_path: Path, words: str, message: str) -> None:
    (tmp_path / "name_words.csv").write_text(f"word,role\n{words}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"^name_words\.csv:[23]: ") as caught:
        load_name_words(tmp_path)
    assert message in str(caught.value)
