"""The webhook against a receiver that misbehaves."""

from __future__ import annotations

import hashlib
import hmac
import socket
from datetime import UTC, datetime, timedelta

import pytest
from servers.webhook_receiver import receiver

from alerts.channels import DeliveryError, open_channel
from alerts.channels.webhook import Webhook
from alerts.sample import sample_alert
from khabardar.config.alerts import ChannelConfig

NOW = datetime(2026, 1, 31, 15, tzinfo=UTC)
SECRET = b"a secret of the desk"
ALERT = sample_alert("ops", NOW)


@pytest.fixture
def there():
    with receiver() as running:
        yield running


def send(url: str, secret: bytes | None = None, seconds: float = 30) -> None:
    Webhook(url, secret, timedelta(seconds=seconds)).send(ALERT, NOW)


def test_a_message_arrives_as_json_with_its_name(there) -> None:
    send(there.url + "?team=1")
    (got,) = there.received
    assert got.path == "/hook?team=1"
    assert got.headers["Content-Type"] == "application/json; charset=utf-8"
    assert got.headers["User-Agent"].startswith("Khabardar/")
    assert got.key == ALERT.key == got.json["id"]
    assert (got.json["kind"], got.json["thread"], got.json["title"]) == ("test", "test", ALERT.title)
    assert "Khabardar-Signature" not in got.headers


def test_a_receiver_can_check_the_signature(there) -> None:
    send(there.url, SECRET)
    (got,) = there.received
    stamp = got.headers["Khabardar-Timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    expected = hmac.new(SECRET, stamp.encode() + b"." + got.body, hashlib.sha256).hexdigest()
    assert got.headers["Khabardar-Signature"] == f"v1={expected}"


@pytest.mark.parametrize("answer", ["500", "503", "429", "408", "502"])
def test_what_may_pass_is_tried_again(there, answer: str) -> None:
    there.answers.append(answer)
    with pytest.raises(DeliveryError, match=rf"answered {answer} .*so it is") as error:
        send(there.url)
    assert not error.value.permanent


@pytest.mark.parametrize("answer", ["400", "401", "404", "410", "413", "301 Location: http://127.0.0.1:9/"])
def test_what_will_not_pass_is_given_up_and_redirects_are_not_followed(there, answer: str) -> None:
    there.answers.append(answer)
    with pytest.raises(DeliveryError) as error:
        send(there.url)
    assert error.value.permanent


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sat, 31 Jan 2026 15:10:00 GMT", timedelta(minutes=10)),
        ("99999999", timedelta(hours=6)),
        ("soon", None),
    ],
)
def test_the_receivers_wish_for_a_pause_is_told(there, header: str, wait: timedelta | None) -> None:
    there.answers.append(f"503 Retry-After: {header}")
    with pytest.raises(DeliveryError) as error:
        send(there.url)
    assert error.value.wait == wait


@pytest.mark.parametrize("answer", ["stall", "trickle"])
def test_a_receiver_that_never_ends_is_left_after_the_timeout(there, answer: str) -> None:
    there.answers.append(answer)
    with pytest.raises(DeliveryError, match=r"no answer within 0.3 s") as error:
        send(there.url, seconds=0.3)
    assert not error.value.permanent


def test_a_dropped_connection_is_tried_again(there) -> None:
    there.answers.append("drop")
    with pytest.raises(DeliveryError, match="can't be reached") as error:
        send(there.url)
    assert not error.value.permanent


def test_nobody_there_is_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DeliveryError, match=r"can.t be reached: .*refused") as error:
        send(f"http://127.0.0.1:{port}/")
    assert not error.value.permanent


def test_an_address_decides_the_kind_of_channel(there, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HOOK", there.url)
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    open_channel(ChannelConfig(id="ops", url_env="HOOK", secret_file=tmp_path / "secret")).send(ALERT, NOW)
    (got,) = there.received
    signed = got.headers["Khabardar-Timestamp"].encode() + b"." + got.body
    assert got.headers["Khabardar-Signature"].endswith(hmac.new(b"from a file", signed, hashlib.sha256).hexdigest())


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"url_env": "NOT_SET_ANYWHERE"}, r"\$NOT_SET_ANYWHERE, which is not set"),
        ({"url": "http://127.0.0.1/", "secret_env": "NOT_SET_ANYWHERE"}, r"secret in \$NOT_SET_ANYWHERE"),
        ({"url": "http://127.0.0.1/", "secret_file": "/nowhere/at/all"}, "can't be read from /nowhere/at/all"),
        ({"url": "nosuchscheme://x:password@y"}, "apprise knows no channel nosuchscheme://…"),
    ],
)
def test_a_channel_that_can_not_be_opened_says_why_without_its_secrets(cells: dict[str, str], says: str) -> None:
    with pytest.raises(DeliveryError, match=says) as error:
        open_channel(ChannelConfig(id="ops", **cells))
    assert "password" not in str(error.value)


def test_apprise_reaches_a_service_by_its_url(there) -> None:
    pytest.importorskip("apprise")
    address = there.url.replace("http://", "json://")
    open_channel(ChannelConfig(id="ops", url=address)).send(ALERT, NOW)
    (got,) = there.received
    assert ALERT.title in (got.json["title"], got.json["message"])
    there.answers.append("500")
    with pytest.raises(DeliveryError):
        open_channel(ChannelConfig(id="ops", url=address)).send(ALERT, NOW)
