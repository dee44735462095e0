"""Who began a clash where a later sentence says so, who came to free hostages, and groups that are named beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extraction.rules import trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType

PUBLISHED = datetime(2025, 6, 13, 12, 0, tzinfo=UTC)  # a Friday
EXCHANGE = (
    "Pakistani and Afghan border forces exchanged fire at the Kharlachi crossing on Wednesday, killing a soldier."
)


def read(text: str, country: str = "PK") -> list[Facts]:
    article = Article("a", "https://news.example/a", "test", "", PUBLISHED, PUBLISHED, text)
    return [report.facts for report in trace(article, ReadingHints(country=country)).reports]


def test_a_clash_of_two_states_has_no_perpetrator_until_one_is_said_to_have_begun_it() -> None:
    (facts,) = read(EXCHANGE)
    assert facts.perpetrator is None


@pytest.mark.parametrize(
    ("sentence", "perpetrator", "actor_type"),
    [
        ("An official said the Afghan side had opened fire first.", "Afghan Taliban", PerpetratorType.EXTERNAL_FORCES),
        (
            "He blamed it on unprovoked firing by the Afghan forces.",
            "Afghan Taliban",
            PerpetratorType.EXTERNAL_FORCES,
        ),
        (
            "Kabul said that Pakistani forces started firing at villagers.",
            "Pakistan security forces",
            PerpetratorType.STATE_FORCES,
        ),
    ],
)
def test_the_side_that_is_said_to_have_fired_first_is_blamed(
    sentence: str, perpetrator: str, actor_type: PerpetratorType
) -> None:
    (facts,) = read(f"{EXCHANGE} {sentence}")
    assert (facts.perpetrator, facts.perpetrator_type) == (perpetrator, actor_type)
    assert facts.attribution is Attribution.BLAMED


def test_a_search_after_an_attack_does_not_make_it_the_deed_of_the_police() -> None:
    (facts,) = read(
        "Unidentified motorcyclists opened fire on two police constables in Tank on Thursday and killed both of them. "
        "Police rushed to the area and launched a search operation."
    )
    assert facts.perpetrator == "Unidentified gunmen"


def test_forces_that_freed_captives_in_a_gun_battle_are_the_doers() -> None:
    (facts,) = read(
        "Troops on Tuesday rescued 14 kidnapped villagers after a gun duel with bandits at Rugu forest in Katsina.",
        "NG",
    )
    assert (facts.perpetrator, facts.freed) == ("Nigeria security forces", 14)


def test_forces_that_picked_up_brothers_are_the_doers() -> None:
    (facts,) = read(
        "Frontier Corps personnel picked up two brothers from a shop in Panjgur on Tuesday, their family said."
    )
    assert facts.sub_event_type is SubEventType.ABDUCTION
    assert (facts.perpetrator, facts.abducted) == ("Pakistan security forces", 2)


def test_a_group_named_for_another_matter_did_not_do_what_nobody_claimed() -> None:
    (facts,) = read(
        "A bomb wounded two officers at a police station in Hub on Monday. Nobody claimed the attack. "
        "The minister met elders about talks with the Balochistan Liberation Front."
    )
    assert facts.perpetrator is None


def test_a_lead_that_sums_up_attacks_lends_its_claim_to_each() -> None:
    read_of = read(
        "The Baloch Liberation Army has claimed responsibility for two attacks in Balochistan. Its men hit an army "
        "convoy with an IED at Galangur in Nushki on Wednesday. In the second attack, on Tuesday, they ambushed a "
        "patrol in the Shahrag area of Harnai and killed two soldiers."
    )
    assert [facts.claimed_by for facts in read_of] == ["Baloch Liberation Army"] * 2


def test_a_road_that_fighters_closed_is_no_clash() -> None:
    (facts,) = read("Baloch Liberation Army fighters blocked the Quetta-Karachi highway at Khad Kocha on Wednesday.")
    assert facts.sub_event_type is SubEventType.OTHER


def test_one_man_unhurt_does_not_mean_that_nobody_died() -> None:
    (facts,) = read("A trader came under fire in Landhi on Wednesday. He escaped unhurt, but his guard was wounded.")
    assert (facts.killed.total, facts.injured.total) == (None, 1)
