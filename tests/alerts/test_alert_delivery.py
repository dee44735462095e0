"""From changed rows to a receiver: a real database, a real receiver that fails, stalls and recovers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from alert_samples import LATER, NOW, config, facts, new_row, one_channel, opened, row_of, told_by
from servers.webhook_receiver import receiver

from alerts.delivery import Delivered, deliver
from alerts.step import do_alerts
from khabardar.alerting import AlertState
from khabardar.records import Toll
from khabardar.reviews import Reject
from khabardar.vocabulary import RejectReason


@pytest.fixture
def there():
    with receiver() as running:
        yield running


@pytest.fixture
def storage(tmp_path):
    storage = opened(tmp_path / "k.db")
    yield storage
    storage.close()


def at(moment: datetime):
    return lambda: moment


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def test_one_thread_an_incident_new_then_what_matters_then_its_end(there, storage) -> None:
    settings = one_channel(there.url)
    first = told_by(storage, 1, facts())
    name = row_of(storage, first)
    assert do_alerts(settings, storage, at(NOW)) == Delivered(sent=1)
    second = told_by(storage, 2, facts(killed=Toll(security=3)))
    row_of(storage, first, second, row=name, at=LATER)  # one more outlet, nothing new
    assert do_alerts(settings, storage, at(LATER)) == Delivered()
    third = told_by(storage, 3, facts(killed=Toll(security=5)))
    row_of(storage, first, second, third, row=name, at=LATER)
    assert do_alerts(settings, storage, at(LATER)) == Delivered(sent=1)
    storage.review(Reject(name, "ann", reason=RejectReason.OLD_NEWS), lambda reports: None, LATER)
    assert do_alerts(settings, storage, at(LATER)) == Delivered(sent=1)
    assert [got.json["kind"] for got in there.received] == ["new", "update", "ended"]
    assert {got.json["thread"] for got in there.received} == {f"incident:{name}"}
    assert len({got.key for got in there.received}) == 3
    new, update, _ = (got.json for got in there.received)
    assert new["incident"]["killed"]["total"] == 3
    assert new["incident"]["sources"][0]["url"] == "https://dawn.example/1"
    assert update["changes"] == [{"cell": "killed.total", "old": "3", "new": "5"}]
    assert do_alerts(settings, storage, at(LATER)) == Delivered()


def test_a_row_waits_for_its_second_outlet(there, storage) -> None:
    settings = one_channel(there.url, rule={"outlets": 2})
    first = told_by(storage, 1, facts())
    name = row_of(storage, first)
    assert do_alerts(settings, storage, at(NOW)) == Delivered()
    row_of(storage, first, told_by(storage, 2, facts()), row=name, at=LATER)
    assert do_alerts(settings, storage, at(LATER)) == Delivered(sent=1)


def test_what_was_there_before_anybody_was_to_be_told_is_old_news(there, storage) -> None:
    new_row(storage, 1)
    assert do_alerts(config(), storage, at(NOW)) == Delivered()
    assert do_alerts(one_channel(there.url), storage, at(NOW)) == Delivered()
    new_row(storage, 2, at=LATER, place="Nushki")
    assert do_alerts(one_channel(there.url), storage, at(LATER)) == Delivered(sent=1)


def test_a_receiver_that_fails_stalls_and_recovers_gets_everything_once(there, storage) -> None:
    settings = one_channel(there.url, timeout="1s")
    there.answers.extend(["500", "drop", "stall"])
    new_row(storage, 1)
    assert do_alerts(settings, storage, at(NOW)) == Delivered(failed=1)
    assert do_alerts(settings, storage, at(minutes(0.4))) == Delivered()  # not before its time
    assert do_alerts(settings, storage, at(minutes(0.5))) == Delivered(failed=1)
    assert do_alerts(settings, storage, at(minutes(2.5))) == Delivered(failed=1)
    assert do_alerts(settings, storage, at(minutes(10))) == Delivered(sent=1)
    assert do_alerts(settings, storage, at(minutes(600))) == Delivered()
    assert len({got.key for got in there.received}) == 1
    assert len(there.taken) == 1


def test_an_update_never_overtakes_the_message_before_it(there, storage) -> None:
    settings = one_channel(there.url)
    there.answers.append("500")
    first = told_by(storage, 1, facts())
    name = row_of(storage, first)
    do_alerts(settings, storage, at(NOW))
    row_of(storage, first, told_by(storage, 2, facts(killed=Toll(security=5))), row=name, at=NOW)
    assert do_alerts(settings, storage, at(minutes(0.1))) == Delivered()
    assert do_alerts(settings, storage, at(minutes(5))) == Delivered(sent=2)
    assert [got.json["kind"] for got in there.taken] == ["new", "update"]


def test_a_channel_in_trouble_rests_and_the_other_goes_on(there, storage) -> None:
    with receiver() as broken:
        broken.otherwise = "500"
        channels = [
            {"id": "broken", "url": broken.url, "timeout": "1s"},
            {"id": "ops", "url": there.url, "timeout": "1s"},
        ]
        settings = config(channels=channels, rules=[{"id": "all", "channels": ["broken", "ops"]}])
        for number, place in enumerate(("Kolpur", "Sibi", "Mach")):
            new_row(storage, number + 1, place=place)
        assert do_alerts(settings, storage, at(NOW)) == Delivered(sent=3, failed=1)
        assert len(broken.received) == 1


def test_what_is_given_up_is_a_dead_letter_and_can_be_sent_again(there, storage) -> None:
    settings = one_channel(there.url, tries=2)
    there.answers.extend(["500", "500"])
    new_row(storage, 1)
    do_alerts(settings, storage, at(NOW))
    assert do_alerts(settings, storage, at(minutes(1))) == Delivered(dead=1)
    assert do_alerts(settings, storage, at(minutes(999))) == Delivered()
    (dead,) = storage.alerts(AlertState.DEAD, 9)
    assert dead.failure == "answered 500 Internal Server Error so it is"
    assert storage.retry_alerts(None, minutes(1000)) == 1
    assert deliver(storage, settings.alerts.channels, "UTC", at(minutes(1000))) == Delivered(sent=1)
    assert storage.alerts(AlertState.DEAD, 9) == []
    assert len({got.key for got in there.received}) == 1


def test_a_message_that_is_refused_for_good_does_not_hold_up_the_others(there, storage) -> None:
    there.answers.append("413")
    new_row(storage, 1)
    new_row(storage, 2, place="Sibi")
    assert do_alerts(one_channel(there.url), storage, at(NOW)) == Delivered(sent=1, dead=1)


def test_quiet_hours_hold_messages_back_and_give_the_newest_state_afterwards(there, storage) -> None:
    settings = one_channel(there.url, quiet="19:00-21:00", timezone="Asia/Karachi")  # 15:00 UTC is 20:00 there
    first = told_by(storage, 1, facts())
    name = row_of(storage, first)
    assert do_alerts(settings, storage, at(NOW)) == Delivered()
    row_of(storage, first, told_by(storage, 2, facts(killed=Toll(security=7))), row=name, at=minutes(10))
    assert do_alerts(settings, storage, at(minutes(30))) == Delivered()
    assert do_alerts(settings, storage, at(minutes(60))) == Delivered(sent=1)
    (got,) = there.received
    assert got.json["kind"] == "new"
    assert "7 killed" in got.json["title"]
    assert [alert.state for alert in storage.alerts(None, 9)] == [AlertState.SENT, AlertState.SUPERSEDED]


def test_a_digest_carries_all_since_the_last_one(there, storage) -> None:
    settings = one_channel(there.url, digest=["16:00"])
    new_row(storage, 1)
    new_row(storage, 2, place="Sibi")
    assert do_alerts(settings, storage, at(NOW)) == Delivered()
    new_row(storage, 3, at=minutes(61), place="Mach")
    there.answers.append("500")
    assert do_alerts(settings, storage, at(minutes(62))) == Delivered(failed=1)
    assert do_alerts(settings, storage, at(minutes(70))) == Delivered(sent=1)
    assert do_alerts(settings, storage, at(minutes(71))) == Delivered()
    failed, got = there.received
    assert failed.key == got.key
    assert got.json["title"] == "Digest: 2 messages until 2026-01-31 16:00 UTC"
    assert [message["incident"]["place"] for message in got.json["messages"]] == ["Mastung", "Sibi"]
    assert do_alerts(settings, storage, at(minutes(60 + 24 * 60))) == Delivered(sent=1)
    assert [message["incident"]["place"] for message in there.received[-1].json["messages"]] == ["Mach"]


def test_two_who_send_at_once_send_each_message_once(there, storage, tmp_path) -> None:
    settings = one_channel(there.url, timeout="30s")
    for number in range(8):
        new_row(storage, number + 1, place=f"Killi {number}")
    others = [opened(tmp_path / "k.db") for _ in range(3)]
    threads = [threading.Thread(target=do_alerts, args=(settings, other, at(NOW))) for other in (storage, *others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert len(there.received) == len({got.key for got in there.received}) == 8


def test_a_channel_that_can_not_be_opened_keeps_its_messages(there, storage, monkeypatch) -> None:
    settings = config(channels=[{"id": "ops", "url_env": "HOOK_OF_LATER"}], rules=[{"id": "all", "channels": ["ops"]}])
    new_row(storage, 1)
    assert do_alerts(settings, storage, at(NOW)) == Delivered(failed=1)
    monkeypatch.setenv("HOOK_OF_LATER", there.url)
    assert do_alerts(settings, storage, at(minutes(5))) == Delivered(sent=1)


def test_digest_times_are_read_as_people_write_them() -> None:
    (channel,) = config(channels=[{"id": "a", "url": "https://x.example", "digest": [480, "18:30"]}]).alerts.channels
    assert channel.digest == (time(8), time(18, 30))


def test_the_clock_of_the_step_is_the_callers(there, storage) -> None:
    new_row(storage, 1)
    do_alerts(one_channel(there.url), storage, at(NOW))
    (alert,) = storage.alerts(None, 9)
    assert (alert.created_at, alert.settled_at) == (NOW, NOW)
    assert there.received[0].headers["Khabardar-Timestamp"] == str(int(NOW.replace(tzinfo=UTC).timestamp()))
