"""What a page says of itself: its address, its dates with their zone, its people, its language, whether it runs on."""

from __future__ import annotations

import base64
from datetime import date
from typing import Any

import pytest
from servers.made_site import PARAGRAPHS, story

from crawler.articles import words_of
from crawler.canonical import canonical_url
from crawler.reading.documents import PageFacts
from crawler.reading.page import read_page
from crawler.reading.page_language import language_of
from khabardar.records import ArticleSelectors
from khabardar.vocabulary import PageCondition, Zone

URL = "https://paper.example/2026/03/02/labourers"
URDU = "مستونگ میں مسلح افراد کی فائرنگ سے دو مزدور جاں بحق ہو گئے، پولیس کے مطابق ایک شخص زخمی ہوا ہے۔ " * 4


def read(html: str, url: str = URL, **options: Any) -> PageFacts:
    return read_page(html.encode(), url, "text/html; charset=utf-8", "Asia/Karachi", **options)


def canonical(href: str) -> str:
    return f"<link rel='canonical' href='{href}'>"


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        (
            canonical("https://paper.example/story/7"),
            "https://m.paper.example/story/7?ref=x",
            "https://paper.example/story/7",
        ),
        (canonical("/story/7?utm_source=x"), "https://paper.example/amp/story/7", "https://paper.example/story/7"),
        ("<base href='https://paper.example/en/'>" + canonical("story/7"), URL, "https://paper.example/en/story/7"),
        ("<meta property='og:url' content='https://paper.example/story/7'>", URL, "https://paper.example/story/7"),
        (canonical("https://paper.example/"), URL, None),  # a template that names the home page everywhere
        (canonical("https://paper.example/2026/03"), URL, None),  # or the section
        (canonical("https://other.example/story/7"), URL, None),  # or another site
        (canonical("https://paper.example/article.php"), "https://paper.example/article.php?id=4711", None),
        (canonical("https://paper.example/a"), "https://paper.example/a?page=12", "https://paper.example/a"),
        (
            canonical("https://paper.example/story/7"),
            "https://paper.example/story/7/print",
            "https://paper.example/story/7",
        ),
        (canonical(""), URL, None),
        ("", URL, None),
    ],
)
def test_the_address_that_a_page_gives_itself_is_taken_if_it_can_be_its_own(
    head: str, url: str, expected: str | None
) -> None:
    assert read(story(head=head), url).canonical_url == expected


def news_address(url: bytes) -> str:
    length = bytes([len(url)]) if len(url) < 128 else bytes([len(url) & 0x7F | 0x80, len(url) >> 7])
    name = base64.urlsafe_b64encode(b"\x08\x13\x22" + length + url + b"\xd2\x01\x00").decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{name}?oc=5"


@pytest.mark.parametrize(
    ("carrier", "inside"),
    [
        (news_address(b"https://paper.example/a"), "https://paper.example/a"),
        (news_address(b"https://paper.example/" + b"long-" * 30), "https://paper.example/" + "long-" * 30),
        ("https://news.google.com/rss/articles/CBMiqwFBVV95cUxQd29yZHM?oc=5", None),
        ("https://www.google.com/url?rct=j&url=https://paper.example/a%3Fid%3D3&ct=ga", "https://paper.example/a?id=3"),
        ("https://www.google.com/amp/s/paper.example/a/amp", "https://paper.example/a"),
        ("https://paper-example.cdn.ampproject.org/c/s/paper.example/a?amp=1", "https://paper.example/a"),
        (
            "https://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fpaper.example%2fa",
            "https://paper.example/a",
        ),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2Fa&h=1", "https://paper.example/a"),
        ("https://www.google.com/url?url=javascript:alert(1)", None),
        ("https://www.google.com/search?q=https://paper.example/a", None),
    ],
)
def test_addresses_that_carry_another_are_unwrapped_without_asking_anybody(carrier: str, inside: str | None) -> None:
    found = canonical_url(carrier)
    assert found == inside if inside else (found or "").startswith(carrier[:22])


@pytest.mark.parametrize(
    ("html", "url", "target"),
    [
        ("<meta http-equiv='refresh' content=\"0; url='/story/7'\">", URL, "https://paper.example/story/7"),
        ("<meta http-equiv='Refresh' content='2;URL=https://paper.example/b'>", URL, "https://paper.example/b"),
        ("<body data-n-au='https://paper.example/a'>", "https://news.google.com/read/X", "https://paper.example/a"),
        (
            "<a rel='nofollow' href='https://paper.example/a'>",
            "https://news.google.com/read/X",
            "https://paper.example/a",
        ),
        ("<a rel='nofollow' href='https://paper.example/a'>", URL, None),
        ("<meta http-equiv='refresh' content='0; url=javascript:x()'>", URL, None),
        (
            story(head="<meta http-equiv='refresh' content='300; url=/live'>"),
            URL,
            None,
        ),  # an article that renews itself
    ],
)
def test_a_page_that_only_sends_its_reader_on_says_where(html: str, url: str, target: str | None) -> None:
    assert read(html, url).sends_to == target


def test_a_page_of_google_news_that_tells_the_address_to_scripts_only_is_no_broken_article() -> None:
    page = f"<html><body><c-wiz data-n-a-id='CBMiqwFB'></c-wiz><script>{'x();' * 200}</script></body></html>"
    facts = read(page, "https://news.google.com/rss/articles/CBMiqwFBVV95cUxQd29yZHM?oc=5")
    assert (facts.condition, facts.sends_to) == (PageCondition.HIDDEN_ADDRESS, None)
    assert "outlet's own feed" in words_of(facts.condition)


DATES = """<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "%s", "dateModified": "%s",
"author": [{"name": "By Ali Raza"}, {"name": "Sana Gul"}]}</script>"""


def test_dates_come_with_their_zone_and_people_without_their_by() -> None:
    facts = read(story(head=DATES % ("2026-03-02T09:30:00Z", "2026-03-02 18:00:00")))
    assert facts.published is not None
    assert facts.modified is not None
    assert (facts.published.moment.isoformat(), facts.published.zone) == ("2026-03-02T14:30:00+05:00", Zone.STATED)
    assert (facts.modified.moment.isoformat(), facts.modified.zone) == ("2026-03-02T18:00:00+05:00", Zone.ASSUMED)
    assert facts.authors == ("Ali Raza", "Sana Gul")


def test_a_page_without_a_stated_date_is_dated_by_its_words_or_not_at_all() -> None:
    assert read(story(text=PARAGRAPHS)).published is None


@pytest.mark.parametrize(
    ("head", "url", "live"),
    [
        ('<script type="application/ld+json">{"@graph": [{"@type": ["LiveBlogPosting"]}]}</script>', URL, True),
        ("", "https://paper.example/news/live/quetta-blast", True),
        ("", "https://paper.example/news/livestock-fair", False),
        ("", URL, False),
    ],
)
def test_a_running_report_is_known(head: str, url: str, live: bool) -> None:
    assert read(story(head=head), url).is_live is live


def test_a_theme_left_at_english_does_not_make_urdu_english() -> None:
    assert read(story("خبر", text=[URDU]), language="ur").language == "ur"
    assert read(story("خبر", text=[URDU]), language="en").language == "und"
    assert read(story().replace("lang='en'", "lang='en-GB'")).language == "en-GB"
    assert language_of("plain words", None, "fr") == "fr"


def test_the_headline_is_the_one_that_the_head_confirms() -> None:
    head = "<meta property='og:title' content='Two labourers shot dead | The Made Paper'>"
    page = story("Two labourers shot dead", head=head).replace("<nav>", "<nav><h1>The Made Paper</h1>")
    assert read(page).title == "Two labourers shot dead"


def test_what_stands_between_the_paragraphs_is_no_part_of_the_article() -> None:
    debris = (
        "<p>Advertisement</p>",
        "<p>Read more: <a href='/x'>Five killed in Kech last week</a></p>",
        "<p><a href='/y'>Army says operation in the hills is over</a></p>",
        "<p>Follow us on Twitter and Facebook for more</p>",
        "<p>Published in The Made Paper, March 2nd, 2026</p>",
    )
    page = story(text=[*PARAGRAPHS[:2], *debris, *PARAGRAPHS[2:]])
    assert read(page).text == "\n\n".join(PARAGRAPHS)


def test_selectors_of_a_source_say_what_counts_and_hold_on_their_days() -> None:
    page = (
        "<html><head><title>x</title></head><body><div id='t'>Real title</div><span class='when'>2 March 2026, 4:15 pm"
        f"</span><span class='who'>By Ali Raza</span><div class='b'><p>{PARAGRAPHS[0]}</p><p class='ad'>Buy</p></div>"
    )
    selectors = ArticleSelectors(
        text=".b", title="#t", published=".when", author=".who", remove=(".ad",), until=date(2026, 3, 31)
    )
    facts = read(page, selectors=selectors)
    assert (facts.title, facts.text, facts.authors) == ("Real title", PARAGRAPHS[0], ("Ali Raza",))
    assert facts.published is not None
    assert facts.published.moment.isoformat() == "2026-03-02T16:15:00+05:00"
    assert selectors.valid_on(date(2026, 3, 31))
    assert not selectors.valid_on(date(2026, 4, 1))
    assert not ArticleSelectors(since=date(2026, 4, 1)).valid_on(date(2026, 3, 31))
