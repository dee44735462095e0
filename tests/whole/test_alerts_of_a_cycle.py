"""`khabardar run` tells of what it found: new ones once, then only what a second day changed; and of killed runs."""

import signal

import pytest
from servers.webhook_receiver import receiver

from demo.site_process import SiteProcess


@pytest.fixture
def there():
    with receiver() as running:
        yield running


def with_alerts(program, url):
    with program.config.open("a", encoding="utf-8") as config:
        config.write(
            f"\nalerts:\n  channels:\n    - {{id: ops, url: '{url}'}}\n"
            "  rules:\n    - {id: lethal, channels: [ops], killed: 1, max_age: 36500d}\n"
        )
    return program


def test_a_cycle_tells_new_rows_once_and_the_next_day_only_what_changed(program_at, there):
    with SiteProcess(day=1, slow_seconds=0.1) as site:
        program = with_alerts(program_at(site.base_url), there.url)
        program.run("run")
        lethal = {row["id"] for row in program.rows() if (row["killed"]["total"] or 0) and row["role"] == "main"}
        assert {got.json["incident"]["id"] for got in there.received} == lethal
        assert {got.json["kind"] for got in there.received} == {"new"}
        heard = len(there.received)
        program.run("run")
        assert len(there.received) == heard
        site.show_day(2)
        program.run("run")
    later = [got.json for got in there.received[heard:]]
    assert {message["kind"] for message in later} >= {"new", "update"}
    assert all(message["changes"] for message in later if message["kind"] == "update")
    assert len({got.key for got in there.received}) == len(there.received)


def test_a_run_that_is_killed_while_it_sends_leaves_nothing_out(program_at, site, there):
    program = with_alerts(program_at(site.base_url), there.url)
    there.answers.extend(["ok", "ok", "stall"])
    process = program.start("run")
    there.wait_for(3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    program.run("alerts", "send")  # all but the one that was on its way, whose lease goes on
    lethal = {row["id"] for row in program.rows() if (row["killed"]["total"] or 0) and row["role"] == "main"}
    (waiting,) = program.json("alerts", "list", "--state", "waiting")
    assert waiting["key"] == there.received[2].key
    told = [got.json["incident"]["id"] for got in there.taken]
    assert len(told) == len(set(told))
    assert set(told) | {waiting["thread"].removeprefix("incident:")} == lethal
