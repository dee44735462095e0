"""What counts as a place name in a text, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.gazetteer import Gazetteer, PlaceKind, default_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return default_gazetteer()


def surfaces(gazetteer: Gazetteer, text: str) -> list[str]:
    return [mention.surface for mention in gazetteer.mentions(text)]


def test_mentions_come_in_text_order_with_their_spans(gazetteer: Gazetteer) -> None:
    text = "A bomb went off in Mastung, police in Quetta and Dera Murad Jamali said."
    found = gazetteer.mentions(text)
    assert [m.surface for m in found] == ["Mastung", "Quetta", "Dera Murad Jamali"]
    assert all(text[m.span.start : m.span.end] == m.surface for m in found)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Noshki", "Nushki"),
        ("Mangocher", "Mangochar"),
        ("Qila Saifullah", "Killa Saifullah"),
        ("Killa Abdullah", "Killa Abdullah"),
        ("Panjgoor", "Panjgur"),
        ("Musakhail", "Musakhel"),
        ("Kacchi", "Kachhi"),
        ("Sohbat Pur", "Sohbatpur"),
        ("D.I. Khan", "Dera Ismail Khan"),
        ("DI Khan", "Dera Ismail Khan"),
        ("KP", "Khyber Pakhtunkhwa"),
        ("AJK", "Azad Jammu and Kashmir"),
        ("Nok-Kundi", "Nok Kundi"),
        ("QUETTA", "Quetta"),
        ("N25", "N-25"),
        ("Quetta-Karachi highway", "N-25"),
        ("Ab-i-Gum", "Ab-i-Gum"),
        ("Popayan", "Popayán"),
        ("Hasakah", "Hasakah"),
    ],
)
def test_spellings_of_one_name_are_one_place(gazetteer: Gazetteer, spelling: str, name: str) -> None:
    (mention,) = gazetteer.mentions(f"Gunmen attacked a post in {spelling} on Monday.")
    assert mention.surface == spelling
    assert name in {place.name for place in mention.candidates}


@pytest.mark.parametrize(
    "text",
    [
        "The ambassador spoke of human rights to us.",
        "He was killed in a quarrel over the mosquetta brand.",
        "Sarfraz Bugti said that the state would respond.",
        "Dr Allah Nazar and Nasir Khan denied it.",
        "Governor Jam Kamal resigned.",
        "The Balochistan Liberation Army said so.",
        "Quetta Gladiators won by six wickets.",
        "The Peshawar High Court adjourned the case.",
        "The Jaffar Express and the Bolan Mail were late.",
        "A Quetta-based lawyer called it anti-Pakistan.",
        "Commissioner of Kalat Division and the Rakhshan division.",
        "Marri tribesmen and the Mengal clan met.",
        "Tehrik-i-Taliban Pakistan said nothing.",
        "the dasht was dry and the sui was gone",
    ],
)
def test_other_names_and_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert surfaces(gazetteer, text) == []


def test_what_is_left_out_is_still_there_with_its_reason(gazetteer: Gazetteer) -> None:
    (mention,) = gazetteer.all_mentions("Quetta Gladiators won.")
    assert mention.part_of == "Quetta Gladiators"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firing in the Dasht area left two dead.", ["Dasht"]),
        ("A blast in Sui killed a guard.", ["Sui"]),
        ("Police found the body near Bela.", ["Bela"]),
        ("Attacks hit Tump, Mand and Buleda.", ["Tump", "Buleda"]),
        ("Kech’s Buleda tehsil was hit.", ["Kech", "Buleda"]),
        ("In Kalat, a convoy was ambushed.", ["Kalat"]),
        ("They hit Khuzdar, Zehri and Wadh.", ["Khuzdar", "Zehri", "Wadh"]),
        ("Mach police said.", ["Mach"]),
    ],
)
def test_words_of_two_meanings_are_places_where_something_says_so(
    gazetteer: Gazetteer, text: str, expected: list[str]
) -> None:
    assert set(expected) <= set(surfaces(gazetteer, text))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("in Kharan district", PlaceKind.DISTRICT),
        ("in district Kharan", PlaceKind.DISTRICT),
        ("in the district of Kharan", PlaceKind.DISTRICT),
        ("the Mand area", PlaceKind.AREA),
        ("Borno state", PlaceKind.PROVINCE),
        ("in Kharan on Monday", None),
        ("Its area of Kharan", None),
    ],
)
def test_the_kind_that_stands_beside_a_name_is_kept(gazetteer: Gazetteer, text: str, hint: PlaceKind | None) -> None:
    (mention,) = gazetteer.mentions(text)
    assert mention.hint is hint


def test_lookup_finds_exact_then_near_spellings_then_cities(gazetteer: Gazetteer) -> None:
    assert {p.country for p in gazetteer.lookup("Hyderabad")} == {"PK", "IN"}
    assert gazetteer.lookup("Panjgour")[0].admin1 == "Balochistan"
    assert gazetteer.lookup("Osnabrück")[0].country == "DE"
    assert gazetteer.lookup("Nowhere at all") == ()


def test_every_shipped_name_finds_itself(gazetteer: Gazetteer) -> None:
    from extraction.gazetteer.loader import load_places

    for entry in load_places():
        for name in (entry.place.name, *entry.variants):
            assert entry.place in gazetteer.lookup(name), (entry.where, name)


names = st.sampled_from(["Quetta", "Dera Bugti", "D.I. Khan", "N-25", "Mand", "Khan", "Kech’s", "ABC", "district"])
pieces = st.one_of(names, st.text(max_size=12), st.sampled_from([" ", "-", ", ", ". ", "\n\n", "’", "_", "٣", "ß"]))


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=30).map("".join))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    end = 0
    for mention in default_gazetteer().all_mentions(text):
        assert end <= mention.span.start < mention.span.end <= len(text)
        assert text[mention.span.start : mention.span.end] == mention.surface
        assert mention.candidates
        end = mention.span.end
