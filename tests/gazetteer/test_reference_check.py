"""The comparison with a reference says what is missing, what lies elsewhere and what we lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from extraction.gazetteer.check import compare, main, read_reference
from extraction.gazetteer.loader import Entry
from extraction.gazetteer.places import Place, PlaceKind
from khabardar.errors import InputError

HEADER = "name,kind,admin2,admin1,country,latitude,longitude,variants,incidents\n"


def ours(name: str, district: str, latitude: float, longitude: float) -> Entry:
    place = Place(name, PlaceKind.TOWN, district, "Balochistan", "PK", latitude, longitude)
    return Entry(place, (), f"ours.csv:{name}")


def reference(folder: Path, *lines: str) -> Path:
    path = folder / "reference.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return reference(
        tmp_path,
        "Noshki,town,Nushki,Balochistan,Pakistan,29.55,66.02,,3",
        "Pasni,town,Gwadar,Balochistan,Pakistan,25.26,63.47,,1",
        "Mand Sub-Division,tehsil,Kech,Balochistan,Pakistan,26.12,62.05,Mand,",
        "Zhob,town,Zhob,Balochistan,Pakistan,31.34,69.45,,",
    )


def test_each_kind_of_difference_is_found_once(path: Path) -> None:
    entries, kinds = read_reference(path)
    found = compare(
        [
            ours("Noshki", "Nushki", 29.55, 66.02),
            ours("Pasni", "Kech", 25.26, 63.47),
            ours("Mand", "Kech", 27.12, 62.05),
            ours("Nowhere", "Kech", 26.0, 63.0),
        ],
        entries,
        kinds,
    )
    assert found.compared == 4
    assert [line.split(":")[1] for line in found.missing] == ["Nowhere"]
    assert "theirs: Gwadar, Balochistan" in found.parents[0]
    assert len(found.parents) == 1
    assert found.far[0].endswith("111 km off")
    assert [line.split(": ")[1] for line in found.lacking] == ["Zhob (town), Zhob, Balochistan"]


def test_other_countries_are_not_compared(path: Path) -> None:
    entries, kinds = read_reference(path)
    elsewhere = Entry(Place("Zahedan", PlaceKind.TOWN, None, None, "IR"), (), "ours.csv:1")
    assert compare([elsewhere], entries, kinds).compared == 0


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,kind\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no column admin1, admin2"):
        read_reference(path)


def test_the_command_prints_counts_and_says_what_it_cannot_read(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert "districts, tehsils and towns that we have not: 0" in printed
    assert main([str(path.with_name("absent.csv"))]) == 1
    assert "absent.csv" in capsys.readouterr().err
