"""Which incidents a text of several tells: roundups, digests, waves. The articles are of Monday, 16 March 2026."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

import extraction
from khabardar.article_json import parse_article
from khabardar.interfaces import ReadingHints
from khabardar.records import Report


def read(text: str, title: str = "News") -> list[Report]:
    line = {"id": "a", "url": "https://news.example/a", "source": "a", "title": title, "text": text}
    line["published"] = "2026-03-16T12:00:00+05:00"
    article = parse_article(json.dumps(line), datetime(2026, 3, 16, 12, tzinfo=UTC)).article
    return list(extraction.engine("rules").read(article, ReadingHints()).reports)


def rows(text: str, title: str = "News") -> list[tuple[str | None, str]]:
    """Place and first day of each main row."""
    found = [r for r in read(text, title) if r.role.value == "main"]
    return [(r.facts.place, r.facts.date_start.isoformat()) for r in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Several incidents were reported from Balochistan on Sunday.\n\n- In Panjgur, a post of "
            "the Frontier Corps came "
            "under fire.\n\n- In Kharan, a grenade was thrown at the house of a contractor.\n\n- "
            "Another attack took place in "
            "Mastung, where a mobile tower was set on fire.",
            [("Panjgur", "2026-03-15"), ("Kharan", "2026-03-15"), ("Mastung", "2026-03-15")],
        ),
        (
            "Roundup of Sunday's violence\n\nPanjgur - A post of the Frontier Corps was targeted; "
            "no loss was reported.\n\n"
            "Kharan - Gunmen on a motorcycle killed a barber.\n\nTurbat: An explosion was heard "
            "near the Customs office.",
            [("Panjgur", "2026-03-15"), ("Kharan", "2026-03-15"), ("Turbat", "2026-03-15")],
        ),
        (
            "KHUZDAR: Two people were killed when gunmen opened fire on a shop in the bazaar on "
            "Sunday.\n\nTURBAT: A grenade "
            "attack on a checkpoint injured three Levies men on Saturday night.",
            [("KHUZDAR", "2026-03-15"), ("TURBAT", "2026-03-14")],
        ),
        (
            "The week in the province, as far as it could be confirmed.\n\nTUESDAY: Gunmen killed a "
            "teacher in Kharan.\n\n"
            "FRIDAY: A bomb went off in Mastung, injuring two people.",
            [("Kharan", "2026-03-10"), ("Mastung", "2026-03-13")],
        ),
        (
            "No PR-22/2026\n\nOn night 14/15 March 2026, Khwarij attempted to infiltrate through "
            "the border in general area "
            "Spinwam, North Waziristan District. Own troops effectively engaged and thwarted their "
            "attempt. Resultantly, eight "
            "khwarij were sent to hell.",
            [("Spinwam", "2026-03-14")],
        ),
        (
            "KOHLU: An army convoy was ambushed near Kohlu on Saturday, killing two soldiers. The "
            "previous night, a Levies "
            "post in the Kahan area was attacked with rockets and one man was hurt.",
            [("Kohlu", "2026-03-14"), ("Kahan", "2026-03-13")],
        ),
        (
            "QUETTA: Gunmen killed a police constable in Quetta on Sunday night. The constable was "
            "on patrol in the Hazar Ganji "
            "area when two men on a motorcycle opened fire on him, police said.",
            [("Hazar Ganji", "2026-03-15")],
        ),
        (
            "On 12 March 2026, Russian forces shelled Kremenchuk, Poltava. No casualties.",
            [("Kremenchuk", "2026-03-12")],
        ),
        ("On 12 March 2026, armed herders killed two farmers in Akwu (Agatu, Benue).", [("Akwu", "2026-03-12")]),
        (
            "BAGHDAD - In Kirkuk, the service announced the arrest of four Islamic State militants in Daquq on Sunday.",
            [("Daquq", "2026-03-15")],
        ),
    ],
)
def test_each_incident_is_one_row(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


def test_a_lead_that_counts_is_the_parent_of_the_towns_told_after_it() -> None:
    text = (
        "QUETTA: Insurgents attacked police stations and a highway in Balochistan on Saturday "
        "night, killing at least 14 people, "
        "officials said.\n\nIn Panjgur, gunmen stormed the police station and killed four "
        "officers.\n\nAt Surab, militants "
        "stopped a coach and shot dead five passengers.\n\nAttacks were also reported in Mashkel and Hoshab."
    )
    parent, *children = read(text)
    assert (parent.facts.place, parent.facts.killed.total) == ("Balochistan", 14)
    assert [(c.facts.place, c.parent) for c in children] == [
        (name, parent.key) for name in ("Panjgur", "Surab", "Mashkel", "Hoshab")
    ]
    assert {c.facts.date_start.isoformat() for c in children} == {"2026-03-14"}


def test_districts_of_a_lead_that_are_told_one_by_one_are_no_rows_of_their_own() -> None:
    text = (
        "The Balochistan Liberation Front (BLF) has accepted responsibility for attacks in Kech and "
        "Awaran.\n\nIts fighters "
        "targeted a vehicle of the army with an IED in the Zamuran area of Kech on Wednesday, "
        "killing two soldiers. On Thursday "
        "they attacked a camp of the army at Korak in Jhao, Awaran, with grenades."
    )
    assert rows(text) == [("Zamuran", "2026-03-11"), ("Korak", "2026-03-12")]


def test_a_siege_runs_from_its_start_to_its_end() -> None:
    text = (
        "BANNU: The siege of a police compound in Bannu, which began on Thursday when militants "
        "stormed it, ended on Saturday "
        "with three policemen killed, the army said."
    )
    (row,) = read(text)
    assert (row.facts.date_start.isoformat(), row.facts.date_end.isoformat()) == ("2026-03-12", "2026-03-14")
