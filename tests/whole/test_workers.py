"""Worker processes over one PostgreSQL, as two machines: the rows of one process, whoever dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from servers.made_site import MadeSite, rss_item, story
from servers.postgres import drop_database, empty_database

from khabardar.interfaces import IncidentFilter
from scheduler.fleet.standing import fleet_on
from scheduler.lock import current_holder
from storage import open_storage

PLACES = ("Mastung", "Turbat", "Khuzdar", "Kalat")
GIVE_UP_SECONDS = 90
DELAY = 0.2  # seconds between two requests to a host


@pytest.fixture
def server_url():
    url = empty_database()
    yield url
    drop_database(url)


def links(site: MadeSite, paper: int) -> list[str]:
    """What the feed of a paper lists, newest first as it may be."""
    date = "Sun, 15 Mar 2026 15:00:00 +0500"
    return [rss_item(f"{site.url}/{paper}/{number}", pubDate=date) for number in range(len(PLACES))]


@pytest.fixture(scope="module")
def site():
    with MadeSite() as made:
        for paper in range(2):
            for number, place in enumerate(PLACES):
                text = (
                    f"{place.upper()}: Gunmen attacked a checkpoint near {place} on March 14, 2026, killing "
                    f"{number + 1} policemen and wounding two others, officials said on Sunday.",
                    f"A search was under way in the hills, said a spokesman to reporter {paper}-{number}.",
                )
                made.put(f"/{paper}/{number}", story(f"Gunmen attack checkpoint near {place}", text=text))
            made.feed(*links(made, paper), path=f"/{paper}/feed")
        yield made


@pytest.fixture
def times(site, monkeypatch):
    """When each request came, by the site's own clock."""
    seen: list[float] = []

    class Noted(list):
        def append(self, entry):
            seen.append(time.monotonic())
            super().append(entry)

    monkeypatch.setattr(site, "log", Noted())
    return seen


def config_of(folder, site, database: str):
    """A config for this database, in a file."""
    sources = "".join(
        f"  - {{id: p{n}, kind: feed, url: '{site.url}/{n}/feed', publisher: p{n}, country: PK}}\n" for n in range(2)
    )
    path = folder / f"{database.partition(':')[0]}.yaml"
    path.write_text(
        f"storage: {{url: '{database}'}}\nfetch: {{delay: {DELAY}s, allow_private_addresses: true}}\n"
        "schedule: {poll_min: 1s, poll_max: 2s, grace: 3s}\njobs: {poll: 1s, backup: off}\n"
        f"sources:\n{sources}"
    )
    return path


def start(config, *words: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli.main", *words, "--config", str(config)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=config.parent, env=os.environ | {"COLUMNS": "200"} | environment, **pipes)


def call(config, *words: str) -> subprocess.CompletedProcess[str]:
    process = start(config, *words)
    out, err = process.communicate(timeout=GIVE_UP_SECONDS)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def rows(url: str) -> list[tuple[object, ...]]:
    """What they say; not when they were seen, nor what depends on the order in which workers came."""
    with closing(open_storage(url)) as storage:
        return sorted(
            (row.facts.place, row.facts.date_start, row.facts.killed.total, row.reports, row.articles, row.publishers)
            for row in storage.incidents(IncidentFilter(background=True))
        )


def until(question, *processes: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not question():
        for process in processes:
            assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "never came to pass"
        time.sleep(0.05)


def answers(url: str, question: str) -> bool:
    with suppress(psycopg.errors.UndefinedTable), psycopg.connect(url.replace("+psycopg", "")) as connection:
        return bool(connection.execute(question).fetchone()[0])
    return False  # the tables are being made


def done(number: int) -> str:
    """Whether so many articles are read, and all that they tell is matched."""
    return (
        f"SELECT count(*) >= {number} AND NOT EXISTS (SELECT 1 FROM reports WHERE pending IS NOT NULL) "
        "FROM articles WHERE state = 'done'"
    )


def leader(url: str) -> int:
    holder = current_holder(url)
    return holder.pid if holder else 0


def test_workers_make_the_rows_of_one_process_though_the_leader_dies_and_the_server_drops_them(
    site, times, tmp_path, server_url
):
    alone = f"sqlite:///{tmp_path / 'alone.db'}"
    assert call(config_of(tmp_path, site, alone), "run").returncode == 0
    expected = rows(alone)
    assert [row[0] for row in expected] == sorted(PLACES)
    del times[:]

    site.feed(*links(site, 1)[:2], path="/1/feed")  # the rest comes out later
    shared = config_of(tmp_path, site, server_url)
    workers = {one.pid: one for one in (start(shared, "worker", "--host", name) for name in ("north", "south"))}
    try:
        until(lambda: answers(server_url, done(len(PLACES) + 2)), *workers.values())
        first = leader(server_url)
        workers[first].kill()
        (other,) = workers.keys() - {first}
        until(lambda: leader(server_url) == other, workers[other])

        # The server ends every connection: whoever lives goes on by itself.
        answers(
            server_url, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )
        site.feed(*links(site, 1), path="/1/feed")
        until(lambda: answers(server_url, done(2 * len(PLACES))), workers[other])
        until(lambda: rows(server_url) == expected, workers[other])

        fleet = json.loads(call(shared, "doctor", "--json").stdout)["fleet"]
        known = {one["pid"]: one for one in fleet["workers"]}
        assert (known[other]["stages"], known[other]["leads"], known[other]["alive"]) == (
            "fetch,read,match",
            True,
            True,
        )
        assert not known[first]["leads"]

        # A newer Khabardar raised the tables: whoever is at work goes on, whoever starts is told.
        answers(server_url, "WITH up AS (UPDATE alembic_version SET version_num = '9999' RETURNING 1) SELECT 1 FROM up")
        refused = call(shared, "worker")
        assert refused.returncode == 5
        assert "its tables are of version 9999" in refused.stderr
        workers[other].send_signal(signal.SIGTERM)
        workers[other].communicate(timeout=GIVE_UP_SECONDS)
        assert workers[other].returncode == 0
    finally:
        for worker in workers.values():
            worker.kill()
            worker.communicate()
    assert min(later - earlier for earlier, later in pairwise(times)) >= DELAY


def test_a_fleet_goes_from_one_version_of_the_engine_to_the_next(site, tmp_path, server_url):
    alone = f"sqlite:///{tmp_path / 'alone.db'}"
    assert call(config_of(tmp_path, site, alone), "run").returncode == 0
    site.feed(path="/1/feed")  # comes out later
    shared = config_of(tmp_path, site, server_url)
    workers = [start(shared, "worker", "--host", "north", PYTHONPATH=str(Path(__file__).parent / "older_engine"))]
    try:
        until(lambda: answers(server_url, done(len(PLACES))), *workers)
        workers.append(start(shared, "worker", "--host", "south"))
        until(lambda: {one.engine for one in fleet_on(server_url, None).workers} == {"rules 0", "rules 1"}, *workers)
        site.feed(*links(site, 1)[:2], path="/1/feed")
        until(lambda: answers(server_url, done(len(PLACES) + 2)), *workers)
        workers[0].send_signal(signal.SIGTERM)
        workers[0].communicate(timeout=GIVE_UP_SECONDS)
        site.feed(*links(site, 1), path="/1/feed")
        until(lambda: answers(server_url, done(2 * len(PLACES))), workers[1])
    finally:
        for worker in reversed(workers):
            worker.terminate()
            worker.communicate(timeout=GIVE_UP_SECONDS)
    assert [worker.returncode for worker in workers] == [0, 0]
    versions = "SELECT array_agg(DISTINCT engine_version) = '{%s}' FROM articles"
    assert answers(server_url, versions % "0,1")
    before = rows(server_url)
    assert before == rows(alone)
    again = call(shared, "replay", "--stored")
    assert again.returncode == 0, again.stderr
    assert answers(server_url, versions % "1")
    assert rows(server_url) == before


def test_a_worker_whose_job_does_not_move_leaves_so_that_others_do_it(tmp_path, server_url):
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        config = tmp_path / "config.yaml"
        config.write_text(
            f"storage: {{url: '{server_url}'}}\nfetch: {{timeout: 60s, allow_private_addresses: true}}\n"
            "schedule: {stuck_after: 1s}\njobs: {backup: off}\nsources:\n"
            f"  - {{id: p0, kind: feed, url: 'http://127.0.0.1:{never_answers.getsockname()[1]}/feed', country: PK}}\n"
        )
        left = call(config, "worker")
    assert left.returncode == 1
    assert "stuck: leaving, so that others do it" in left.stderr + left.stdout
    assert "fetch p0" in left.stderr + left.stdout


def test_a_file_is_no_place_for_workers(site, tmp_path):
    done = call(config_of(tmp_path, site, f"sqlite:///{tmp_path / 'k.db'}"), "worker")
    assert done.returncode == 2
    assert "workers share a PostgreSQL" in done.stderr
    assert "no stage" in call(config_of(tmp_path, site, "postgresql://x/y"), "worker", "--stages", "fetch,reed").stderr
