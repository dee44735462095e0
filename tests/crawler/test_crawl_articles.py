"""Articles as crawls find them: under several addresses, behind walls, without a page, rewritten, paged, huge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from crawling import Catch, run_crawl
from servers.made_site import PARAGRAPHS, MadeSite, rss_item, story

NOTICE = "Curfew will stay in force in the old city until six in the morning, the deputy commissioner's office said."
DATED = {"pubDate": "Mon, 02 Mar 2026 09:00:00 +0500"}


@pytest.fixture
def site() -> Iterator[MadeSite]:
    with MadeSite() as made:
        yield made


def crawl(site: MadeSite, *paths: str, **options: Any) -> Catch:
    return run_crawl(site.url, *(paths or ("feed",)), **options)


def test_a_page_is_kept_under_the_address_it_calls_its_own(site: MadeSite) -> None:
    site.feed(rss_item("/m/a1", **DATED))
    site.put("/m/a1", story(head="<link rel='canonical' href='/story/1'>"))
    (article,) = crawl(site, times=2).articles
    assert (article["url"], article["addresses"]) == (f"{site.url}/story/1", [f"{site.url}/m/a1"])
    assert site.paths().count("/m/a1") == 1


def test_a_step_on_the_way_is_followed_to_the_article(site: MadeSite) -> None:
    site.feed(rss_item("/go/1", **DATED), rss_item("/circle", **DATED))
    site.put("/go/1", "<html><head><meta http-equiv='refresh' content='0; url=/story/1'></head><body></body></html>")
    site.put(
        "/circle", "<html><head><meta http-equiv='refresh' content='0; url=/circle?x=1'></head><body></body></html>"
    )
    site.put(
        "/circle?x=1", "<html><head><meta http-equiv='refresh' content='0; url=/circle'></head><body></body></html>"
    )
    site.put("/story/1", story())
    catch = crawl(site, fetch={"article_tries": 1})
    assert [article["text"] for article in catch.articles] == ["\n\n".join(PARAGRAPHS)]
    assert [failure["page"] for failure in catch.failures] == ["no-text"]
    assert site.paths().count("/circle") <= 2


def test_a_wall_is_recorded_with_words_and_no_text_of_it_is_kept(site: MadeSite) -> None:
    offer = "<p>Already a subscriber? Sign in. Subscribe to read the rest of this story.</p>"
    site.feed(rss_item("/paid", **DATED), rss_item("/told", description=NOTICE, **DATED), rss_item("/lost", **DATED))
    site.put("/paid", story(text=PARAGRAPHS[:1], tail=offer))
    site.put("/told", story(text=PARAGRAPHS[:1], tail=offer))
    site.put("/lost", story("Page not found", text=["Try the search."]))
    catch = crawl(site)
    assert {failure["url"][-5:]: failure["page"] for failure in catch.failures} == {
        "/paid": "paywall",
        "/lost": "soft-404",
    }
    (told,) = catch.articles
    assert (told["text"], told["text_origin"], told["page"]) == (NOTICE, "feed", "paywall")
    assert all(failure["permanent"] for failure in catch.failures)


def test_an_item_without_a_page_is_taken_from_the_feed_once(site: MadeSite) -> None:
    site.feed(rss_item(title="Curfew", description=NOTICE, **DATED))
    catch = crawl(site, times=2)
    (article,) = catch.articles
    assert (article["text"], article["text_origin"], article["title"]) == (NOTICE, "feed", "Curfew")
    assert article["remark"] == "the feed's item has no page"
    assert site.paths() == ["/feed", "/feed"]


def test_a_section_is_turned_page_by_page_until_nothing_is_new(site: MadeSite) -> None:
    def section(number: int, first: int) -> str:
        links = "".join(f"<a href='/s/{n}'>Story {n}</a>" for n in range(first, first + 3))
        older = f"<a class='older' href='?page={number + 1}'>Older</a>"
        return f"<html><body><div class='list'>{links}</div>{older}</body></html>"

    for number, path in enumerate(("/section", "/section?page=2", "/section?page=3", "/section?page=4"), 1):
        site.put(path, section(number, 3 * number if number < 3 else 6))  # the third shows the second's again
    for n in range(3, 9):
        site.put(f"/s/{n}", story(f"Story {n}"))
    catch = crawl(site, "section", declared={"next": "a.older", "pages": 9})
    assert len(catch.articles) == 6
    assert [path for path in site.paths() if path.startswith("/section")] == [
        "/section",
        "/section?page=2",
        "/section?page=3",
    ]
    bounded = crawl(site, "section", declared={"next": "a.older", "pages": 1})
    assert len(bounded.articles) == 3


def test_rules_leave_out_items_before_their_pages_are_asked_for(site: MadeSite) -> None:
    site.feed(
        rss_item("/sport/1", **DATED), rss_item("/news/1", **DATED), rss_item("/news/2", category="Opinion", **DATED)
    )
    site.put("/news/1", story())
    rules = {"include": {"url": ["/news/"]}, "exclude": {"category": ["opinion"]}}
    catch = crawl(site, declared=rules)
    assert site.paths() == ["/feed", "/news/1"]
    assert "2 of 3 items were left out" in catch.outcome("feed")["detail"]


def test_an_article_in_a_language_that_the_rules_leave_out_is_given_up(site: MadeSite) -> None:
    urdu = "مستونگ میں مسلح افراد کی فائرنگ سے دو مزدور جاں بحق ہو گئے، پولیس کے مطابق ایک شخص زخمی ہوا ہے۔ " * 4
    site.feed(rss_item("/ur", **DATED))
    site.put("/ur", story("خبر", text=[urdu]))
    catch = crawl(site, declared={"include": {"language": ["en"]}})
    assert catch.articles == []
    assert "language (und)" in catch.failures[0]["reason"]


def test_a_source_s_selectors_read_what_would_read_badly(site: MadeSite) -> None:
    site.feed(rss_item("/a", **DATED))
    site.put(
        "/a", f"<html><body><div class='x'>{PARAGRAPHS[0]}</div><div class='y'>{PARAGRAPHS[1] * 9}</div></body></html>"
    )
    (article,) = crawl(site, declared={"article": [{"text": ".x"}]}).articles
    assert article["text"] == PARAGRAPHS[0]


def test_a_known_page_is_asked_conditionally_and_read_again_where_it_changed(site: MadeSite) -> None:
    site.feed(rss_item("/a", **DATED), rss_item("/b", **DATED))
    site.put("/a", story(), ETag='"1"')
    site.put("/b", story("Wheat prices rise"), ETag='"1"')
    catch = crawl(site, times=3, rereads=9)
    assert len(catch.articles) == 2
    assert catch.reread == []
    asked = [headers.get("If-None-Match") for path, headers in site.log if path == "/a"]
    assert asked == [None, '"1"', '"1"']


def test_a_rewritten_page_keeps_its_first_address(site: MadeSite) -> None:
    site.feed(rss_item("/a", **DATED))
    site.put("/a", story())
    catch = crawl(site, times=2, rereads=9)
    (again,) = catch.reread
    assert again["url"] == catch.articles[0]["url"] == f"{site.url}/a"


def test_a_page_that_fails_on_a_second_look_costs_nothing(site: MadeSite) -> None:
    site.feed(rss_item("/a", **DATED))
    site.put("/a", story(), ETag='"1"')
    first = crawl(site)
    assert len(first.articles) == 1
    site.pages["/a"].status = 500
    catch = crawl(site, times=2, rereads=9)
    assert catch.conditions("feed") == ["ok", "not-modified"]
    assert catch.reread == []


def test_a_feed_of_30_megabytes_is_read_whole(site: MadeSite) -> None:
    words = "<p>Officials said that the road was open again. </p>" * 550
    items = [rss_item(f"/a{n}", f"Story {n}", description=f"<![CDATA[{words}]]>", **DATED) for n in range(1000)]
    site.feed(*items)
    assert len(site.pages["/feed"].body) > 28_000_000
    fetch = {"max_feed_megabytes": 50, "max_articles_per_source": 1, "timeout": "20s"}
    outcome = crawl(site, fetch=fetch).outcome("feed")
    assert (outcome["condition"], outcome["items"], outcome["new_items"]) == ("ok", 1000, 1000)
