"""The project behaves as users of Scrapy expect: list, crawl with -O, shell."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from crawling import ENVIRONMENT, ROOT, WebServer

CONFIG = """\
fetch: {{delay: 0s, allow_private_addresses: true}}
timezone: Asia/Karachi
sources:
  - {{id: one, url: {base}/good}}
  - {{id: other, url: {base}/not-modified}}
  - {{id: map, kind: sitemap, url: {base}/news-sitemap}}
  - {{id: page, kind: section, url: {base}/section, selectors: {{list: .list a}}}}
"""


def scrapy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=ROOT,
        env={**ENVIRONMENT, "KHABARDAR_CONFIG": str(folder / "config.yaml")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path, server: WebServer) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG.format(base=server.url))
    return tmp_path


def test_list_names_the_spiders(tmp_path: Path) -> None:
    assert scrapy(tmp_path, "list").stdout.split() == ["feed", "section", "sitemap", "watch"]


def test_crawl_writes_one_source_s_articles_as_json_lines_with_zoned_times(project: Path) -> None:
    out = project / "out.jsonl"
    done = scrapy(project, "crawl", "feed", "-a", "source=one", "-O", str(out))
    assert done.returncode == 0, done.stderr
    articles = [json.loads(line) for line in out.read_text().splitlines()]
    assert {article["source_id"] for article in articles} == {"one"}
    assert len(articles) == 3
    assert all(datetime.fromisoformat(article["published"]).tzinfo for article in articles)
    assert "one: ok, 3 new" in done.stderr


@pytest.mark.parametrize(
    ("spider", "source_ids"),
    [("sitemap", {"map"}), ("section", {"page"}), ("watch", {"one", "other", "map", "page"})],
)
def test_each_spider_crawls_the_sources_of_its_kind(project: Path, spider: str, source_ids: set[str]) -> None:
    out = project / "out.json"
    done = scrapy(project, "crawl", spider, "-O", str(out))
    assert done.returncode == 0, done.stderr
    assert {article["source_id"] for article in json.loads(out.read_text())} == source_ids


def test_an_unknown_source_fails_and_names_the_known_ones(project: Path) -> None:
    done = scrapy(project, "crawl", "feed", "-a", "source=nope")
    assert done.returncode == 1
    assert "no source of kind feed with the id 'nope'; it has: one, other" in done.stderr


def test_the_shell_fetches_a_page(project: Path, server: WebServer) -> None:
    code = "print('title:', response.css('h1::text').get())"
    done = scrapy(project, "shell", f"{server.url}/article/7", "-c", code, "-s", "ALLOW_PRIVATE_ADDRESSES=1")
    assert "title: Gunmen attack vehicle number 7" in done.stdout
