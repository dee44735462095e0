"""Nobody looks: cron with nothing around it, systemd's socket, monitors' pages, a database that somebody else locks."""

import contextlib
import json
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

_GIVE_UP_SECONDS = 180
_SOME_SOURCES_FAILED = 4


def wait_until(question, what):
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    while not (answer := question()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)
    return answer


@contextlib.contextmanager
def daemon_of(program):
    """A daemon whose log is a file; SIGTERM at the end, and exit 0."""
    path = program.folder / "daemon.log"
    with path.open("w") as output:
        process = program.start("daemon", stdout=output, stderr=output)
        try:
            yield process, path
            if "stopping after" not in path.read_text():
                process.send_signal(signal.SIGTERM)
            process.wait(_GIVE_UP_SECONDS)
        finally:
            process.kill()
            process.communicate()
    assert process.returncode == 0, path.read_text()


def with_option(program, text):
    program.config.write_text(program.config.read_text() + text)


def in_no_environment(line):
    """As cron does it, and less: no variable at all, no terminal, no input, the root as its folder."""
    command = ["env", "-i", "/bin/sh", "-c", line]
    return subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True, check=False
    )


def test_the_crontab_line_works_with_an_empty_environment(program):
    printed = program.run("cron", "--print", "--every", "20m")
    assert printed.returncode == 0, printed.stderr
    comment, line = printed.stdout.splitlines()
    assert comment.startswith("# ")
    *when, command = line.split(" ", 5)
    assert when == ["*/20", "*", "*", "*", "*"]
    assert "--max-time 18m" in command
    done = in_no_environment(command.replace(r"\%", "%"))
    assert (done.returncode, done.stdout, done.stderr) == (_SOME_SOURCES_FAILED, "", "")
    log = program.database.with_suffix(".log").read_text()
    assert "new incidents" in log
    assert len(program.rows()) > 10
    # What is due of upkeep is done too, and not again by the next run.
    backups = list((program.folder / "backups").glob("k-*.db"))
    assert len(backups) == 1
    assert in_no_environment(command).returncode in (0, _SOME_SOURCES_FAILED)
    assert list((program.folder / "backups").glob("k-*.db")) == backups
    assert program.run("db", "verify", str(backups[0])).returncode == 0


def test_ensure_says_nothing_to_cron_when_the_daemon_runs(program):
    line = program.run("cron", "--print", "--daemon").stdout.splitlines()[1].split(" ", 5)[5]
    started = in_no_environment(line)
    try:
        assert started.returncode == 0
        assert "started process" in started.stderr
        again = in_no_environment(line)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
        assert "works already" in in_no_environment(line + " --verbose").stderr
    finally:
        program.run("daemon", "--stop")


def test_ensure_tells_of_a_daemon_that_ends_at_once(program):
    taken = socket.create_server(("127.0.0.1", 0))
    with_option(program, f"serve: {{port: {taken.getsockname()[1]}}}\n")
    done = program.run("daemon", "--ensure")
    # Its lock may be seen for the moment before it finds the port taken; then its log says why it is gone.
    log = program.database.with_suffix(".log")
    wait_until(lambda: "can't serve at" in log.read_text(), "the reason in the log")
    assert done.returncode in (0, 1)
    taken.close()


def test_a_run_ends_at_its_time_and_the_next_one_does_the_rest(program, program_at, site):
    done = program.run("run", "--max-time", "1s")
    assert "the time is over" in done.stderr or done.returncode == _SOME_SOURCES_FAILED, done.stderr
    assert program.run("run").returncode == _SOME_SOURCES_FAILED
    undisturbed = program_at(site.base_url, "undisturbed")
    undisturbed.run("run")
    assert program.rows() == undisturbed.rows()


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    """What systemd hears."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    address = str(tmp_path / "notify")
    listening.bind(address)
    listening.settimeout(_GIVE_UP_SECONDS)
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    monkeypatch.setenv("WATCHDOG_USEC", "1500000")
    yield listening
    listening.close()


def test_systemd_hears_of_the_start_of_progress_and_of_the_end(program, systemd):
    with daemon_of(program):
        assert systemd.recv(100) == b"READY=1"
        assert systemd.recv(100) == b"WATCHDOG=1"
        assert systemd.recv(100) == b"WATCHDOG=1"
    heard = [systemd.recv(100)]
    while heard[-1] != b"STOPPING=1":
        heard.append(systemd.recv(100))
    assert set(heard) <= {b"WATCHDOG=1", b"STOPPING=1"}


def test_a_locked_database_stops_neither_the_watchdog_nor_health_nor_signals(program, systemd):
    with_option(program, "serve: {port: 0}\n")
    with daemon_of(program) as (process, log):
        port = wait_until(lambda: re.search(r"serving .*port=(\d+)", log.read_text()), "its port")[1]
        wait_until(lambda: "cycle finished" in log.read_text(), "a cycle")
        with contextlib.closing(sqlite3.connect(program.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            systemd.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while systemd.recv(100):
                    pass
            systemd.settimeout(_GIVE_UP_SECONDS)
            assert systemd.recv(100) == b"WATCHDOG=1"
            assert systemd.recv(100) == b"WATCHDOG=1"
            assert get(port, "/healthz")[0] in (200, 503)
            process.send_signal(signal.SIGTERM)
            wait_until(lambda: "stopping after what is in hand" in log.read_text(), "the signal's word")
            other.execute("ROLLBACK")


def get(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_monitors_get_health_and_metrics(program):
    with_option(program, "serve: {port: 0}\nlog: {format: json}\n")
    with daemon_of(program) as (_, log):
        port = wait_until(lambda: re.search(r'"port": (\d+)', log.read_text()), "its port")[1]
        wait_until(lambda: "cycle finished" in log.read_text(), "a cycle")
        status, body = get(port, "/healthz")
        health = json.loads(body)
        assert health["sources"] == 11
        assert (status == 200) == health["ok"]
        status, metrics = get(port, "/metrics")
        assert status == 200
        assert re.search(r"^khabardar_sources 11\.0$", metrics, re.M)
        assert re.search(r"^khabardar_cycles_total [1-9]", metrics, re.M)
        assert 'khabardar_source_current{source="gwadar-tide"} 0.0' in metrics
        assert get(port, "/elsewhere")[0] == 404
        for line in log.read_text().splitlines():
            event = json.loads(line)
            assert {"event", "level", "timestamp"} <= set(event)
        told = next(json.loads(line) for line in log.read_text().splitlines() if "source failed" in line)
        assert (told["source"], told["cycle"]) == ("gwadar-tide", 1)


def test_a_new_config_is_taken_and_one_that_can_not_be_is_refused(program):
    with daemon_of(program) as (process, log):
        wait_until(lambda: "daemon started" in log.read_text(), "the start")
        good = program.config.read_text()
        program.config.write_text(good + "log: {level: debug}\n")
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: "config read again" in log.read_text(), "the new config")
        program.config.write_text(good.replace("k.db", "another.db"))
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: "hold until the daemon restarts" in log.read_text(), "the refusal")


def test_a_second_signal_ends_it_at_once_with_its_workers(program):
    process = program.start("daemon", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: workers_of(process.pid), "its workers")
        workers = workers_of(process.pid)
        process.send_signal(signal.SIGSTOP)  # so that both signals are there before it can look
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
        process.wait(_GIVE_UP_SECONDS)
        wait_until(lambda: not any(is_alive(pid) for pid in workers), "its workers' end")
    finally:
        process.kill()
        process.communicate()


def workers_of(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


_BUSY_PARENT = """
import asyncio, re, sys
from crawler.pool import WorkerPool

async def main():
    pool = WorkerPool(timeout=600)
    stuck = asyncio.ensure_future(pool.run(re.fullmatch, "(a+)+", "a" * 60 + "b"))  # holds the interpreter's lock
    while not pool.processes:
        await asyncio.sleep(0.01)
    await asyncio.sleep(2)
    print(pool.processes[0], flush=True)
    await stuck

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread watches the parent, which such a loop stops")
def test_a_worker_stuck_in_c_code_ends_with_its_killed_parent(tmp_path):
    script = tmp_path / "busy_parent.py"
    script.write_text(_BUSY_PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    worker = int(parent.stdout.readline())
    assert is_alive(worker)
    parent.kill()
    parent.communicate()
    wait_until(lambda: not is_alive(worker), "the worker's end")


def test_a_line_for_paths_with_blanks_and_percent_signs_is_right_for_sh_and_for_cron(program_at, site):
    program = program_at(site.base_url, "50% of a folder")
    line = program.run("cron", "--print").stdout.splitlines()[1].split(" ", 5)[5]
    assert re.search(r"(?<!\\)%", line) is None
    assert str(program.config) in shlex.split(line.replace(r"\%", "%"))
