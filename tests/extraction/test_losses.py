"""Who came to what: the voice of the clause says whether the people stand before or behind the verb."""

from __future__ import annotations

from datetime import date

import pytest

from extraction.clauses import find_clauses
from extraction.document import build
from extraction.findings import gather
from extraction.lexicon.loader import default_lexicon

Told = list[tuple[str, int, str]]


def losses(text: str) -> Told:
    document = build(text, "", date(2025, 3, 6), default_lexicon())
    findings = gather(document, find_clauses(document, []), [])
    return [(x.effect.value, x.value, x.group.value) for f in findings for x in f.losses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two policemen were killed in the blast.", [("killed", 2, "security")]),
        ("Gunmen killed two policemen in the bazaar.", [("killed", 2, "security")]),
        ("The blast left four shopkeepers dead.", [("killed", 4, "civilians")]),
        ("The attack claimed the lives of five labourers.", [("killed", 5, "civilians")]),
        ("Three soldiers embraced martyrdom.", [("killed", 3, "security")]),
        ("Nine terrorists were sent to hell.", [("killed", 9, "militants")]),
        ("Constable Gul Khan was shot dead.", [("killed", 1, "security")]),
        ("Maulvi Hifzur Rehman, a prayer leader, was shot dead.", [("killed", 1, "civilians")]),
        (
            "The bomb exploded, killing two children and injuring six shoppers.",
            [("killed", 2, "civilians"), ("injured", 6, "civilians")],
        ),
        ("A soldier was killed and four others were injured.", [("killed", 1, "security"), ("injured", 4, "security")]),
        (
            "Five people, three of them policemen, were killed and six others injured.",
            [("killed", 5, "unspecified"), ("injured", 6, "unspecified")],
        ),
        ("Armed men kidnapped seven coal miners.", [("abducted", 7, "civilians")]),
        ("The militants freed 30 inmates.", [("freed", 30, "civilians")]),
        ("The CTD arrested seven suspected terrorists.", [("arrested", 7, "militants")]),
        ("Gunmen shot dead Malik Daraz, an elder, in the bazaar.", [("killed", 1, "civilians")]),
        ("Gul Bano, the headmaster of a school, was killed.", [("killed", 1, "civilians")]),
        ("Rahim and two of his guards were killed.", [("killed", 1, "unspecified"), ("killed", 2, "security")]),
        ("A 12-year-old boy and two women died.", [("killed", 1, "civilians"), ("killed", 2, "civilians")]),
        ("The attack left six dead and nine wounded.", [("killed", 6, "unspecified"), ("injured", 9, "unspecified")]),
        ("Two soldiers died and a third lost a leg.", [("killed", 2, "security"), ("injured", 1, "security")]),
        ("Both the officers died on the spot.", [("killed", 2, "security")]),
        ("Seven brave soldiers, after a long fight, embraced martyrdom.", [("killed", 7, "security")]),
        ("Two policemen who tried to rescue him were also injured.", [("injured", 2, "security")]),
        ("A clerk and a guard, both of whom had burns, died.", [("killed", 1, "civilians"), ("killed", 1, "security")]),
        ("Six of the nine hostages were freed.", [("freed", 6, "civilians")]),
        ("Police took 31 suspects into custody.", [("arrested", 31, "militants")]),
        (
            "Gunmen killed a teacher, whisking away 16 pupils.",
            [("killed", 1, "civilians"), ("abducted", 16, "civilians")],
        ),
        (
            "Three of the dead were women and two others had been wounded.",
            [("injured", 2, "unspecified"), ("killed", 3, "civilians")],
        ),
    ],
)
def test_people_are_bound_to_their_verb(text: str, expected: Told) -> None:
    assert losses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "More militants may have been killed.",
        "Twenty people were killed or injured.",
        "No one was killed.",
        "The team seized 2,150 grams of explosives.",
        "He received three bullets.",
        "The plan was killed.",
        "Three attackers escaped under cover of darkness.",
        "Two passengers escaped unhurt.",
    ],
)
def test_what_is_doubtful_or_no_person_counts_nobody(text: str) -> None:
    assert losses(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen abducted five soldiers. The soldiers were killed on Friday.", ("killed", 5, "security")),
        ("Armed men kidnapped four civilians. The hostages were freed.", ("freed", 4, "civilians")),
        ("Five militants were killed in Shagai. Two others were killed in Tank.", ("killed", 2, "militants")),
        ("Two bombers struck the base. The assailants were the only casualties.", ("killed", 2, "militants")),
        ("A drug trafficker fired at police. The drug trafficker was killed.", ("killed", 1, "unspecified")),
        ("Gunmen fired at a constable. He died on the way to hospital.", ("killed", 1, "security")),
    ],
)
def test_people_named_again_are_as_many_as_before(text: str, expected: tuple[str, int, str]) -> None:
    assert losses(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A soldier wounded in the ambush succumbed to his injuries.", [("killed", 1, "security")]),
        ("A trader, who was hurt in the blast, breathed his last.", [("killed", 1, "civilians")]),
        ("Three soldiers were injured and two died.", [("injured", 3, "security"), ("killed", 2, "security")]),
    ],
)
def test_the_wounded_who_die_are_not_among_the_hurt(text: str, expected: Told) -> None:
    assert losses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rescue workers recovered nine bodies.",
        "Nine bodies were pulled from the rubble.",
        "The hospital received nine bodies: five policemen and four civilians.",
    ],
)
def test_bodies_are_dead_whatever_the_verb_says(text: str) -> None:
    assert losses(text) == [("killed", 9, "unspecified")]
