"""A GeoNames country file goes into the user's own index, with its licence."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extraction.gazetteer import Gazetteer, PlaceKind
from extraction.gazetteer.cities import load_units
from extraction.gazetteer.geonames import read_rows
from extraction.gazetteer.index import PlaceIndex
from extraction.gazetteer.layers import further_places
from extraction.gazetteer.longer_names import LongerNames
from extraction.gazetteer.name_words import load_name_words
from extraction.gazetteer.user_places import UserPlaces, add_geonames_file, user_index_path
from khabardar.errors import InputError, StorageError

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BALOCHISTAN = next(code for (country, code), name in load_units().items() if (country, name) == ("PK", "Balochistan"))


def line(number: int, name: str, feature: str, admin2: str = "", population: int = 0, other: str = "") -> str:
    cells = [str(number), name, name, other, "27.5", "66.25", feature[0], feature, "PK", "", BALOCHISTAN, admin2]
    return "\t".join([*cells, "", "", str(population), "", "900", "Asia/Karachi", "2024-01-01"])


ROWS = [
    line(1, "Zarkoonabad District", "ADM2", "77"),
    line(2, "Zarkoonabad", "PPLA2", "77", 900, "Zarkunabad,زرکون"),
    line(3, "Lesser Zarkoonabad", "PPL", "77"),
    line(4, "Zarkoonabad Stream", "STM", "77"),
]


@pytest.fixture
def country_file(tmp_path: Path) -> Path:
    path = tmp_path / "PK.txt"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def test_places_come_with_kind_and_parents(tmp_path: Path, country_file: Path) -> None:
    added = add_geonames_file(country_file, tmp_path / "places.sqlite", NOW)
    assert (added.places, added.countries, added.known) == (3, ("PK",), False)
    places = UserPlaces(tmp_path / "places.sqlite")
    found = {place.kind: place for place in places.named("zarkoonabad")}
    assert set(found) == {PlaceKind.TOWN, PlaceKind.DISTRICT}
    town = found[PlaceKind.TOWN]
    assert (town.admin2, town.admin1, town.latitude) == ("Zarkoonabad", "Balochistan", 27.5)
    assert places.named("zarkunabad") == (town,)
    assert places.named("lesserzarkoonabad")[0].kind is PlaceKind.VILLAGE
    assert places.named("zarkoonabadstream") == ()
    assert "GeoNames" in places.attributions()[0]
    places.close()


def test_the_published_zip_is_read(tmp_path: Path, country_file: Path) -> None:
    archive = tmp_path / "PK.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.write(country_file, "PK.txt")
        file.writestr("readme.txt", "about")
    assert read_rows(archive) == read_rows(country_file)


def test_the_same_file_twice_changes_nothing(tmp_path: Path, country_file: Path) -> None:
    index = tmp_path / "places.sqlite"
    add_geonames_file(country_file, index, NOW)
    again = add_geonames_file(country_file, index, NOW)
    assert (again.places, again.known) == (0, True)


def test_a_newer_file_replaces_a_place(tmp_path: Path, country_file: Path) -> None:
    index = tmp_path / "places.sqlite"
    add_geonames_file(country_file, index, NOW)
    country_file.write_text(line(3, "Greater Zarkoonabad", "PPL") + "\n", encoding="utf-8")
    add_geonames_file(country_file, index, NOW)
    places = UserPlaces(index)
    assert places.named("lesserzarkoonabad") == ()
    assert places.named("greaterzarkoonabad")[0].name == "Greater Zarkoonabad"
    places.close()


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b,c\n", "PK.txt:1: 1 columns"), (ROWS[0].replace("27.5", "north") + "\n", "PK.txt:1: could not convert")],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "PK.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        add_geonames_file(path, tmp_path / "places.sqlite", NOW)
    assert message in str(caught.value)
    assert not (tmp_path / "places.sqlite").exists()


def test_a_missing_file_and_a_broken_index_say_so(tmp_path: Path, country_file: Path) -> None:
    with pytest.raises(InputError, match="is no file"):
        add_geonames_file(tmp_path / "XX.txt", tmp_path / "places.sqlite", NOW)
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, and long enough to be looked at as one" * 20)
    with pytest.raises(StorageError, match="can't be written"):
        add_geonames_file(country_file, broken, NOW)
    with pytest.raises(StorageError, match="can't be read"):
        UserPlaces(broken)


def test_the_gazetteer_finds_places_of_the_users_index(tmp_path: Path, country_file: Path) -> None:
    index = tmp_path / "places.sqlite"
    add_geonames_file(country_file, index, NOW)
    gazetteer = Gazetteer(PlaceIndex(()), LongerNames(load_name_words()), lambda: UserPlaces(index))
    (mention,) = gazetteer.mentions("Two men were shot dead in Zarkoonabad on Monday.")
    assert {place.kind for place in mention.candidates} == {PlaceKind.TOWN, PlaceKind.DISTRICT}


def test_the_users_places_come_before_the_worlds_cities(tmp_path: Path, country_file: Path) -> None:
    index = tmp_path / "places.sqlite"
    country_file.write_text(line(1, "Osnabrück", "PPL") + "\n", encoding="utf-8")
    assert {p.country for p in further_places(index).named("osnabruck")} == {"DE"}
    add_geonames_file(country_file, index, NOW)
    assert [p.country for p in further_places(index).named("osnabruck")] == ["PK", "DE"]


def test_the_index_lies_in_the_users_data_folder() -> None:
    assert user_index_path().name == "places.sqlite"
    assert "khabardar" in user_index_path().parts


def test_a_user_without_a_home_has_the_machine_s_index(monkeypatch):
    def homeless(name):
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("platformdirs.user_data_path", homeless)
    assert user_index_path().name == "places.sqlite"
