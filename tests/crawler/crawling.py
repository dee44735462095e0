"""Crawls in a process of their own, against a server in another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "*", "no_proxy": "*"}


@dataclass(frozen=True)
class WebServer:
    url: str

    def requests(self) -> list[tuple[str, dict[str, str]]]:
        """(path, headers) of everything asked for so far."""
        with urlopen(f"{self.url}/_requests") as answer:
            return [(path, headers) for path, headers in json.load(answer)]

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests()]

    def change_robots(self, query: str) -> None:
        """`status=503` or `delay=1`."""
        with urlopen(f"{self.url}/_robots?{query}"):
            pass

    def megabytes_sent(self) -> int:
        with urlopen(f"{self.url}/_megabytes") as answer:
            return int(answer.read())


@dataclass(frozen=True)
class Catch:
    """What the desk of one or more crawls got."""

    outcomes: list[dict[str, Any]]
    articles: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    queued: list[str]
    open_files: list[int]
    reread: list[dict[str, Any]] = field(default_factory=list)
    log: str = ""

    def outcome(self, source_id: str) -> dict[str, Any]:
        """Its only one."""
        (found,) = [outcome for outcome in self.outcomes if outcome["source_id"] == source_id]
        return found

    def conditions(self, source_id: str) -> list[str]:
        return [outcome["condition"] for outcome in self.outcomes if outcome["source_id"] == source_id]

    def articles_of(self, source_id: str) -> list[dict[str, Any]]:
        return [article for article in self.articles if article["source_id"] == source_id]


def started_server() -> tuple[subprocess.Popen[str], WebServer]:
    process = subprocess.Popen(
        [sys.executable, ROOT / "tests/servers/misbehaving.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, WebServer(process.stdout.readline().strip())


def stop_server(process: subprocess.Popen[str]) -> None:
    process.communicate("")
    process.wait(10)


def source_row(base: str, path: str) -> dict[str, Any]:
    """A source whose id is its path; its kind and language follow from the name."""
    name = path.partition("?")[0]
    row: dict[str, Any] = {"id": name, "url": path if "://" in path else f"{base}/{path}"}
    if "sitemap" in name:
        row["kind"] = "sitemap"
    if name.startswith("section"):
        row |= {"kind": "section", "list": ".list a"}
    if "1256" in name:
        row["language"] = "ur"
    return row


def crawl_command(base: str, *paths: str, **options: Any) -> list[str]:
    more = options.pop("declared", {})
    orders = {"sources": [source_row(base, path) | more for path in paths], **options}
    return [sys.executable, str(ROOT / "tests/crawler/crawl_process.py"), json.dumps(orders)]


def run_crawl(base: str, *paths: str, environment: dict[str, str] | None = None, **options: Any) -> Catch:
    done = subprocess.run(
        crawl_command(base, *paths, **options),
        capture_output=True,
        text=True,
        timeout=120,
        env=ENVIRONMENT | (environment or {}),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Catch(**json.loads(done.stdout), log=done.stderr)
