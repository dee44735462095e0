"""SIGKILL between the row and the message, and in the middle of delivery: processes that are really killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from alert_samples import NOW, new_row, one_channel, opened
from servers.webhook_receiver import receiver

from alerts.delivery import Delivered
from alerts.step import do_alerts
from khabardar.alerting import AlertState

# What `alerts send` does, with a clock from outside.
STEP = """
import json, sys
from datetime import datetime
from alerts.step import do_alerts
from khabardar.config import Config
from khabardar.config.alerts import AlertsConfig
from storage import open_storage
url, database, at = sys.argv[1:]
channel = {"id": "ops", "url": url, "timeout": "1s"}
alerts = AlertsConfig.model_validate({"channels": [channel], "rules": [{"id": "all", "channels": ["ops"]}]})
config = Config().model_copy(update={"alerts": alerts})
storage = open_storage(database)
print("ready", flush=True)
do_alerts(config, storage, lambda: datetime.fromisoformat(at))
"""
LONG_AFTER = NOW + timedelta(hours=3)


@pytest.fixture
def there():
    with receiver() as running:
        yield running


def begin(there, tmp_path) -> subprocess.Popen[str]:
    words = [there.url, f"sqlite:///{tmp_path / 'k.db'}", NOW.isoformat()]
    return subprocess.Popen([sys.executable, "-c", STEP, *words], stdout=subprocess.PIPE, text=True)


def test_killed_between_the_row_and_the_message_it_is_sent_later(there, tmp_path) -> None:
    storage = opened(tmp_path / "k.db")
    new_row(storage)
    storage.close()  # the process that made the row never came to its alerts
    storage = opened(tmp_path / "k.db")
    assert do_alerts(one_channel(there.url), storage, lambda: LONG_AFTER) == Delivered(sent=1)
    storage.close()


def test_killed_while_the_receiver_had_the_message_it_is_sent_again_under_the_same_name(there, tmp_path) -> None:
    storage = opened(tmp_path / "k.db")
    new_row(storage, 1)
    new_row(storage, 2, place="Sibi")
    there.answers.append("stall")
    process = begin(there, tmp_path)
    there.wait_for(1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (left,) = (alert for alert in storage.alerts(AlertState.WAITING, 9) if alert.tries)
    assert left.key == there.received[0].key
    assert do_alerts(one_channel(there.url), storage, lambda: NOW) == Delivered(sent=1)  # the other one
    assert do_alerts(one_channel(there.url), storage, lambda: LONG_AFTER) == Delivered(sent=1)
    assert do_alerts(one_channel(there.url), storage, lambda: LONG_AFTER) == Delivered()
    storage.close()
    told = [got.json["incident"]["place"] for got in there.received]
    assert sorted(told) == ["Mastung", "Mastung", "Sibi"]
    assert len({got.key for got in there.received}) == 2


def test_killed_again_and_again_every_row_is_told_under_one_name(there, tmp_path) -> None:
    storage = opened(tmp_path / "k.db")
    places = [f"Killi {number}" for number in range(12)]
    for number, place in enumerate(places):
        new_row(storage, number + 1, place=place)
    for heard in (1, 3, 6, 8):
        process = begin(there, tmp_path)
        there.wait_for(heard)
        process.send_signal(signal.SIGKILL)
        process.wait()
    do_alerts(one_channel(there.url), storage, lambda: LONG_AFTER)
    assert {alert.state for alert in storage.alerts(None, 99)} == {AlertState.SENT}
    storage.close()
    names = {(got.key, got.json["incident"]["place"]) for got in there.received}
    assert sorted(place for _, place in names) == sorted(places)
    assert len({json.dumps(got.json["thread"]) for got in there.received}) == len(places)
