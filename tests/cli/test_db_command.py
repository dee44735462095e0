"""`khabardar db`, `articles retry` and `doctor` as people call them."""

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest

from khabardar.records import Article, Source
from khabardar.vocabulary import SourceKind
from storage import open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    """A config, and a database with one article on which the reader has failed."""
    (tmp_path / "config.yaml").write_text("upkeep: {keep_page_text: 30d}\nsources: []\n")
    with closing(open_storage(f"sqlite:///{tmp_path / 'khabardar.db'}")) as storage:
        storage.sync_sources([Source("s", "S", SourceKind.FEED, "https://s.example/feed", "s")])
        storage.save_article(Article("ab" * 8, "https://s.example/1", "s", "Deadly", NOW, NOW, "text"))
        storage.count_read_try("ab" * 8, "the reader failed on it 3 times: signal 9", 1)
    return tmp_path


def khabardar(folder, *words):
    command = [sys.executable, "-m", "cli.main", *words, "--config", str(folder / "config.yaml")]
    wide = os.environ | {"COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=wide)


def test_backup_verify_and_stats(folder):
    done = khabardar(folder, "db", "backup")
    assert (done.returncode, done.stdout) == (0, "")
    (copy,) = (folder / "backups").glob("khabardar-*.db")
    assert f"backup {copy}: " in done.stderr
    sound = khabardar(folder, "db", "verify", str(copy))
    assert (sound.returncode, sound.stdout) == (0, f"{copy}: no fault found\n")
    copy.write_bytes(copy.read_bytes()[:8192])
    damaged = khabardar(folder, "db", "verify", str(copy), "--json")
    assert damaged.returncode == 1
    assert json.loads(damaged.stdout)["faults"]
    assert json.loads(khabardar(folder, "db", "stats", "--json").stdout)["rows"]["articles"] == 1


def test_migrate_and_retain_say_what_they_did(folder):
    assert "is of this version already" in khabardar(folder, "db", "migrate").stderr
    assert "0 texts cut down to their quotes" in khabardar(folder, "db", "retain").stderr


def test_a_quarantined_article_is_shown_with_its_reason_and_can_be_tried_again(folder):
    listed = khabardar(folder, "articles", "list", "--state", "quarantined")
    assert "quarantined: the reader failed on it 3 times: signal 9" in listed.stdout
    doctor = khabardar(folder, "doctor", "--json")
    assert doctor.returncode == 1
    assert json.loads(doctor.stdout)["articles"]["quarantined"] == 1
    assert khabardar(folder, "articles", "retry").returncode == 2
    assert "1 articles wait" in khabardar(folder, "articles", "retry", "--all").stderr
    assert "no article is quarantined" in khabardar(folder, "articles", "retry", "--all").stderr


@pytest.mark.parametrize(("every", "fields"), [("5m", "*/5 * * * *"), ("1h", "7 * * * *"), ("6h", "7 */6 * * *")])
def test_intervals_as_cron_says_them(folder, every, fields):
    assert khabardar(folder, "cron", "--print", "--every", every).stdout.splitlines()[1].startswith(fields + " /")


def test_an_interval_that_cron_can_not_say_is_refused(folder):
    done = khabardar(folder, "cron", "--print", "--every", "25m")
    assert (done.returncode, done.stdout) == (2, "")
    assert "it can 5m, 10m" in done.stderr
