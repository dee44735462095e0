"""What is said of rows that changed: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from alert_samples import NOW, incident

from alerts.deciding import Context, decide, subject_of
from alerts.rules import rule_of
from alerts.wording import Telling, incident_title
from khabardar.alerting import AlertKind, Decided, Told, WaitingAlert
from khabardar.config.alerts import TITLE, RuleConfig
from khabardar.material import material_cells
from khabardar.records import Incident, Toll
from khabardar.vocabulary import IncidentStatus, SubEventType

KEY = ("ops", "incident:KB-AAAAAAA")


def context(*rules: dict[str, Any], told=None, waiting=None, **cells: Any) -> Context:
    given = rules or ({},)
    made = [rule_of(RuleConfig(**{"id": f"r{n}", "channels": ("ops",), **rule})) for n, rule in enumerate(given)]
    base = Context(made, {"ops": TITLE}, None, told or {}, waiting or {}, {}, {}, NOW)
    return replace(base, **cells)


def told_of(row: Incident, *rules: str) -> Told:
    return Told(material_cells(row), row.revision, rules or ("r0",))


def titles(decided: Decided) -> list[str]:
    return [message.title for message in decided.messages]


def test_the_default_title_says_it_all() -> None:
    row = incident()
    assert incident_title(TITLE, row, date(2026, 2, 1)) == (
        "Suicide bomb, Mastung (Balochistan), 31 Jan: 3 killed, 12 injured; 2 independent outlets; provisional"
    )


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ({"publishers": 1}, "; 1 outlet; "),
        ({"place": None}, "Mastung (Balochistan)"),
        ({"place": None, "admin2": None}, "Suicide bomb, Balochistan, "),
        ({"killed": Toll(), "injured": Toll()}, ": no toll stated;"),
        ({"killed": Toll(civilians=0), "injured": Toll()}, ": 0 killed;"),
        ({"date_start": date(2025, 12, 30)}, "30 Dec to 31 Jan: "),
        ({"status": IncidentStatus.CONFIRMED}, "; confirmed"),
        ({"place": "{type}\n{id}"}, "{type} {id} (Balochistan)"),
    ],
)
def test_titles_of_other_rows(cells: dict[str, Any], part: str) -> None:
    assert part in incident_title(TITLE, incident(**cells), date(2026, 2, 1))


def test_a_row_that_a_rule_lets_through_is_told_once_as_new() -> None:
    row = incident()
    decided = decide([row], context({"killed": 3}))
    (message,) = decided.messages
    assert (message.kind, message.subject, message.channel) == (AlertKind.NEW, "incident:KB-AAAAAAA", "ops")
    assert decided.threads == {KEY: told_of(row)}
    assert decide([row], context({"killed": 3}, told=decided.threads)).messages == ()


@pytest.mark.parametrize(
    "rule",
    [
        {"killed": 4},
        {"killed": 1, "side": "civilians"},
        {"country": "AF"},
        {"admin1": "Sindh"},
        {"event": "Battles"},
        {"type": SubEventType.GRENADE},
        {"who": "Baloch"},
        {"outlets": 3},
        {"status": "confirmed"},
        {"max_age": timedelta(0), "killed": 9},
    ],
)
def test_a_rule_that_does_not_fit_is_silent(rule: dict[str, Any]) -> None:
    assert decide([incident()], context(rule)) == Decided()


@pytest.mark.parametrize(
    "rule",
    [{"killed": 3, "side": "security"}, {"place": "mastung"}, {"event": "Explosions/Remote violence"}, {"outlets": 2}],
)
def test_a_rule_that_fits_speaks(rule: dict[str, Any]) -> None:
    assert len(decide([incident()], context(rule)).messages) == 1


def test_old_incidents_are_no_news_however_late_they_are_read() -> None:
    old = incident(date_start=date(2026, 1, 20), date_end=date(2026, 1, 20))
    assert decide([old], context()) == Decided()
    assert len(decide([old], context({"max_age": timedelta(days=12)})).messages) == 1


def test_several_rules_of_one_channel_say_it_once() -> None:
    (message,) = decide([incident()], context({"killed": 1}, {"country": "PK"}, {"killed": 50})).messages
    assert message.payload["rules"] == ["r0", "r1"]


def test_only_what_matters_is_an_update_and_it_says_what_changed() -> None:
    before = incident()
    told = {KEY: told_of(before)}
    quiet = incident(publishers=7, confidence=0.99, revision=4, latitude=29.8, longitude=66.8)
    assert decide([quiet], context(told=told)).messages == ()
    (message,) = decide([incident(killed=Toll(security=5))], context(told=told)).messages
    assert message.kind is AlertKind.UPDATE
    assert message.title.startswith("Update: Suicide bomb, Mastung")
    assert "killed: 3 -> 5" in message.body
    assert message.payload["changes"] == [{"cell": "killed.total", "old": "3", "new": "5"}]


def test_updates_come_even_when_the_rule_would_not_let_it_through_any_more() -> None:
    told = {KEY: told_of(incident())}
    (message,) = decide([incident(killed=Toll(security=1))], context({"killed": 3}, told=told)).messages
    assert "killed: 3 -> 1" in message.body


def test_rules_may_wish_for_no_updates_or_for_all() -> None:
    told = {KEY: told_of(incident())}
    more = incident(killed=Toll(security=9), revision=2)
    assert decide([more], context({"updates": "none"}, told=told)).messages == ()
    outlets = incident(publishers=5, revision=2)
    assert decide([outlets], context({"updates": "material"}, told=told)).messages == ()
    assert len(decide([outlets], context({"updates": "all"}, told=told)).messages) == 1
    assert decide([incident()], context({"updates": "all"}, told=told)).messages == ()


@pytest.mark.parametrize(
    ("status", "beginning"), [(IncidentStatus.REJECTED, "Withdrawn: "), (IncidentStatus.WITHDRAWN, "Withdrawn: ")]
)
def test_a_row_that_ended_is_taken_back_where_it_was_told(status: IncidentStatus, beginning: str) -> None:
    row = incident(status=status)
    (message,) = decide([row], context(told={KEY: told_of(incident())})).messages
    assert message.kind is AlertKind.ENDED
    assert message.title.startswith(beginning)
    assert decide([row], context()) == Decided()


def test_a_message_that_still_waits_is_replaced_and_stays_the_first_of_its_thread() -> None:
    waiting = {KEY: WaitingAlert(7, AlertKind.NEW, None)}
    now = incident(killed=Toll(security=5))
    decided = decide([now], context(told={KEY: told_of(incident())}, waiting=waiting))
    (message,) = decided.messages
    assert (message.kind, decided.superseded) == (AlertKind.NEW, (7,))
    assert "5 killed" in message.title
    assert not message.title.startswith("Update")


def test_changes_that_undo_one_another_before_they_are_told_say_nothing() -> None:
    first = told_of(incident())
    five = told_of(incident(killed=Toll(security=5)))
    waiting = {KEY: WaitingAlert(7, AlertKind.UPDATE, first)}
    decided = decide([incident()], context(told={KEY: five}, waiting=waiting))
    assert (decided.messages, decided.superseded) == ((), (7,))
    assert decided.threads == {KEY: first}


def test_a_row_that_is_rejected_before_it_was_told_is_not_told() -> None:
    waiting = {KEY: WaitingAlert(7, AlertKind.NEW, None)}
    row = incident(status=IncidentStatus.REJECTED)
    decided = decide([row], context(told={KEY: told_of(incident())}, waiting=waiting))
    assert (decided.messages, decided.superseded, decided.threads) == ((), (7,), {KEY: None})


def test_the_thread_of_a_merged_row_goes_on_in_the_one_that_took_it_over() -> None:
    gone = incident(status=IncidentStatus.MERGED, merged_into="KB-BBBBBBB", revision=2)
    heir = incident("KB-BBBBBBB")
    told = {KEY: told_of(incident())}
    decided = decide([heir, gone], context(told=told))
    assert decided.messages == ()
    assert decided.threads[KEY] is None
    heir_key = ("ops", subject_of("KB-BBBBBBB"))
    (message,) = decide([incident("KB-BBBBBBB", killed=Toll(security=8)), gone], context(told=told)).messages
    assert (message.kind, message.subject) == (AlertKind.UPDATE, heir_key[1])


def test_where_both_were_told_the_merge_is_told() -> None:
    gone = incident(status=IncidentStatus.MERGED, merged_into="KB-BBBBBBB")
    heir = incident("KB-BBBBBBB")
    told = {KEY: told_of(incident()), ("ops", subject_of("KB-BBBBBBB")): told_of(heir)}
    assert titles(decide([gone, heir], context(told=told))) == [
        "Merged: Suicide bomb, Mastung (Balochistan), 31 Jan: 3 killed, 12 injured; 2 independent outlets; merged"
    ]


def test_the_body_names_who_tells_it_and_where_to_look() -> None:
    tellings = {"KB-AAAAAAA": [Telling(f"Outlet {n}", f"https://{n}.example") for n in range(10)]}
    (message,) = decide([incident()], context(tellings=tellings, page="https://desk.example/incidents/")).messages
    lines = message.body.splitlines()
    assert "Outlet 0: https://0.example" in lines
    assert "and 2 more articles" in lines
    assert "https://desk.example/incidents/KB-AAAAAAA" in lines
    assert "Provisional" in lines[-1]
