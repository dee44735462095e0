"""What a host is spared: holds that outlast a crawl, a cap of pages, validators that are left out once a day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawling import ENVIRONMENT, Catch, WebServer

from crawler.answers import conditional_headers
from crawler.holding import next_hold
from crawler.reading.skips import skip_times
from khabardar.records import HostHold, SourceState

Crawl = Callable[..., Catch]
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def held(before: HostHold | None, asked: timedelta | None = None, now: datetime = NOW) -> HostHold:
    return next_hold("news.example", before, 429, asked, now)


def test_each_further_refusal_doubles_the_pause_of_the_host() -> None:
    first = held(None)
    second = held(first, now=first.until + MINUTE)
    assert first.until - NOW == 5 * MINUTE
    assert second.until - first.until == 11 * MINUTE
    assert second.hits == 2


def test_retry_after_counts_where_it_is_longer_and_our_own_pause_ends_at_half_a_day() -> None:
    assert held(None, timedelta(hours=3)).until - NOW == timedelta(hours=3)
    assert held(HostHold("news.example", NOW - MINUTE, hits=60)).until - NOW == timedelta(hours=12)


def test_refusals_of_one_moment_are_one_and_an_old_one_is_forgotten() -> None:
    assert held(HostHold("news.example", NOW + MINUTE, hits=3)).hits == 3
    assert held(HostHold("news.example", NOW - timedelta(hours=5), hits=3)).hits == 1


def test_a_held_host_is_not_asked_in_the_next_crawl_whichever_source_was_told(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("429-long", "good", times=2)
    assert catch.conditions("429-long") == ["rate-limited", "rate-limited"]
    assert server.paths().count("/429-long") == 1
    assert catch.conditions("good")[1] == "rate-limited"
    assert "since it answered 429" in catch.outcomes[-1]["detail"]


def test_a_hold_outlives_the_process(server: WebServer, tmp_path: Path) -> None:
    sources = "".join(
        f"  - {{id: {name}, kind: feed, url: '{server.url}/{path}', publisher: paper, side: independent}}\n"
        for name, path in (("first", "429-long"), ("second", "good"))
    )
    config = f"fetch: {{allow_private_addresses: true, delay: 0s}}\nsources:\n{sources}"
    (tmp_path / "config.yaml").write_text(config, encoding="utf-8")

    def run(source: str) -> str:
        command = [sys.executable, "-m", "cli.main", "run", "--source", source, "--config", "config.yaml"]
        done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        return done.stderr

    assert "rate-limited" in run("first")
    asked = server.paths()
    assert "/429-long" in asked
    assert "since it answered 429" in run("second")
    assert server.paths() == asked


def test_a_503_without_a_wish_holds_the_host_too(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("503-html", times=3)
    assert catch.conditions("503-html") == ["server-error", "rate-limited", "rate-limited"]
    assert server.paths().count("/503-html") == 1


def test_no_more_pages_of_a_host_than_the_cap_whatever_its_sources(crawl: Crawl, server: WebServer) -> None:
    catch = crawl("many?n=6", "good", fetch={"max_pages_per_host": 4})
    assert sum(path.startswith("/article/") for path in server.paths()) == 4
    assert len(catch.queued) == 5


def test_validators_are_left_out_once_a_day_and_where_they_lied() -> None:
    state = SourceState("daily", etag='"a"', last_modified="Mon, 02 Mar 2026 09:00:00 GMT", full_at=NOW)
    assert conditional_headers(state, NOW + timedelta(hours=23)) == {"If-None-Match": '"a"'}
    assert conditional_headers(state, NOW + timedelta(hours=24)) == {}
    assert conditional_headers(SourceState("daily", etag='"a"', full_at=NOW, validators_lie=True), NOW) == {}
    assert conditional_headers(SourceState("daily", etag='"a"'), NOW) == {}
    dated = SourceState("daily", last_modified="Mon, 02 Mar 2026 09:00:00 GMT", full_at=NOW)
    assert list(conditional_headers(dated, NOW)) == ["If-Modified-Since"]


def test_hours_and_days_that_a_feed_wants_skipped() -> None:
    feed = (
        "<rss version='2.0'><channel><skipHours><hour>0</hour><hour> 7 </hour><hour>24</hour><hour>99</hour>"
        "</skipHours><skipDays><day>Saturday</day><day>sunday</day><day>Someday</day></skipDays><item/></channel></rss>"
    )
    assert skip_times(feed) == (frozenset({0, 7}), frozenset({5, 6}))
    assert skip_times("<rss/>") == (frozenset(), frozenset())
