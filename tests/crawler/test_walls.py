"""Pages that stand in an article's place are told from articles, and articles from them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from servers.made_site import PARAGRAPHS, story

from crawler.articles import Page, article_from_page
from crawler.reading.page import read_page
from khabardar.records import HttpFacts, Link, Source
from khabardar.vocabulary import PageCondition, SourceKind

URL = "https://paper.example/2026/03/02/labourers"
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
OFFER = (
    "<div class='offer'><h3>Already a subscriber? Sign in</h3><p>Subscribe to read the rest of this story.</p></div>"
)
FOUR_TIMES = PARAGRAPHS * 4


def condition(html: str, url: str = URL) -> PageCondition:
    return read_page(html.encode(), url, "text/html; charset=utf-8").condition


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (story(), PageCondition.READ),
        (story(text=PARAGRAPHS[:1]), PageCondition.READ),
        (story(text=PARAGRAPHS[:1], tail=OFFER), PageCondition.PAYWALL),
        (story(text=PARAGRAPHS[:1], head=NOT_FREE), PageCondition.PAYWALL),
        (story(text=[*PARAGRAPHS, *PARAGRAPHS[:3], "And then…"], head=NOT_FREE), PageCondition.PAYWALL),
        (
            story(
                "Before you continue", text=["We and our partners use cookies.", "Cookies, privacy, consent, cookies."]
            ),
            PageCondition.CONSENT,
        ),
        (
            story("404 - Page not found", text=["The page you asked for is not here.", *PARAGRAPHS[:1]]),
            PageCondition.SOFT_404,
        ),
        (story("Sorry, this article is no longer available", text=["Try the search."]), PageCondition.SOFT_404),
        (story("Just a moment...", text=["Checking your browser before you go on."]), PageCondition.CHALLENGE),
        ("<html><body><form><input type='password'></form></body></html>", PageCondition.LOGIN),
        ("<html><body><p>.</p></body></html>", PageCondition.NO_TEXT),
        ("", PageCondition.NO_TEXT),
    ],
)
def test_a_page_is_told_by_what_it_says(html: str, expected: PageCondition) -> None:
    assert condition(html) is expected


@pytest.mark.parametrize(
    "html",
    [
        story(text=FOUR_TIMES, head=NOT_FREE),  # a meter that lets us in: the whole text is there
        story(text=FOUR_TIMES, tail=OFFER),  # the offer stands at the end of every page
        story(text=FOUR_TIMES, tail="<footer>We use cookies. Cookie policy. Privacy. Consent. Partners.</footer>"),
        story("Not found: three fishermen missing off Gwadar", text=FOUR_TIMES),
        story("Access denied: aid convoy turned back at Kulachi", text=FOUR_TIMES),
        story(text=FOUR_TIMES, tail="<form><input type='password'></form>"),
    ],
)
def test_marks_of_a_wall_on_a_page_with_a_long_text_are_no_wall(html: str) -> None:
    assert condition(html) is PageCondition.READ


def test_a_consent_host_is_a_form_whatever_it_says() -> None:
    assert (
        condition(story(text=["Ihre Auswahl."]), "https://consent.paper.example/m?continue=x") is PageCondition.CONSENT
    )


def test_no_word_of_a_wall_becomes_an_article_but_the_feed_s_own_text_does() -> None:
    source = Source("paper", "Paper", SourceKind.FEED, "https://paper.example/feed", "paper")
    facts = read_page(story(text=PARAGRAPHS[:1], tail=OFFER).encode(), URL)
    page, now = Page(facts, HttpFacts(200, URL)), datetime(2026, 3, 2, tzinfo=UTC)
    assert article_from_page(source, Link(URL, "paper"), page, now) is None
    told = article_from_page(source, Link(URL, "paper", content=PARAGRAPHS[1]), page, now)
    assert told is not None
    assert (told.text, told.text_origin, told.page) == (PARAGRAPHS[1], "feed", PageCondition.PAYWALL)
    assert told.remark is not None
    assert "don't pay" in told.remark
