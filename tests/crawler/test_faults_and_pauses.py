"""The taxonomy of failures, Retry-After, public addresses, and which text an article takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError

from crawler.articles import Page, article_from_feed, article_from_page
from crawler.conditions import fault_of_exception, fault_of_status
from crawler.errors import CrawlStopped, PrivateAddress, RedirectLoop, RobotsForbidden, RobotsUnavailable
from crawler.middlewares.retry_after import pause_asked
from crawler.reading.dates import Stamp
from crawler.reading.documents import PageFacts
from khabardar.records import HttpFacts, Link, Source
from khabardar.vocabulary import PageCondition, PollCondition, SourceKind

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOURCE = Source("daily", "Daily", SourceKind.FEED, "https://news.example/feed", "daily", timezone="Asia/Karachi")
HTTP = HttpFacts(200, "https://news.example/a")
LONG = "Armed men attacked a post in the hills on Sunday night, officials in the district said. " * 8


def read(text: str, **facts: Any) -> Page:
    return Page(PageFacts(text, condition=PageCondition.READ, **facts), HTTP)


def raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "condition"),
    [
        (CannotResolveHostError(), PollCondition.DNS),
        (DownloadTimeoutError(), PollCondition.TIMEOUT),
        (DownloadFailedError(), PollCondition.CONNECTION),
        (raised_from(DownloadFailedError(), SSL.Error()), PollCondition.TLS),
        (RedirectLoop(), PollCondition.REDIRECT_LOOP),
        (PrivateAddress(), PollCondition.PRIVATE_ADDRESS),
        (RobotsForbidden(), PollCondition.ROBOTS),
        (RobotsUnavailable(503), PollCondition.SERVER_ERROR),
        (RobotsUnavailable(429), PollCondition.RATE_LIMITED),
        (CrawlStopped(), PollCondition.STOPPED),
        (ConnectionResetError(), PollCondition.CONNECTION),
    ],
)
def test_exceptions_have_a_condition_and_words(error: Exception, condition: PollCondition) -> None:
    fault = fault_of_exception(error)
    assert fault.condition is condition
    assert len(fault.detail.split()) > 3


@pytest.mark.parametrize(
    ("status", "condition", "permanent"),
    [
        (404, PollCondition.CLIENT_ERROR, False),
        (410, PollCondition.GONE, True),
        (401, PollCondition.CLIENT_ERROR, True),
        (429, PollCondition.RATE_LIMITED, False),
        (502, PollCondition.SERVER_ERROR, False),
    ],
)
def test_statuses_have_a_condition(status: int, condition: PollCondition, permanent: bool) -> None:
    fault = fault_of_status(status, b"", None)
    assert fault is not None
    assert (fault.condition, fault.permanent) == (condition, permanent)


def test_a_status_with_content_is_no_fault() -> None:
    assert fault_of_status(200, b"", None) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120),
        (b"0", None),
        (b"-5", None),
        (b"soon", None),
        (b"", None),
        (None, None),
        (b"Mon, 02 Mar 2026 12:10:00 GMT", 600),
        (b"Mon, 02 Mar 2026 11:00:00 GMT", None),
        (b"99999999999999999999", 86400),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(value: bytes | None, seconds: int | None) -> None:
    pause = pause_asked(value, NOW)
    assert pause == (None if seconds is None else timedelta(seconds=seconds))


def link(**facts: object) -> Link:
    return Link("https://news.example/a", "daily", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "feed", "origin"),
    [
        (LONG, None, "page"),
        (LONG, LONG + " Read more.", "page"),
        (LONG[:100], LONG, "feed"),
        ("", LONG, "feed"),
        (LONG[:150], "A teaser.", "page"),
        ("Subscribe.", "Too short.", None),
    ],
)
def test_the_fuller_text_is_taken(page: str, feed: str | None, origin: str | None) -> None:
    article = article_from_page(SOURCE, link(content=feed), read(page), NOW)
    assert (article.text_origin if article else None) == origin


def test_a_feed_s_date_goes_before_the_page_s_and_that_before_the_fetch_time() -> None:
    feed_date, page_date = NOW - timedelta(hours=3), NOW - timedelta(hours=2)
    page = read(LONG, published=Stamp(page_date))
    dated = article_from_page(SOURCE, link(published=feed_date), page, NOW)
    by_page = article_from_page(SOURCE, link(), page, NOW)
    by_fetch = article_from_feed(SOURCE, link(content=LONG), NOW)
    assert dated is not None
    assert by_page is not None
    assert by_fetch is not None
    assert [a.published_origin for a in (dated, by_page, by_fetch)] == ["feed", "page", "fetched"]
    assert [a.published for a in (dated, by_page, by_fetch)] == [feed_date, page_date, NOW]
    assert str(dated.published.tzinfo) == "Asia/Karachi"
