"""One crawl over every misbehaviour: each source gets its one outcome, and none takes another down with it."""

from __future__ import annotations

import pytest
from crawling import Catch, WebServer, run_crawl

CONDITIONS = {
    "good": "ok",
    "section": "ok",
    "news-sitemap": "ok",
    "news-sitemap-gz": "ok",
    "sitemap-index": "ok",
    "moved": "ok",
    "slow": "ok",
    "broken-xml": "ok",
    "utf-8-declared-1256-sent": "ok",
    "1256-declared-utf-8-sent": "ok",
    "tracking": "ok",
    "undated": "ok",
    "empty-200": "empty",
    "no-items": "empty",
    "html-at-feed": "not-a-feed",
    "hopeless-xml": "broken-content",
    "truncated-gzip": "broken-content",
    "drop": "connection",
    "hang": "timeout",
    "body-40mb": "too-large",
    "declared-40mb": "too-large",
    "gzip-bomb": "too-large",
    "redirect-loop": "redirect-loop",
    "500": "server-error",
    "challenge": "client-error",
    "no-such-address": "client-error",
    "gone-410": "gone",
    "forbidden-feed": "forbidden-by-robots",
    "http://nosuch.invalid/feed": "dns",
    "http://127.0.0.1:9/refused": "connection",
}


@pytest.fixture(scope="module")
def catch(shared_server: WebServer) -> Catch:
    return run_crawl(shared_server.url, *CONDITIONS)


@pytest.mark.parametrize(("source_id", "condition"), CONDITIONS.items())
def test_each_source_gets_exactly_one_outcome_with_its_condition(catch: Catch, source_id: str, condition: str) -> None:
    outcome = catch.outcome(source_id)
    assert outcome["condition"] == condition, outcome["detail"]


def test_every_fault_says_in_words_what_is_wrong(catch: Catch) -> None:
    for outcome in catch.outcomes:
        assert outcome["detail"] or outcome["condition"] == "ok"


def test_misbehaviour_leaves_no_traceback_in_the_log(catch: Catch) -> None:
    assert "Traceback" not in catch.log
    assert "Unhandled" not in catch.log


def test_a_large_body_is_cut_off_and_not_read_to_its_end(catch: Catch, shared_server: WebServer) -> None:
    assert shared_server.megabytes_sent() < 40


def test_broken_xml_yields_the_items_that_came_out(catch: Catch) -> None:
    titles = {article["title"] for article in catch.articles_of("broken-xml")}
    assert "Bread & butter" in titles


@pytest.mark.parametrize("source_id", ["utf-8-declared-1256-sent", "1256-declared-utf-8-sent"])
def test_a_wrong_charset_declaration_changes_no_letter(catch: Catch, source_id: str) -> None:
    (article,) = catch.articles_of(source_id)
    assert article["title"].startswith("کوئٹہ میں نامعلوم افراد کی فائرنگ")


def test_a_section_page_gives_its_own_site_s_listed_articles_only(catch: Catch) -> None:
    urls = {article["url"].rpartition("/")[2] for article in catch.articles_of("section")}
    assert urls == {"s1", "s2"}


def test_a_news_sitemap_gives_titles_and_dates(catch: Catch) -> None:
    (article,) = catch.articles_of("news-sitemap")
    assert article["title"] == "Sitemap story n1"
    assert article["published"] == "2026-03-02T08:00:00+05:00"
    assert article["published_origin"] == "sitemap"


def test_an_undated_item_takes_the_page_s_date_and_else_the_fetch_time(catch: Catch) -> None:
    by_fetch, by_page = sorted(catch.articles_of("undated"), key=lambda article: article["published_origin"])
    assert by_page["published"] == "2026-03-02T09:30:00+05:00"
    assert by_fetch["published_origin"] == "fetched"
    assert by_fetch["published"].endswith("+05:00")


def test_a_permanent_move_is_said(catch: Catch) -> None:
    assert "change the url" in catch.outcome("moved")["detail"]


def test_an_article_s_text_has_paragraphs_and_dateline_and_no_title(catch: Catch) -> None:
    text = catch.articles_of("news-sitemap")[0]["text"]
    assert text.startswith("QUETTA: ")
    assert text.count("\n\n") == 2
    assert "Gunmen attack vehicle" not in text


def test_a_feed_s_ttl_is_its_wished_interval(catch: Catch) -> None:
    assert catch.outcome("good")["min_interval"] == 45 * 60
