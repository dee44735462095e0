"""`khabardar dashboard` as a process: it serves, refuses an open door with the line to write, and ends when told."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from khabardar.config import load_config


@pytest.fixture
def folder(tmp_path):
    """A folder with a config and an empty database."""
    (tmp_path / "config.yaml").write_text("storage:\n  url: sqlite:///k.db\n")
    done = call(tmp_path, "doctor")
    assert done.returncode == 5, "no database yet"
    (tmp_path / "config.yaml").unlink()
    assert call(tmp_path, "init").returncode == 0
    return tmp_path


def command(folder, *words):
    return [sys.executable, "-m", "cli.main", *words], {"cwd": folder, "text": True, "env": environment()}


def environment(**more):
    return {name: value for name, value in os.environ.items() if not name.startswith("KHABARDAR")} | more


def call(folder, *words, **more):
    line, options = command(folder, *words)
    return subprocess.run(line, **options | {"env": environment(**more)}, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_on_a_free_port_and_ends_when_told(folder, sent):
    line, options = command(folder, "dashboard", "--port", "0")
    process = subprocess.Popen(line, **options, stderr=subprocess.PIPE)
    try:
        said = process.stderr.readline()
        while said and "the page is at" not in said:
            said = process.stderr.readline()
        status, page = asked(int(re.search(r"http://127\.0\.0\.1:(\d+)/", said)[1]))
        assert status == 200
        assert "No incident is stored yet." in page
        assert "No cycle has run yet" in page
        process.send_signal(sent)
        process.communicate(timeout=30)
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def asked(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/")
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_an_open_door_is_refused_with_the_lines_to_write(folder, host):
    done = call(folder, "dashboard", "--host", host)
    assert done.returncode == 2
    assert "there is no token" in done.stderr
    lines = done.stderr[done.stderr.index("  dashboard:") : done.stderr.index("or set ")]
    config = folder / "written.yaml"
    config.write_text("\n".join(line[2:] for line in lines.splitlines()))
    door = load_config(config).dashboard
    assert door.host == host
    assert len(door.token) == 32


def test_a_token_of_the_environment_opens_the_door_if_it_is_long(folder):
    done = call(folder, "dashboard", "--host", "0.0.0.0", KHABARDAR_DASHBOARD_TOKEN="short")
    assert done.returncode == 2
    assert "16 characters" in done.stderr


def test_a_port_that_is_taken_is_said(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = call(folder, "dashboard", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "another program may have it: try --port 0" in done.stderr
