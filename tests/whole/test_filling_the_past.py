"""`khabardar run --since … --until … --source ID` over a site with a past, as a process, killed in the middle too."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from program import Program

from storage import open_storage

SERVER = Path(__file__).parents[1] / "servers/archive_site.py"
WINDOW = ("--since", "2024-01-05", "--until", "2024-02-25", "--source", "paper")
FIRST, LAST = date(2024, 1, 5), date(2024, 2, 25)
IN_WINDOW = {FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)}
UNDATED = {date(2024, 1, 10), date(2024, 2, 10)}
TAKEN_DOWN = {date(2024, 1, 20), date(2024, 2, 20)}


@pytest.fixture
def paper() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.communicate("")


def program(folder: Path, base: str, **source: Any) -> Program:
    config = {
        "storage": {"url": f"sqlite:///{folder}/k.db"},
        "fetch": {"delay": "0s", "allow_private_addresses": True, "retries": 0, "wayback_url": base},
        "sources": [{"id": "paper", "url": f"{base}/feed", "timezone": "Asia/Karachi", **source}],
    }
    (folder / "config.yaml").write_text(json.dumps(config))
    return Program(folder)


def asked(base: str) -> list[str]:
    with urlopen(f"{base}/_requests") as answer:
        found: list[str] = json.load(answer)
        return found


def published_days(folder: Path) -> list[date]:
    storage = open_storage(f"sqlite:///{folder}/k.db")
    days = [row.published.date() for row in storage.articles() if row.published and row.state != "failed"]
    storage.close()
    return sorted(days)


def test_the_days_are_filled_from_the_sitemaps_of_these_days_and_nothing_is_fetched_twice(
    tmp_path: Path, paper: str
) -> None:
    filled = program(tmp_path, paper)
    done = filled.run("run", *WINDOW)
    assert done.returncode == 0, done.stderr
    days = published_days(tmp_path)
    assert set(days) >= IN_WINDOW - UNDATED - TAKEN_DOWN
    assert not UNDATED & set(days)
    assert date.today() not in days
    assert {path for path in asked(paper) if path.startswith("/sitemap")} == {
        "/sitemap-2024-01.xml",
        "/sitemap-2024-02.xml",
    }
    before = len(asked(paper))
    again = filled.run("run", *WINDOW)
    assert again.returncode == 0, again.stderr
    assert set(asked(paper)[before:]) <= {"/robots.txt", "/index.xml"}
    assert "0 articles fetched" in again.stderr
    assert "(2 before)" in again.stderr


def test_killed_in_the_middle_it_goes_on_and_loses_nothing(tmp_path: Path, paper: str) -> None:
    with urlopen(f"{paper}/_slow?seconds=0.1"):
        pass
    filling = program(tmp_path, paper)
    process = filling.start("run", *WINDOW)
    while sum(path.startswith("/news/") for path in asked(paper)) < 10:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.communicate()
    with urlopen(f"{paper}/_slow?seconds=0"):
        pass
    assert len(published_days(tmp_path)) < len(IN_WINDOW) - 4
    done = filling.run("run", *WINDOW)
    assert done.returncode == 0, done.stderr
    assert set(published_days(tmp_path)) >= IN_WINDOW - UNDATED - TAKEN_DOWN


def test_the_daily_work_leaves_the_queue_of_the_past_alone(tmp_path: Path, paper: str) -> None:
    filling = program(tmp_path, paper)
    with urlopen(f"{paper}/_slow?seconds=0.1"):
        pass
    stopped = filling.run("run", *WINDOW, "--max-time", "2s")
    assert stopped.returncode == 4
    assert "the same command goes on from here" in stopped.stderr
    before = len(asked(paper))
    filling.run("run")
    assert not any(path.startswith("/news/") for path in asked(paper)[before:])


def test_older_pages_of_a_section_are_turned_until_they_are_older_than_the_days(tmp_path: Path, paper: str) -> None:
    source = {"kind": "section", "url": f"{paper}/section", "selectors": {"list": ".list a"}}
    archive = {"sitemaps": f"{paper}/no-such.xml", "pages": f"{paper}/section?page={{page}}"}
    done = program(tmp_path, paper, **source, archive=archive).run("run", *WINDOW)
    assert "not read" in done.stderr  # the sitemap that is not there
    turned = {path for path in asked(paper) if path.startswith("/section")}
    assert turned == {f"/section?page={number}" for number in range(1, 14)}
    assert set(published_days(tmp_path)) >= IN_WINDOW - UNDATED - TAKEN_DOWN


def test_what_was_taken_down_is_read_as_the_wayback_machine_kept_it(tmp_path: Path, paper: str) -> None:
    done = program(tmp_path, paper).run("run", *WINDOW, "--wayback")
    assert done.returncode == 0, done.stderr
    assert set(published_days(tmp_path)) >= IN_WINDOW - UNDATED
    storage = open_storage(f"sqlite:///{tmp_path}/k.db")
    urls = {row.url for row in storage.articles()}
    storage.close()
    assert not any("/web/" in url for url in urls)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--since", "2024-01-01"), "one source at a time"),
        (("--since", "2024-13-01", "--source", "paper"), "is no day"),
        (("--since", "2024-02-01", "--until", "2024-01-01", "--source", "paper"), "is after"),
        (("--since", "2024-01-01", "--until", "2999-01-01", "--source", "paper"), "in the future"),
        (("--until", "2024-01-01", "--source", "paper"), "--since"),
    ],
)
def test_days_that_make_no_sense_are_a_usage_error(tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    two = program(tmp_path, "http://127.0.0.1:9")
    config = json.loads((tmp_path / "config.yaml").read_text())
    config["sources"].append({"id": "other", "url": "http://127.0.0.1:9/"})
    (tmp_path / "config.yaml").write_text(json.dumps(config))
    done = two.run("run", *options)
    assert done.returncode == 2
    assert words in done.stderr
