"""The program on a real PostgreSQL: the same rows as in a file, one worker at a time, copies both ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from servers.postgres import drop_database, empty_database

from scheduler.lock import current_holder

TEXTS = {
    "a": "Two policemen were killed when gunmen opened fire on their van in Mastung district of Balochistan on Friday.",
    "b": "Gunmen killed two policemen in Mastung, Balochistan, on Friday; five were hurt, a hospital official said.",
    "c": "A roadside bomb went off near Turbat on Thursday, killing a shepherd, Levies officials said.",
    "d": "Three soldiers were injured in a grenade attack on a checkpost in Khuzdar on Friday, police said.",
}
LINES = "\n".join(
    json.dumps(
        {
            "id": name,
            "url": f"https://{name}.example/1",
            "source": f"The {name.upper()} Times",
            "published": "2026-03-14T11:00:00+05:00",
            "text": text,
        }
    )
    for name, text in TEXTS.items()
)


@pytest.fixture
def server_url():
    url = empty_database()
    yield url
    drop_database(url)


@pytest.fixture
def folder(tmp_path, server_url):
    (tmp_path / "config.yaml").write_text(f"storage:\n  url: {server_url}\n")
    return tmp_path


def call(folder, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
        check=False,
    )


def rows(folder, *words: str) -> list[tuple[object, ...]]:
    done = call(folder, "incidents", "list", "--json", *words)
    assert done.returncode == 0, done.stderr
    return sorted(
        (r["place"], r["killed"]["total"], r["injured"]["total"], r["reports"]) for r in json.loads(done.stdout)
    )


def test_rows_are_those_of_a_file_and_copy_both_ways(folder, server_url) -> None:
    on_server = call(folder, "replay", "-", text=LINES)
    assert on_server.returncode == 0, on_server.stderr
    file = f"sqlite:///{folder / 'file.db'}"
    assert call(folder, "replay", "--database", file, "-", text=LINES).returncode == 0
    (folder / "file.yaml").write_text(f"storage:\n  url: {file}\n")
    expected = rows(folder, "--config", "file.yaml")
    assert [row[0] for row in expected] == ["Khuzdar", "Mastung", "Turbat"]
    assert rows(folder) == expected

    copied = call(folder, "db", "copy", server_url, f"sqlite:///{folder / 'copy.db'}")
    assert "each compared" in copied.stderr, copied.stderr
    (folder / "copy.yaml").write_text(f"storage:\n  url: sqlite:///{folder / 'copy.db'}\n")
    assert rows(folder, "--config", "copy.yaml") == expected


def test_one_process_works_on_a_database_and_a_second_one_is_told_who(folder, server_url) -> None:
    daemon = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "daemon"],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        while current_holder(server_url) is None:
            assert daemon.poll() is None, daemon.communicate()
        second = call(folder, "replay", "-", text=LINES)
        assert second.returncode == 75
        assert f"process {daemon.pid} (khabardar daemon" in second.stderr
        daemon.kill()
        daemon.communicate()
        while current_holder(server_url) is not None:
            pass  # the server notices that the connection has gone
        assert call(folder, "replay", "-", text=LINES).returncode == 0
    finally:
        daemon.kill()
        daemon.communicate()


def test_doctor_backup_and_verify_work_on_a_server(folder) -> None:
    assert call(folder, "replay", "-", text=LINES).returncode == 0
    assert "no fault found" in call(folder, "db", "verify").stdout
    backup = call(folder, "db", "backup", "backup.db")
    assert "verified" in backup.stderr, backup.stderr
    assert "no fault found" in call(folder, "db", "verify", "backup.db").stdout
    found = json.loads(call(folder, "doctor", "--json").stdout)
    assert found["database"]["dialect"] == "postgresql"
    assert "postgres:***" in found["database"]["database"] or "***" not in found["database"]["database"]


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path) -> None:
    (tmp_path / "config.yaml").write_text("storage:\n  url: postgresql+psycopg://ann:secret@127.0.0.1:9/news\n")
    done = call(tmp_path, "incidents", "list")
    assert done.returncode == 5
    assert "ann:***@127.0.0.1:9/news does not answer" in done.stderr
    assert "secret" not in done.stderr
