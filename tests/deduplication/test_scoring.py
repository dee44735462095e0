"""Pair scores: every rule of what is one incident, and the documented mistakes of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from dedup_reports import DAY, FORCES, claimed, killed, report

from deduplication import score
from deduplication.scoring import Outcome
from khabardar.records import StoredReport, Toll
from khabardar.vocabulary import Attribution, DatePrecision, GeoPrecision, PerpetratorType, Role, Tag, TargetType
from khabardar.vocabulary import Outcome as Deed
from khabardar.vocabulary import SubEventType as S

NEXT_DAY = DAY + timedelta(days=1)
VILLAGE = {"place": "Chah Sar", "geo_precision": GeoPrecision.TOWN}
DISTRICT = {"place": "Shorkot", "geo_precision": GeoPrecision.DISTRICT}
PROVINCE = {"place": "Balochistan", "admin2": None, "geo_precision": GeoPrecision.PROVINCE}
COUNTRY = {"place": "Pakistan", "admin2": None, "admin1": None, "geo_precision": GeoPrecision.COUNTRY}


def outcome(a: StoredReport, b: StoredReport) -> Outcome:
    assert score(a, b) == score(b, a)
    return score(a, b).outcome


def veto(a: StoredReport, b: StoredReport) -> str | None:
    assert score(a, b) == score(b, a)
    return score(a, b).veto


# days


def test_the_same_day_place_and_type_are_one_incident() -> None:
    assert outcome(report(), report()) is Outcome.SAME


def test_two_told_days_are_two_incidents() -> None:
    assert veto(report(), report(day=NEXT_DAY)) == "different days"


def test_a_day_apart_is_one_incident_when_one_day_is_assumed() -> None:
    assert outcome(report(), report(day=NEXT_DAY, date_precision=DatePrecision.ASSUMED)) is Outcome.SAME


def test_two_days_apart_are_two_incidents_even_when_one_day_is_assumed() -> None:
    late = report(day=DAY + timedelta(days=2), date_precision=DatePrecision.ASSUMED)
    assert veto(report(), late) == "different days"


def test_a_siege_is_one_incident_with_its_first_day() -> None:
    assert outcome(report(), report(day=DAY, until=DAY + timedelta(days=2))) is Outcome.SAME


def test_a_night_bridges_two_days_in_a_wave_of_one_group() -> None:
    one = report(parent_id=900, targets=(TargetType.MILITARY,), **claimed("Front"))
    other = report(parent_id=901, targets=(TargetType.MILITARY,), day=NEXT_DAY, **claimed("Front"))
    assert outcome(one, other) is Outcome.SAME


def test_a_night_bridges_two_days_when_the_toll_is_the_same_and_telling() -> None:
    assert outcome(report(**killed(civilians=7)), report(day=NEXT_DAY, **killed(civilians=7))) is Outcome.SAME
    assert outcome(report(**killed(civilians=1)), report(day=NEXT_DAY, **killed(civilians=1))) is Outcome.DIFFERENT


def test_two_grenades_in_one_district_on_two_days_are_two_incidents() -> None:
    one = report(sub_event_type=S.GRENADE, targets=(TargetType.POLICE,))
    assert veto(one, report(sub_event_type=S.GRENADE, targets=(TargetType.POLICE,), day=NEXT_DAY))


def test_a_recalled_month_is_one_incident_with_its_day_when_the_group_agrees() -> None:
    recalled = {
        "day": DAY.replace(day=1),
        "until": DAY.replace(day=31),
        "date_precision": DatePrecision.MONTH,
        "role": Role.BACKGROUND,
    }
    assert outcome(report(**claimed("Front")), report(**recalled, **claimed("Front"))) is Outcome.SAME
    assert outcome(report(), report(**recalled)) is not Outcome.SAME


def test_background_is_one_incident_with_the_news_of_its_day() -> None:
    assert outcome(report(), report(role=Role.BACKGROUND)) is Outcome.SAME


# places


@pytest.mark.parametrize(
    ("one", "other"),
    [("Aab-e-Gum", "Abegum"), ("Eidak", "Idak"), ("Sharigh", "Shahrag"), ("Khoast", "Khost"), ("Gara Baloch", "Gara")],
)
def test_spellings_of_one_place_are_one_place(one: str, other: str) -> None:
    assert outcome(report(place=one), report(place=other)) is Outcome.SAME


def test_two_precise_places_are_two_incidents() -> None:
    assert veto(report(), report(**VILLAGE)) == "different places"


def test_two_names_for_one_spot_are_one_place() -> None:
    one = report(place="Airport", latitude=24.90, longitude=67.16, geo_precision=GeoPrecision.EXACT)
    other = report(place="Jinnah Terminal", latitude=24.905, longitude=67.165, geo_precision=GeoPrecision.EXACT)
    assert outcome(one, other) is Outcome.SAME


def test_one_name_far_away_is_another_place() -> None:
    one = report(latitude=29.0, longitude=66.0, admin2=None)
    assert veto(one, report(latitude=29.6, longitude=66.0, admin2=None)) == "different places"


def test_neighbours_within_fifty_kilometres_are_not_the_same_place() -> None:
    """A grid of 50 km and 7 days without type or actor merged whole districts elsewhere."""
    one = report(place="Gulzar", latitude=29.0, longitude=66.0, **killed(civilians=4))
    assert veto(one, report(place="Nurabad", latitude=29.1, longitude=66.0, **killed(civilians=4)))


def test_one_degree_cell_is_no_place() -> None:
    """Grid cells made one incident of all that fell into a square."""
    one = report(place="Gulzar", latitude=29.10, longitude=66.10)
    assert veto(one, report(place="Nurabad", latitude=29.16, longitude=66.16)) == "different places"


def test_a_district_holds_its_town() -> None:
    assert outcome(report(), report(**DISTRICT)) is Outcome.SAME


def test_a_town_holds_its_quarter() -> None:
    quarter = report(place="Mill Road", admin2="Gulzar", geo_precision=GeoPrecision.EXACT)
    assert outcome(report(admin2="Gulzar"), quarter) is Outcome.SAME


def test_a_city_holds_a_quarter_within_fifteen_kilometres_and_a_small_town_within_five() -> None:
    quarter = {"place": "Mill Road", "admin2": None, "geo_precision": GeoPrecision.EXACT, "longitude": 66.0}
    city, town = (report(place="Gulzar", admin2=a, latitude=29.0, longitude=66.0) for a in ("Gulzar", "Shorkot"))
    near, far = report(**quarter, latitude=29.09), report(**quarter, latitude=29.3)  # 10 and 33 km
    assert outcome(city, near) is Outcome.SAME
    assert veto(town, near) == veto(city, far) == "different places"


def test_the_seat_of_a_district_may_stand_for_it_but_only_to_be_looked_at() -> None:
    assert outcome(report(place="Shorkot"), report(**VILLAGE)) is Outcome.POSSIBLE


def test_a_spot_that_no_map_has_may_lie_in_a_town_of_its_district_if_all_else_agrees() -> None:
    police = {"targets": (TargetType.POLICE,)}
    spot = report(place="Olive Chowk", geo_precision=GeoPrecision.EXACT, **police)
    assert outcome(report(**police), spot) is Outcome.SAME
    assert outcome(report(), spot) is Outcome.POSSIBLE
    parts = report(parent_id=900, **police), replace(spot, parent_id=901)
    assert veto(*parts) == "different places"


def test_a_province_holds_its_town_only_with_a_telling_toll() -> None:
    assert outcome(report(**FORCES), report(**PROVINCE, **FORCES)) is Outcome.DIFFERENT
    toll = killed(militants=14) | {"targets": (TargetType.MILITIA,)}
    assert outcome(report(**FORCES, **toll), report(**PROVINCE, **FORCES, **toll)) is Outcome.SAME


def test_a_country_says_too_little_of_a_town() -> None:
    assert outcome(report(**FORCES), report(**COUNTRY, **FORCES)) is Outcome.DIFFERENT


def test_places_of_one_name_in_two_provinces_are_apart() -> None:
    assert veto(report(), report(admin1="Sindh")) == "different places"


def test_landmarks_of_one_town_are_one_incident_only_with_equal_figures() -> None:
    spot = {"geo_precision": GeoPrecision.EXACT, "sub_event_type": S.GRENADE, "targets": (TargetType.POLICE,)}
    hurt = {"injured": Toll(unspecified=3)}
    one, other = report(place="Mill Road", **spot, **hurt), report(place="Degree College", **spot, **hurt)
    assert outcome(one, other) is Outcome.SAME
    assert outcome(one, report(place="Degree College", **spot)) is not Outcome.SAME


# types


@pytest.mark.parametrize("kind", [S.SUICIDE_BOMB, S.REMOTE_EXPLOSIVE, S.ATTACK, S.AIR_STRIKE, S.LOOTING, S.GRENADE])
def test_a_clash_and_its_phases_are_one_incident(kind: S) -> None:
    assert outcome(report(), report(sub_event_type=kind)) is Outcome.SAME


def test_arrests_are_not_the_attack_of_that_day_and_place() -> None:
    attack = report(sub_event_type=S.ATTACK, **killed(civilians=3))
    assert veto(attack, report(sub_event_type=S.ARRESTS, arrested=3, **FORCES))


def test_a_raid_may_be_told_by_its_arrests() -> None:
    assert outcome(report(**FORCES), report(sub_event_type=S.ARRESTS, arrested=3, **FORCES)) is Outcome.SAME


def test_a_surrender_is_no_clash() -> None:
    assert veto(report(), report(sub_event_type=S.CHANGE_TO_GROUP))


def test_bodies_found_later_are_not_the_abduction() -> None:
    taken = report(sub_event_type=S.ABDUCTION, abducted=3)
    found = {"sub_event_type": S.ATTACK, "tags": frozenset({Tag.BODY_FOUND})}
    assert outcome(taken, report(day=NEXT_DAY, **found)) is not Outcome.DIFFERENT
    assert veto(taken, report(day=DAY + timedelta(days=4), **found)) == "different days"


def test_a_bare_child_goes_with_any_attack_on_its_place_but_not_with_arrests() -> None:
    bare = report(parent_id=900)
    for kind in (S.REMOTE_EXPLOSIVE, S.GRENADE, S.LOOTING, S.SHELLING):
        assert outcome(bare, report(sub_event_type=kind, targets=(TargetType.MILITARY,))) is Outcome.SAME
    assert veto(bare, report(sub_event_type=S.ARRESTS))


# waves


def test_two_tellings_of_a_wave_are_one_parent() -> None:
    one = report(**PROVINCE, **claimed("Front"), **killed(unspecified=41))
    assert outcome(one, report(**PROVINCE, **claimed("Front"), **killed(civilians=63))) is Outcome.SAME


def test_a_wave_is_never_one_of_its_places() -> None:
    wave = report(**PROVINCE, **claimed("Front"), **killed(civilians=30))
    child = report(parent_id=900, **claimed("Front"), **killed(civilians=30))
    assert veto(wave, child) == "a place of a wave is not the wave"


def test_a_child_is_the_stand_alone_report_of_its_place_and_day() -> None:
    assert outcome(report(parent_id=900, **claimed("Front")), report()) is Outcome.SAME


def test_children_name_their_places_so_a_seat_is_not_its_district() -> None:
    assert veto(report(parent_id=900, place="Shorkot"), report(parent_id=901, **VILLAGE))


# sides, targets, tolls


def test_two_reports_of_one_article_are_never_one_row() -> None:
    assert veto(report(article="x", key="a"), report(article="x", key="b"))


def test_an_unknown_perpetrator_agrees_with_a_named_one() -> None:
    assert outcome(report(), report(**claimed("Front"))) is Outcome.SAME


def test_a_rival_claim_is_weak_evidence_against() -> None:
    blamed = claimed("Army") | {"attribution": Attribution.BLAMED}
    assert outcome(report(**claimed("Front")), report(**blamed)) is Outcome.SAME
    assert score(report(**claimed("Front")), report(**blamed)).value < score(report(), report()).value


def test_rival_claims_types_and_targets_together_part_two_attacks_on_one_town() -> None:
    one = report(sub_event_type=S.GRENADE, targets=(TargetType.POLICE,), **claimed("Front"))
    other = report(sub_event_type=S.ATTACK, targets=(TargetType.BUSINESS,), **claimed("Army"))
    assert outcome(one, other) is Outcome.DIFFERENT


def test_nothing_equals_nothing_gives_no_score() -> None:
    names = {part.name for part in score(report(), report()).parts}
    assert names == {"date", "place", "type", "side"}
    assert next(part for part in score(report(), report()).parts if part.name == "side").points == 0


def test_unidentified_gunmen_twice_are_no_agreement() -> None:
    gunmen = {"perpetrator": "Unidentified gunmen", "perpetrator_type": PerpetratorType.UNKNOWN}
    assert score(report(**gunmen), report(**gunmen)).value == score(report(), report()).value


def test_zero_equals_zero_gives_no_score() -> None:
    none = {"killed": Toll(unspecified=0), "injured": Toll(unspecified=0), "abducted": 0}
    assert score(report(**none), report(**none)).value == score(report(), report()).value


def test_a_rising_toll_does_not_part_reports() -> None:
    assert outcome(report(**killed(civilians=4)), report(**killed(civilians=60))) is Outcome.SAME


def test_wildly_different_tolls_with_types_that_differ_count_against() -> None:
    few = report(**killed(civilians=2))
    assert score(few, report(sub_event_type=S.ATTACK, **killed(civilians=40))).value < (
        score(few, report(sub_event_type=S.ATTACK, **killed(civilians=5))).value
    )


def test_a_telling_toll_counts_for_more_than_a_common_one() -> None:
    def value(n: int) -> float:
        return score(report(**DISTRICT, **killed(civilians=n)), report(**killed(civilians=n))).value

    assert value(1) < value(4) < value(40)


def test_a_foiled_and_a_completed_attack_agree_less() -> None:
    assert score(report(outcome=Deed.FOILED), report()).value < score(report(), report()).value


def test_every_part_says_its_reason() -> None:
    cells = DISTRICT | claimed("Front") | killed(civilians=4)
    pair = score(report(**cells), report(**cells))
    assert all(part.reason for part in pair.parts)
    assert pair.value == pytest.approx(sum(part.points for part in pair.parts))
