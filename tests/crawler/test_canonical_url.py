"""One address for one article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical import canonical_url, same_site


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://News.Example/Story", "https://news.example/Story"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a#comments", "https://news.example/a"),
        (
            "https://news.example/a?utm_source=rss&UTM_Medium=x&fbclid=1&gclid=2&ocid=3&at_campaign=4",
            "https://news.example/a",
        ),
        ("https://news.example/a?id=7&utm_source=rss", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/x/../a/./b", "https://news.example/a/b"),
        ("https://news.example/story/amp/", "https://news.example/story/"),
        ("https://news.example/story/amp", "https://news.example/story"),
        ("https://news.example/story?amp=1", "https://news.example/story"),
        ("https://news.example/a/", "https://news.example/a/"),
        ("  https://news.example/a\n", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://news.example/خبر", "https://news.example/%D8%AE%D8%A8%D8%B1"),
        ("mailto:desk@news.example", None),
        ("javascript:void(0)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://news.example:port/", None),
        ("not a url", None),
    ],
)
def test_canonical_form(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


def test_relative_addresses_take_the_base() -> None:
    assert canonical_url("../b", "https://news.example/x/y/") == "https://news.example/x/b"
    assert canonical_url("//cdn.example/b", "https://news.example/") == "https://cdn.example/b"


@given(st.text(alphabet="abc/.?&=%#:@-_ü؟ ", max_size=40))
def test_canonical_is_a_fixed_point_and_never_raises(tail: str) -> None:
    once = canonical_url("https://news.example/" + tail)
    assert once is None or canonical_url(once) == once


def test_same_site() -> None:
    assert same_site("https://www.news.example/a", "https://news.example/")
    assert same_site("https://english.news.example/a", "https://news.example/")
    assert not same_site("https://news.example.evil/a", "https://news.example/")
    assert not same_site("https://badnews.example/a", "https://news.example/")
