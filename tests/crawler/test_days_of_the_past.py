"""Which lists and addresses may be of the days asked for, and what the lists of the past say."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from crawler.past.days import Days, is_before, list_may_hold, page_may_be_of, span_in
from crawler.past.reading import read_past_sitemap, read_wayback_index, sitemaps_of_robots
from crawler.reading.documents import Document, Origin

DAYS = Days(date(2024, 1, 5), date(2024, 2, 25))
BASE = "https://paper.example"
ORIGIN = Origin("paper", datetime(2026, 3, 2, tzinfo=UTC))


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("/2024/01/15/a-story", "2024-01-15", "2024-01-15"),
        ("/news/20240115-a-story", "2024-01-15", "2024-01-15"),
        ("/a-story-2024-01-15", "2024-01-15", "2024-01-15"),
        ("/2024/02/a-story", "2024-02-01", "2024-02-29"),
        ("/sitemap-2024-1.xml", "2024-01-01", "2024-01-31"),
        ("/archive/2023/", "2023-01-01", "2023-12-31"),
    ],
)
def test_the_span_that_an_address_names(url: str, first: str, last: str) -> None:
    assert span_in(BASE + url) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("url", ["/story-123456789", "/a-story", "/1850204", "/2024-02-31-no-such-day"])
def test_numbers_that_are_no_date_are_none(url: str) -> None:
    assert span_in(BASE + url) is None


@pytest.mark.parametrize(
    ("url", "changed", "may"),
    [
        ("/sitemap-2024-01.xml", None, True),
        ("/sitemap-2023-12.xml", None, False),
        ("/sitemap-2024-03.xml", None, False),
        ("/post-sitemap7.xml", moment(2023, 12, 1), False),  # nothing in it changed since, so nothing came
        ("/post-sitemap7.xml", moment(2026, 1, 1), True),
    ],
)
def test_lists_that_can_hold_nothing_of_the_days_are_not_asked_for(
    url: str, changed: datetime | None, may: bool
) -> None:
    assert list_may_hold(DAYS, BASE + url, changed) is may


def test_a_page_changed_later_may_be_of_the_days_and_one_changed_before_is_not() -> None:
    assert page_may_be_of(DAYS, f"{BASE}/a", None, moment(2026, 1, 1))
    assert not page_may_be_of(DAYS, f"{BASE}/a", None, moment(2024, 1, 1))
    assert not page_may_be_of(DAYS, f"{BASE}/a", moment(2024, 3, 1), None)
    assert not page_may_be_of(DAYS, f"{BASE}/2024/03/01/a", None, moment(2024, 1, 20))
    assert is_before(DAYS, f"{BASE}/2023/11/30/a", None)
    assert not is_before(DAYS, f"{BASE}/2024/05/01/a", None)


def test_robots_txt_names_sitemaps_or_the_usual_address_is_tried() -> None:
    named = b"User-agent: *\nSitemap: https://paper.example/a.xml\nsitemap: /b.xml\n"
    assert sitemaps_of_robots(Document(named, f"{BASE}/robots.txt")).children == (f"{BASE}/a.xml", f"{BASE}/b.xml")
    assert sitemaps_of_robots(Document(b"", f"{BASE}/robots.txt")).children == (f"{BASE}/sitemap.xml",)


def test_a_sitemap_gives_its_site_s_pages_of_the_days_and_never_its_lastmod_as_their_date() -> None:
    body = (
        "<urlset><url><loc>https://paper.example/old</loc><lastmod>2023-05-01</lastmod></url>"
        "<url><loc>https://paper.example/maybe</loc><lastmod>2024-02-01</lastmod></url>"
        "<url><loc>https://elsewhere.example/2024/02/01/x</loc></url></urlset>"
    )
    listing = read_past_sitemap(Document(body.encode(), f"{BASE}/s.xml"), ORIGIN, DAYS)
    assert [(link.url, link.published, link.of_past) for link in listing.links] == [(f"{BASE}/maybe", None, True)]


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x1f\x8bnot gzip", b"\0\1\2", b"<urlset"])
def test_a_list_that_can_not_be_read_says_why(body: bytes) -> None:
    listing = read_past_sitemap(Document(body, f"{BASE}/s.xml"), ORIGIN, DAYS)
    assert listing.fault or not listing.links


def test_the_wayback_index_gives_pages_of_the_site_and_where_its_next_page_begins() -> None:
    rows = [
        ["timestamp", "original"],
        ["20240110000000", "http://paper.example:80/a-story"],
        ["20240110000000", "https://paper.example/logo.png"],
        ["20240110000000", "https://paper.example/2023/01/01/too-old"],
        [],
        ["example,paper)/b 20240111"],
    ]
    listing = read_wayback_index(Document(json.dumps(rows).encode(), BASE), ORIGIN, DAYS, BASE)
    assert [link.url for link in listing.links] == ["http://paper.example/a-story"]
    assert listing.resume == "example,paper)/b 20240111"
    assert read_wayback_index(Document(b"<html>", BASE), ORIGIN, DAYS, BASE).fault
    assert read_wayback_index(Document(b"[]", BASE), ORIGIN, DAYS, BASE).links == ()
