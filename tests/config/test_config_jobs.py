"""The sections of config.yaml that say when, and where health is served."""

from pathlib import Path

import pytest

from khabardar.config import Config, load_config
from khabardar.config.loader import parse_config
from khabardar.config.writer import write_config
from khabardar.errors import ConfigError


def parsed(text: str) -> Config:
    return parse_config(text, Path("config.yaml"))


def told(text: str) -> str:
    with pytest.raises(ConfigError) as refused:
        parsed(text)
    return str(refused.value)


def test_short_and_long_forms_say_the_same():
    assert parsed("jobs: {poll: 10m}").jobs.poll == parsed("jobs: {poll: {every: 10m}}").jobs.poll
    assert parsed('jobs: {backup: "0 6 * * sun"}').jobs == parsed('jobs: {backup: {cron: "0 6 * * sun"}}').jobs
    assert parsed("jobs: {backup: off}").jobs.backup.is_off


def test_a_written_config_is_read_back(tmp_path):
    text = 'jobs:\n  poll: {every: 5m, within: ["mon-fri 06:00-23:00"], timezone: Asia/Karachi}\n  backup: off\n'
    config = parsed(text)
    write_config(config, tmp_path / "config.yaml")
    assert load_config(tmp_path / "config.yaml").jobs == config.jobs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobs:\n  poll: 30\n", "config.yaml:2: jobs.poll: 30 says no unit"),
        ("jobs:\n  poll: soon\n", "'soon' is not a duration"),
        ('jobs:\n  backup: "99 3 * * *"\n', "'99' is no minute: it is a number from 0 to 59"),
        ('jobs:\n  poll: {every: 5m, cron: "0 * * * *"}\n', "give `every` or `cron`, not both"),
        ('jobs:\n  poll: {every: 5m, within: ["always"]}\n', "'always' is no window of time"),
        ("jobs:\n  poll: {every: 5m, timezone: Quetta}\n", "'Quetta' is no time zone"),
        ("jobs:\n  pol: 5m\n", "did you mean 'poll'?"),
        ("jobs:\n  poll: {evry: 5m}\n", "did you mean 'every'?"),
        ("serve: {port: 99999}\n", "serve.port"),
        ("serve: {host: 'http://x/'}\n", "is no address to listen on"),
        ("upkeep: {keep_backups: 0}\n", "upkeep.keep_backups"),
    ],
)
def test_faults_name_the_option_and_the_way_out(text, words):
    assert words in told(text)
