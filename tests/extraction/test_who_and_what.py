"""Who did it, on whose word, of what type and against what: one short article a kind of sentence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import extraction
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Facts
from khabardar.vocabulary import Attribution, PerpetratorType, SubEventType, TargetType

NOW = datetime(2025, 3, 6, 12, 0, tzinfo=UTC)  # a Thursday
GUNMEN = "Unidentified gunmen"


def facts_of(text: str) -> Facts:
    article = Article("a", "https://news.example/a", "s", "", NOW, NOW, text)
    (report,) = extraction.engine("rules").read(article, ReadingHints()).reports
    return report.facts


@pytest.mark.parametrize(
    ("text", "perpetrator", "actor_type", "attribution"),
    [
        pytest.param(
            "Troops of Operation Hadin Kai neutralised 12 Boko Haram fighters in an ambush near Bama in Borno State on "
            "Tuesday, the army said.",
            "Nigeria security forces",
            PerpetratorType.STATE_FORCES,
            Attribution.WITNESSED,
            id="forces that lay in ambush",
        ),
        pytest.param(
            "Boko Haram fighters were attacked by Nigerian troops near Gwoza on Tuesday. Eleven rebels were killed.",
            "Nigeria security forces",
            PerpetratorType.STATE_FORCES,
            Attribution.WITNESSED,
            id="forces behind by",
        ),
        pytest.param(
            "TTP militants attacked a police post in Bannu on Tuesday; four of the attackers were killed in "
            "retaliatory fire, police said.",
            "Tehrik-i-Taliban Pakistan",
            PerpetratorType.REBEL_GROUP,
            Attribution.BLAMED,
            id="forces that only answered",
        ),
        pytest.param(
            "A Hizbul Mujahideen commander was shot dead by unidentified gunmen in Shopian on Tuesday.",
            GUNMEN,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="a group that is the victim",
        ),
        pytest.param(
            "Three soldiers and five militants were killed in a clash between security forces and TTP militants in "
            "North Waziristan on Tuesday.",
            None,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="a clash that nobody began",
        ),
        pytest.param(
            "Zahid Baloch was picked up by personnel of the Frontier Corps from his house in Turbat on Tuesday, his "
            "family said.",
            "Pakistan security forces",
            PerpetratorType.STATE_FORCES,
            Attribution.BLAMED,
            id="forces on the word of a family",
        ),
        pytest.param(
            "A US air strike killed five al-Shabaab militants near Kismayo in Somalia on Tuesday, AFRICOM said.",
            "United States security forces",
            PerpetratorType.EXTERNAL_FORCES,
            Attribution.WITNESSED,
            id="forces abroad that say so themselves",
        ),
        pytest.param(
            "Turkish warplanes struck PKK positions in the Metina area of Duhok, Iraq, on Tuesday, the mayor said.",
            "Turkey security forces",
            PerpetratorType.EXTERNAL_FORCES,
            Attribution.BLAMED,
            id="forces abroad that others name",
        ),
        pytest.param(
            "A bomb killed four soldiers near Turbat on Tuesday.\n\nPolice are investigating.\n\nThe BLF, in a message "
            "to reporters, took credit for the bombing.",
            "Balochistan Liberation Front",
            PerpetratorType.REBEL_GROUP,
            Attribution.CLAIMED,
            id="a claim at the end",
        ),
        pytest.param(
            "A bomb killed four soldiers near Turbat on Tuesday.\n\nOfficials said the Baloch Liberation Army was "
            "behind the attack.",
            "Baloch Liberation Army",
            PerpetratorType.REBEL_GROUP,
            Attribution.BLAMED,
            id="officials who say who was behind it",
        ),
        pytest.param(
            "A bomb killed four soldiers near Turbat on Tuesday.\n\nNo group has claimed responsibility for the "
            "attack, but the Baloch Liberation Army has often carried out such attacks.",
            None,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="a group that does such things",
        ),
        pytest.param(
            "Suspected Taliban militants shot dead a teacher in Bajaur on Tuesday, police said.",
            "Tehrik-i-Taliban Pakistan",
            PerpetratorType.REBEL_GROUP,
            Attribution.SUSPECTED,
            id="bare Taliban in Pakistan",
        ),
        pytest.param(
            "Unknown persons opened fire on a van in Quetta on Tuesday, killing two men.",
            GUNMEN,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="unknown persons with guns",
        ),
        pytest.param(
            "Unknown persons hurled a hand grenade at a shop in Hub on Tuesday, injuring two.",
            None,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="unknown persons without guns",
        ),
        pytest.param(
            "Militants attacked a police post in Bannu on Tuesday, killing two constables.",
            None,
            PerpetratorType.UNKNOWN,
            Attribution.UNKNOWN,
            id="militants without a name",
        ),
        pytest.param(
            "Seven Maoists surrendered before police in Sukma, Chhattisgarh, on Tuesday.",
            "Communist Party of India (Maoist)",
            PerpetratorType.REBEL_GROUP,
            Attribution.WITNESSED,
            id="a surrender",
        ),
        pytest.param(
            "Pakistani and Afghan forces exchanged fire at Torkham on Tuesday, killing two civilians.",
            None,
            PerpetratorType.STATE_FORCES,
            Attribution.UNKNOWN,
            id="two states",
        ),
        pytest.param(
            "A drone strike blamed on the army hit a wedding in Mopti, Mali, on Tuesday, killing 10.",
            "Mali security forces",
            PerpetratorType.STATE_FORCES,
            Attribution.BLAMED,
            id="a strike blamed on the army",
        ),
        pytest.param(
            "CODECO militiamen hacked 12 villagers to death in Djugu, Ituri, on Tuesday, local officials said.",
            "Cooperative for the Development of the Congo",
            PerpetratorType.IDENTITY_MILITIA,
            Attribution.BLAMED,
            id="a group of another continent",
        ),
    ],
)
def test_who_did_it_and_on_whose_word(
    text: str, perpetrator: str | None, actor_type: PerpetratorType, attribution: Attribution
) -> None:
    facts = facts_of(text)
    assert (facts.perpetrator, facts.perpetrator_type, facts.attribution) == (perpetrator, actor_type, attribution)
    assert facts.claimed_by == (perpetrator if attribution is Attribution.CLAIMED else None)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Angry protesters set fire to two government offices in Imphal on Tuesday.",
            SubEventType.VIOLENT_DEMONSTRATION,
        ),
        ("A mob beat two men to death in Hasilpur on Tuesday over a rumour.", SubEventType.MOB_VIOLENCE),
        ("The Somali army took control of Jowhar on Tuesday after hours of fighting.", SubEventType.GOVERNMENT_REGAINS),
        ("Rebels of the M23 liberated the town of Masisi in North Kivu on Tuesday.", SubEventType.NON_STATE_OVERTAKES),
        ("Gunmen attacked a prison in Kogi State on Tuesday; 41 inmates were recaptured.", SubEventType.ARMED_CLASH),
        ("Herders and farmers clashed in Guma, Benue State, on Tuesday, leaving six dead.", SubEventType.ARMED_CLASH),
        ("Jets later bombed the hills of Sheladze in Duhok on Tuesday, killing a shepherd.", SubEventType.AIR_STRIKE),
        ("Mortar shells fired at an airport fell on homes in Wadajir on Tuesday, killing four.", SubEventType.SHELLING),
    ],
)
def test_the_type_of_what_was_done(text: str, kind: SubEventType) -> None:
    assert facts_of(text).sub_event_type is kind


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Junta jets bombed a monastery in Sagaing in Myanmar on Tuesday, killing 20 people.",
            {TargetType.RELIGIOUS},
        ),
        (
            "Israeli troops shot dead two Palestinians in Jenin on Tuesday, the health ministry said.",
            {TargetType.PRIVATE_CITIZENS},
        ),
        (
            "Two policemen and a shopkeeper were injured when a bomb exploded near a police van in Panjgur on Tuesday.",
            {TargetType.POLICE},
        ),
        (
            "A soldier was killed when Afghan Taliban forces fired on a border post in Kurram, Pakistan, on Tuesday.",
            {TargetType.MILITARY},
        ),
    ],
)
def test_what_was_attacked(text: str, targets: set[TargetType]) -> None:
    assert set(facts_of(text).targets) == targets
