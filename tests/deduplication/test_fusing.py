"""One row's cells from many reports."""

from __future__ import annotations

import random
from datetime import timedelta

from dedup_reports import DAY, FORCES, after, claimed, killed, report

from deduplication import fuse
from deduplication.confidence import confidence, voices
from deduplication.fusing import role_of
from khabardar.records import Facts, StoredReport
from khabardar.vocabulary import (
    Attribution,
    DatePrecision,
    GeoPrecision,
    PerpetratorType,
    Role,
    Side,
    SubEventType,
    Tag,
    TargetType,
    TollPolicy,
)


def fused(*reports: StoredReport) -> Facts:
    shuffled = list(reports)
    random.Random(7).shuffle(shuffled)
    facts = fuse(reports, TollPolicy.LATEST_CREDIBLE)
    assert fuse(shuffled, TollPolicy.LATEST_CREDIBLE) == facts
    return facts


def test_a_told_day_comes_before_an_assumed_one_and_before_a_month() -> None:
    assumed = report(day=DAY + timedelta(days=1), date_precision=DatePrecision.ASSUMED)
    month = report(day=DAY.replace(day=1), until=DAY.replace(day=31), date_precision=DatePrecision.MONTH)
    facts = fused(assumed, assumed, month, report())
    assert (facts.date_start, facts.date_end, facts.date_precision) == (DAY, DAY, DatePrecision.DAY)


def test_of_assumed_days_the_first_is_taken() -> None:
    later = [report(day=DAY + timedelta(days=1), date_precision=DatePrecision.ASSUMED) for _ in range(3)]
    facts = fused(report(date_precision=DatePrecision.ASSUMED), *later)
    assert (facts.date_start, facts.date_precision) == (DAY, DatePrecision.ASSUMED)


def test_a_siege_runs_to_the_last_day_told() -> None:
    facts = fused(report(), report(), report(until=DAY + timedelta(days=2)))
    assert (facts.date_end, facts.date_precision) == (DAY + timedelta(days=2), DatePrecision.RANGE)


def test_the_finest_place_stands_with_its_coordinates() -> None:
    spot = {"place": "Mill Road", "geo_precision": GeoPrecision.EXACT, "admin2": "Gulzar"}
    town = report(admin2="Gulzar", latitude=29.0, longitude=66.0)
    facts = fused(town, town, report(**spot), report(**spot, latitude=29.01, longitude=66.01))
    assert (facts.place, facts.geo_precision, facts.latitude) == ("Mill Road", GeoPrecision.EXACT, 29.01)


def test_the_spelling_of_most_voices_stands() -> None:
    assert fused(report(place="Gulzaar"), report(), report()).place == "Gulzar"


def test_a_village_is_finer_than_the_seat_of_its_district() -> None:
    assert fused(report(place="Shorkot"), report(place="Shorkot"), report(place="Chah Sar")).place == "Chah Sar"


def test_a_copy_is_no_second_vote_for_a_spelling() -> None:
    copies = [report(place="Gulzaar", publisher=f"P{n}", voice="Wire", published=after(9)) for n in range(5)]
    assert fused(*copies, report(), report()).place == "Gulzar"


def test_the_higher_type_stands_unless_hardly_anybody_tells_it() -> None:
    bomb = report(sub_event_type=SubEventType.SUICIDE_BOMB)
    assert fused(report(), report(), bomb).sub_event_type is SubEventType.SUICIDE_BOMB
    assert fused(*(report() for _ in range(5)), bomb).sub_event_type is SubEventType.ARMED_CLASH


def test_a_bare_child_has_no_vote_on_the_type() -> None:
    grenade = report(sub_event_type=SubEventType.GRENADE, targets=(TargetType.POLICE,))
    assert fused(report(parent_id=1), report(parent_id=2), grenade).sub_event_type is SubEventType.GRENADE


def test_the_perpetrator_is_the_best_attributed() -> None:
    gunmen = {"perpetrator": "Unidentified gunmen", "perpetrator_type": PerpetratorType.UNKNOWN}
    blamed = report(**(claimed("Army") | {"attribution": Attribution.BLAMED, "claimed_by": None}))
    suspected = report(**(claimed("Legion") | {"attribution": Attribution.SUSPECTED, "claimed_by": None}))
    ladder = [report(), report(**gunmen), suspected, blamed, report(**claimed("Front"))]
    told = [fused(*ladder[: n + 1]).perpetrator for n in range(len(ladder))]
    assert told == [None, "Unidentified gunmen", "Legion", "Army", "Front"]


def test_a_state_that_announces_its_act_outranks_who_blames_it() -> None:
    facts = fused(report(**(FORCES | {"attribution": Attribution.BLAMED})), report(**FORCES))
    assert facts.attribution is Attribution.WITNESSED


def test_a_claim_recalled_as_background_names_the_group() -> None:
    facts = fused(report(), report(role=Role.BACKGROUND, **claimed("Front")))
    assert (facts.perpetrator, facts.claimed_by) == ("Front", "Front")


def test_targets_and_tags_are_put_together() -> None:
    one = report(targets=(TargetType.POLICE,), tags=frozenset({Tag.ARSON}))
    two = report(targets=(TargetType.PRISON, TargetType.POLICE), tags=frozenset({Tag.JAILBREAK}), published=after(5))
    facts = fused(one, two)
    assert facts.targets == (TargetType.POLICE, TargetType.PRISON)
    assert facts.tags == {Tag.ARSON, Tag.JAILBREAK}


def test_background_alone_makes_a_row_but_never_a_main_one() -> None:
    recalled = report(role=Role.BACKGROUND, **killed(civilians=11))
    assert role_of([recalled]) is Role.BACKGROUND
    assert role_of([recalled, report()]) is Role.MAIN
    assert fused(recalled).killed.total == 11


def test_confidence_grows_with_voices_and_not_with_copies() -> None:
    one, two = report(publisher="A"), report(publisher="B")
    copy = report(publisher="C", voice="A")
    assert confidence([one, two]) > confidence([one])
    assert confidence([one, copy]) == confidence([one])
    assert voices([one, two, copy]) == {"A", "B"}


def test_confidence_follows_the_documented_formula() -> None:
    assert confidence([report(), report(), report()]) == round(1 - 0.6**3, 3)
    assert confidence([report(side=Side.GROUP)]) == 0.24
    assert confidence([report(date_precision=DatePrecision.ASSUMED)]) == 0.36


def test_a_party_a_guess_or_a_vague_place_lowers_confidence() -> None:
    plain = confidence([report()])
    vague = report(place="Balochistan", admin2=None, geo_precision=GeoPrecision.PROVINCE)
    for weaker in (report(side=Side.GROUP), report(role=Role.BACKGROUND), report(confidence=0.2), vague):
        assert 0 < confidence([weaker]) < plain
