"""`khabardar alerts` as its users have it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from servers.webhook_receiver import receiver


@pytest.fixture
def there():
    with receiver() as running:
        yield running


def folder(path: Path, url: str) -> Path:
    (path / "config.yaml").write_text(
        f"storage:\n  url: sqlite:///{path / 'k.db'}\n"
        f"alerts:\n  channels:\n    - {{id: ops, url: '{url}', tries: 1}}\n"
        "  rules:\n    - {id: lethal, channels: [ops], killed: 1, max_age: 36500d}\n",
        encoding="utf-8",
    )
    return path


def call(path: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        cwd=path,
        input=text,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
        check=False,
    )


ARTICLE = {
    "id": "a",
    "url": "https://a.example/1",
    "source": "The Ledger",
    "title": "Policemen killed",
    "published": "2026-03-14T18:00:00+05:00",
    "text": "QUETTA: Two policemen were killed and three others injured when unidentified gunmen opened fire on their "
    "vehicle in Mastung district of Balochistan on Saturday, police said.",
}


def test_from_an_article_to_a_message_a_dead_letter_and_a_second_try(tmp_path, there) -> None:
    path = folder(tmp_path, there.url)
    assert (
        call(
            path, "replay", "-", "--jsonl", "--database", f"sqlite:///{path / 'k.db'}", text=json.dumps(ARTICLE)
        ).returncode
        == 0
    )
    planned = call(path, "alerts", "send", "--dry-run")
    assert planned.stdout.startswith("ops: Armed clash, Mastung (Balochistan), 14 Mar: 2 killed, 3 injured; 1 outlet")
    there.answers.append("500")
    assert call(path, "alerts", "send").returncode == 1
    (dead,) = json.loads(call(path, "alerts", "list", "--state", "dead", "--json").stdout)
    assert (dead["channel"], dead["tries"]) == ("ops", 1)
    assert dead["failure"].startswith("answered 500")
    assert "1 alerts were given up" in call(path, "doctor").stdout
    again = call(path, "alerts", "retry", str(dead["id"]))
    assert (again.returncode, again.stderr.strip()) == (0, "1 taken up; 1 sent, 0 to be tried again, 0 given up")
    assert [got.key for got in there.received] == [dead["key"], dead["key"]]


def test_the_test_message_says_that_it_is_one(tmp_path, there) -> None:
    path = folder(tmp_path, there.url)
    done = call(path, "alerts", "test")
    assert (done.returncode, done.stdout) == (0, "ops: sent\n")
    assert there.received[0].json["title"].startswith("Test: ")
    there.answers.append("403")
    refused = call(path, "alerts", "test", "--channel", "ops")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "ops: answered 403" in refused.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("alerts", "test", "--channel", "desk"), "no channel 'desk' in the config; one of: ops"),
        (("alerts", "list", "--state", "lost"), "'lost' is not one of"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tmp_path, there, words: tuple[str, ...], says: str) -> None:
    done = call(folder(tmp_path, there.url), *words)
    assert done.returncode == 2
    assert says in done.stderr


@pytest.mark.parametrize(
    ("alerts", "says"),
    [
        ("rules: [{id: a, channels: [desk]}]", "the rule 'a' names the channel 'desk', which is not there"),
        ("channels: [{id: a}]", "a channel needs `url`, or `url_env`"),
        ("channels: [{id: a, url: 'x://y', title: '{plaec}'}]", "did you mean {place}?"),
        ("channels: [{id: a, url: 'x://y', digest: '25:00'}]", "is no time of the day"),
        ("channels: [{id: a, url: 'x://y', quiet: 'at night'}]", "is no window of time"),
        ("chanels: []", "unknown option (did you mean 'channels'?)"),
    ],
)
def test_faults_of_the_config_name_their_line_and_the_way_out(tmp_path, alerts: str, says: str) -> None:
    (tmp_path / "config.yaml").write_text(f"timezone: UTC\nalerts:\n  {alerts}\n", encoding="utf-8")
    done = call(tmp_path, "alerts", "list")
    assert done.returncode == 3
    assert says in done.stderr
    assert done.stderr.startswith("config.yaml:")
