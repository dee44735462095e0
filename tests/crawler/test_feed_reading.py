"""Feeds of every kind and state, as bytes in and listings out."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.feed import read_feed
from khabardar.vocabulary import PollCondition

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ORIGIN = Origin("daily", NOW, timezone="Asia/Karachi")
BASE = "https://news.example/feed"


def read(body: bytes | str, content_type: str = "application/rss+xml", origin: Origin = ORIGIN) -> Listing:
    data = body.encode() if isinstance(body, str) else body
    return read_feed(Document(data, BASE, content_type), origin)


def rss(items: str, version: str = "2.0") -> str:
    return f"<rss version='{version}'><channel><title>T</title><link>/</link>{items}</channel></rss>"


def item(link: str = "/a", **parts: str) -> str:
    tags = "".join(f"<{name}>{text}</{name}>" for name, text in parts.items())
    return f"<item><title>Title</title><link>{link}</link>{tags}</item>"


@pytest.mark.parametrize(
    "body",
    [
        rss(item("https://news.example/a")),
        rss(item("https://news.example/a"), version="0.91"),
        rss(item("/a#comments")),
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title>Title</title>"
        "<link rel='alternate' href='https://news.example/a'/><id>x</id></entry></feed>",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<channel rdf:about='x'><title>T</title></channel><item rdf:about='https://news.example/a'>"
        "<title>Title</title><link>https://news.example/a</link></item></rdf:RDF>",
        json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "url": "/a", "title": "Title"}]}
        ),
        "\n\n<?xml version='1.0'?>" + rss(item("https://news.example/a")),
        rss(item("https://news.example/a") + "<item><title>Bare & ampersand &nbsp;</title><link>"),
        rss("<item><title>Title</title><guid>https://news.example/a</guid></item>"),
    ],
    ids=["rss", "rss-0.91", "relative", "atom", "rdf", "json", "blank-first", "cut-off", "guid-as-link"],
)
def test_feeds_of_all_kinds_give_their_links(body: str) -> None:
    listing = read(body)
    assert listing.condition is PollCondition.OK
    assert listing.links[0].url == "https://news.example/a"
    assert listing.links[0].title == "Title"


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        ("", PollCondition.EMPTY),
        ("  \n", PollCondition.EMPTY),
        (rss(""), PollCondition.EMPTY),
        ("<!DOCTYPE html><html><body>Not found</body></html>", PollCondition.NOT_A_FEED),
        ("\n<!-- x --><html lang='en'>", PollCondition.NOT_A_FEED),
        ("/etc/hostname", PollCondition.BROKEN_CONTENT),
        ("<?xml version='1.0'?><note/>", PollCondition.NOT_A_FEED),
        ("{not json", PollCondition.BROKEN_CONTENT),
        ('{"a": 1}', PollCondition.NOT_A_FEED),
        ("<rss version='2.0'><channel><<<", PollCondition.BROKEN_CONTENT),
        (rss("<item><title>No link</title></item>"), PollCondition.BROKEN_CONTENT),
    ],
)
def test_what_is_no_feed_is_a_condition_in_words(body: str, condition: PollCondition) -> None:
    listing = read(body)
    assert listing.condition is condition
    assert listing.detail
    assert listing.links == ()


def test_an_entity_bomb_is_harmless() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'ha'>{entities}]>" + rss(item(description="&e11;"))
    assert len(read(bomb).links) <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 02 Mar 2026 09:00:00 +0500", "2026-03-02T09:00:00+05:00"),
        ("Mon, 02 Mar 2026 04:00:00 GMT", "2026-03-02T09:00:00+05:00"),
        ("Mon, 02 Mar 2026 09:00:00", "2026-03-02T09:00:00+05:00"),
        ("Mon, 02 Mar 2026 09:00:00 PKT", "2026-03-02T09:00:00+05:00"),
        ("2026-03-02 09:00:00", "2026-03-02T09:00:00+05:00"),
        ("2026-03-02T04:00:00Z", "2026-03-02T09:00:00+05:00"),
        ("Mon, 02 Mar 2026 17:00:00 GMT", "2026-03-02T17:00:00+05:00"),  # local time labelled GMT: not after the fetch
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Mon, 02 Mar 2037 09:00:00 GMT", None),
        ("soon", None),
    ],
)
def test_dates_without_a_zone_in_the_future_and_from_1970(text: str, expected: str | None) -> None:
    published = read(rss(item(pubDate=text))).links[0].published
    assert (published.isoformat() if published else None) == expected


def test_a_date_in_the_feed_s_own_language_is_read() -> None:
    origin = Origin("diario", datetime(2026, 9, 24, tzinfo=UTC), timezone="America/Bogota", language="es")
    published = read(rss(item(pubDate="mié., 23 sept. 2026 10:15")), origin=origin).links[0].published
    assert published is not None
    assert published.isoformat() == "2026-09-23T10:15:00-05:00"


def test_full_content_becomes_plain_paragraphs() -> None:
    html = "<p>QUETTA:&amp;nbsp;Two &lt;b&gt;men&lt;/b&gt; were hurt.</p><script>x()</script><p>Police<br>said so.</p>"
    content = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    footer = "<p>The post <a>Title</a> appeared first on <a>Daily</a>.</p>"
    content += footer
    body = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title>{}"
    entry = f"<item><link>/a</link><description>Short.</description><content:encoded><![CDATA[{content}]]>"
    listing = read(body.format(entry + "</content:encoded></item></channel></rss>"))
    assert listing.links[0].content == "QUETTA: Two men were hurt.\n\nPolice said so."


def test_a_guid_that_several_items_share_identifies_none() -> None:
    links = read(rss(item("/a", guid="tag:1") + item("/b", guid="tag:1") + item("/c", guid="tag:3"))).links
    assert [link.guid for link in links] == [None, None, "tag:3"]


def test_the_same_address_twice_is_one_link() -> None:
    assert len(read(rss(item("/a?utm_source=x") + item("/a?utm_source=y"))).links) == 1


def test_ttl_is_kept_in_minutes_and_bounded() -> None:
    assert read(rss("<ttl>30</ttl>" + item())).min_interval == timedelta(minutes=30)
    assert read(rss("<ttl>99999999</ttl>" + item())).min_interval == timedelta(days=1)
    assert read(rss("<ttl>0</ttl>" + item())).min_interval is None


@pytest.mark.parametrize("declared", ["utf-8", "windows-1256", "iso-8859-1", None])
@pytest.mark.parametrize("sent", ["utf-8", "windows-1256"])
def test_the_charset_is_found_whatever_is_declared(declared: str | None, sent: str) -> None:
    title = "کوئٹہ میں فائرنگ سے دو افراد زخمی"
    body = f"<?xml version='1.0' encoding='{declared or 'utf-8'}'?>" + rss(item()).replace("Title", title)
    origin = Origin("urdu", NOW, language="ur")
    content_type = f"text/xml; charset={declared}" if declared else "text/xml"
    found = read(body.encode(sent, "xmlcharrefreplace"), content_type, origin).links[0].title
    if sent == "windows-1256" and declared == "iso-8859-1":
        return  # every byte is valid Latin-1: nothing tells that the declaration lies
    assert found == title


def test_of_a_very_long_feed_both_ends_are_taken_and_the_rest_is_counted() -> None:
    listing = read(rss("".join(item(f"/a{n}") for n in range(10_005))))
    urls = [link.url for link in listing.links]
    assert len(urls) == 10_000
    assert (urls[0], urls[-1]) == ("https://news.example/a0", "https://news.example/a10004")
    assert "5 items" in listing.detail


@pytest.mark.parametrize("damage", [b"\xff", b"\xd9"])
def test_one_damaged_byte_does_not_change_the_charset_of_the_rest(damage: bytes) -> None:
    title = "کوئٹہ میں فائرنگ سے دو افراد زخمی"
    body = rss(item()).replace("Title", title + "@").encode().replace(b"@", damage)
    found = read(body, origin=Origin("urdu", NOW, language="ur")).links[0].title
    assert found is not None
    assert found.startswith(title)


def test_a_windows_1252_quote_in_english_is_read_as_one() -> None:
    body = rss(item()).replace("Title", "Army@s toll").encode().replace(b"@", b"\x92")
    assert read(body).links[0].title == "Army\N{RIGHT SINGLE QUOTATION MARK}s toll"
