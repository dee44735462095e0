"""`khabardar daemon` as cron, systemd and people drive it."""

import contextlib
import signal
import sqlite3
import subprocess
import time

import pytest

_GIVE_UP_SECONDS = 60


def wait_until(question, what):
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    while not question():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def incidents(program):
    with contextlib.suppress(sqlite3.OperationalError), sqlite3.connect(program.database) as connection:
        return connection.execute("SELECT count(*) FROM incidents").fetchone()[0]
    return 0


@pytest.fixture
def daemon(program):
    process = program.start("daemon", stdout=subprocess.DEVNULL)
    yield process
    process.kill()
    process.communicate()


def test_it_works_until_sigterm_and_then_exits_0(program, daemon):
    wait_until(lambda: incidents(program) > 0, "the first incident")
    daemon.send_signal(signal.SIGTERM)
    _, log = daemon.communicate(timeout=_GIVE_UP_SECONDS)
    assert daemon.returncode == 0, log
    assert "daemon stopped" in log


def test_sigterm_in_the_middle_of_a_crawl_drains_and_loses_nothing(program, program_at, site, daemon):
    wait_until(program.database.exists, "the database")
    daemon.send_signal(signal.SIGTERM)
    daemon.communicate(timeout=_GIVE_UP_SECONDS)
    assert daemon.returncode == 0
    program.run("run")
    undisturbed = program_at(site.base_url, "undisturbed")
    undisturbed.run("run")
    assert program.rows() == undisturbed.rows()


def test_a_second_writer_is_refused_with_the_holders_name(program, daemon):
    wait_until(lambda: "running" in program.run("daemon", "--status").stdout.replace("not running", ""), "the lock")
    for command in ("run", "daemon"):
        refused = program.run(command)
        assert refused.returncode == 75
        assert f"process {daemon.pid} (khabardar daemon" in refused.stderr


def test_stop_ends_it_and_ensure_starts_it_only_once(program):
    assert program.run("daemon", "--ensure").returncode == 0
    try:
        wait_until(lambda: program.run("daemon", "--status").returncode == 0, "the daemon")
        assert "started" not in program.run("daemon", "--ensure").stderr
    finally:
        stopped = program.run("daemon", "--stop")
    assert "stopped process" in stopped.stderr
    assert program.run("daemon", "--status").returncode == 1


def test_sighup_refuses_a_broken_config_and_keeps_the_old(program):
    process = program.start("daemon", stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: incidents(program) > 0, "the first incident")
        good = program.config.read_text()
        program.config.write_text(good + "nonsense: true\n")
        process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=_GIVE_UP_SECONDS)
    assert "new config refused, the old one stays" in log
    assert process.returncode == 0
