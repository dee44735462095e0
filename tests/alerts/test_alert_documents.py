"""docs/alerts.md: its config is one, its words are all there are, its check of a signature is right."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from servers.webhook_receiver import receiver

from alerts.channels.webhook import Webhook
from alerts.sample import sample_alert
from khabardar.alerting import AlertKind
from khabardar.config.alerts import AlertsConfig
from khabardar.templates import TEMPLATE_WORDS

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.S)[1]


def test_the_example_is_a_valid_config() -> None:
    alerts = AlertsConfig.model_validate(YAML(typ="safe").load(block("yaml"))["alerts"])
    assert [channel.id for channel in alerts.channels] == ["desk", "phone", "editors"]


def test_every_word_of_a_template_and_every_kind_is_listed() -> None:
    assert re.findall(r"^\| `\{(\w+)\}` \|", PAGE, re.M) == list(TEMPLATE_WORDS)
    assert all(f"`{kind}`" in PAGE for kind in AlertKind)


def test_the_check_of_a_signature_takes_ours_and_no_other() -> None:
    names: dict[str, object] = {}
    exec(block("python"), names)
    is_genuine = names["is_genuine"]
    now = datetime.now(UTC)
    with receiver() as there:
        Webhook(there.url, b"secret", timedelta(seconds=9)).send(sample_alert("ops", now), now)
        (got,) = there.received
    assert is_genuine(b"secret", got.headers, got.body)
    assert not is_genuine(b"other", got.headers, got.body)
    assert not is_genuine(b"secret", got.headers, got.body + b" ")
    old = got.headers | {"Khabardar-Timestamp": "1700000000"}
    assert not is_genuine(b"secret", old, got.body)


@pytest.mark.parametrize("word", ["Idempotency-Key", "Khabardar-Timestamp", "Khabardar-Signature", "Retry-After"])
def test_headers_are_explained(word: str) -> None:
    assert word in PAGE
