"""Processes and descriptors: what a long-lived daemon, or one that is killed, leaves behind."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from crawling import ENVIRONMENT, WebServer, crawl_command, run_crawl

PATIENCE = 10.0  # seconds


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids: list[int]) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while (left := [pid for pid in pids if is_running(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc to find the children")
def test_sigkill_of_a_crawling_process_leaves_no_worker_behind(server: WebServer) -> None:
    crawling = subprocess.Popen(
        crawl_command(server.url, "good", hold=True), stdout=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    assert crawling.stdout is not None
    crawling.stdout.readline()  # the crawl is over, the pool still stands
    children = children_of(crawling.pid)
    assert children
    crawling.kill()
    crawling.communicate()
    assert wait_until_gone(children) == []


def test_thirty_crawls_in_one_process_leave_no_growing_number_of_descriptors(server: WebServer) -> None:
    catch = run_crawl(server.url, "good", "not-modified", "drop", "section", times=30)
    assert len(catch.outcomes) == 30 * 4
    settled = catch.open_files[4:]
    assert max(settled) - min(settled) <= 2
    assert settled[-1] <= settled[0]


def test_importing_the_crawl_installs_no_reactor() -> None:
    code = "import sys, crawler.run, crawler.pool; sys.exit('twisted.internet.reactor' in sys.modules)"
    from sys import executable

    assert subprocess.run([executable, "-c", code], env={**os.environ, **ENVIRONMENT}, check=False).returncode == 0
