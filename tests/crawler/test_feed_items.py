"""Items as feeds of the real web have them: without link or id, from another century, oldest first, by the thousand."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.feed import read_feed
from khabardar.records import Link
from khabardar.vocabulary import PollCondition, Zone

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BASE = "https://news.example/feed"
NOTICE = "Curfew will stay in force in the old city until six in the morning, the deputy commissioner's office said."


def read(body: str) -> Listing:
    return read_feed(Document(body.encode(), BASE, "application/rss+xml"), Origin("daily", NOW, "Asia/Karachi"))


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>T</title><link>/</link>{''.join(items)}</channel></rss>"


def only(body: str) -> Link:
    (link,) = read(body).links
    return link


def test_an_item_without_link_or_id_is_known_by_its_title_and_day() -> None:
    item = f"<item><title>Curfew</title><description>{NOTICE}</description><pubDate>%s</pubDate></item>"
    link = only(rss(item % "Mon, 02 Mar 2026 09:00:00 +0500"))
    later = only(rss(item % "Mon, 02 Mar 2026 11:00:00 +0500"))
    next_day = only(rss(item % "Tue, 03 Mar 2026 09:00:00 +0500"))
    assert not link.has_page
    assert link.url.startswith(f"{BASE}#")
    assert link.content == NOTICE
    assert later.url == link.url != next_day.url


def test_an_item_whose_link_is_the_home_page_has_no_page() -> None:
    items = [
        f"<item><link>https://news.example/</link><guid>{n}</guid><description>{NOTICE}</description></item>"
        for n in "12"
    ]
    assert len({link.url for link in read(rss(*items)).links}) == 2


def test_items_with_neither_page_nor_text_are_a_condition() -> None:
    listing = read(rss("<item><title>Only a title</title></item>"))
    assert listing.condition is PollCondition.BROKEN_CONTENT
    assert "none of its 1 items" in listing.detail


def test_a_notice_of_a_json_feed_may_have_no_page_either() -> None:
    link = only(json.dumps({"version": "1.1", "items": [{"id": "n1", "content_text": NOTICE, "tags": ["curfew"]}]}))
    assert not link.has_page
    assert link.categories == ("curfew",)


@pytest.mark.parametrize(
    ("date", "moment", "zone"),
    [
        ("Sat, 17 Aug 1974 10:00:00 +0500", "1974-08-17T10:00:00+05:00", Zone.STATED),
        ("1898-05-03", "1898-05-03T00:00:00+05:30", Zone.ASSUMED),
        ("Mon, 02 Mar 2026 09:00:00", "2026-03-02T09:00:00+05:00", Zone.ASSUMED),
        ("Mon, 02 Mar 2026 09:00 PKT", "2026-03-02T09:00:00+05:00", Zone.STATED),
        ("March 2, 2026 04:30 PM (GMT+5)", "2026-03-02T16:30:00+05:00", Zone.STATED),
        ("Mon, 02 Mar 2026 16:59:00 GMT", "2026-03-02T17:00:00+05:00", Zone.CORRECTED),
        ("1772424000", "2026-03-02T09:00:00+05:00", Zone.STATED),
        ("Thu, 01 Jan 1970 05:00:00 +0500", None, Zone.STATED),
        ("Tue, 30 Nov 1999 00:00:00 +0000", None, Zone.STATED),
        ("Wed, 02 Mar 2044 09:00:00 +0500", None, Zone.STATED),
        ("2 hours ago", None, Zone.STATED),
    ],
)
def test_a_date_is_kept_with_what_is_known_of_its_zone(date: str, moment: str | None, zone: Zone) -> None:
    link = only(rss(f"<item><link>/a</link><pubDate>{date}</pubDate></item>"))
    found = link.published.isoformat() if link.published else None
    if moment and moment.startswith("1898"):  # Karachi's mean time then
        assert found is not None
        assert found.startswith("1898-05-03")
        return
    assert (found, link.published_zone) == (moment, zone)


def test_a_feed_that_begins_with_its_oldest_item_is_taken_newest_first() -> None:
    days = (f"<item><link>/a{n}</link><pubDate>{n:02} Feb 2026 09:00:00 GMT</pubDate></item>" for n in range(1, 20))
    assert read(rss(*days)).links[0].url == "https://news.example/a19"


def test_one_undated_item_leaves_the_feed_s_own_order() -> None:
    listing = read(
        rss(
            "<item><link>/old</link><pubDate>01 Feb 2026 09:00:00 GMT</pubDate></item>",
            "<item><link>/new</link></item>",
        )
    )
    assert [link.url[-4:] for link in listing.links] == ["/old", "/new"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bombs &amp;amp; bullets", "Bombs & bullets"),
        ("Army&amp;#8217;s toll &amp;mdash; 5", "Army’s toll — 5"),
        ("<![CDATA[Two <em>killed</em> in &quot;ambush&quot;]]>", 'Two killed in "ambush"'),
        ("Toll &lt; 10, says army", "Toll < 10, says army"),
        ("  Two\n killed  ", "Two killed"),
    ],
)
def test_entities_and_tags_in_titles_become_what_readers_see(written: str, shown: str) -> None:
    assert only(rss(f"<item><title>{written}</title><link>/a</link></item>")).title == shown


def test_categories_and_the_real_link_behind_a_counting_one_are_read() -> None:
    link = only(
        "<rss version='2.0' xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><title>T</title>"
        "<item><link>https://feeds.counter.example/~r/t/~3/x/</link><category>Balochistan</category>"
        "<feedburner:origLink>https://news.example/story/7</feedburner:origLink></item></channel></rss>"
    )
    assert link.url == "https://news.example/story/7"
    assert link.categories == ("Balochistan",)
