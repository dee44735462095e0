"""Articles as lines of JSON."""

import json
from datetime import UTC, datetime

import pytest

from khabardar.article_json import parse_article, source_slug
from khabardar.errors import InputError

NOW = datetime(2026, 3, 14, tzinfo=UTC)
GOOD = {
    "id": "a-1",
    "url": "https://x.example/a",
    "source": "The Ledger",
    "title": "T",
    "published": "2026-03-14T09:30:00+05:00",
    "text": "Words.",
    "mood": "ignored",
}


def test_a_line_becomes_an_article_with_its_zone():
    named = parse_article(json.dumps(GOOD), NOW)
    assert named.name == "a-1"
    assert named.article.published.isoformat() == "2026-03-14T09:30:00+05:00"
    assert named.article.source_id == "the-ledger"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{nonsense", "not JSON"),
        ("[]", "valid dictionary"),
        (json.dumps({k: v for k, v in GOOD.items() if k != "text"}), "'text' is missing"),
        (json.dumps(GOOD | {"published": "2026-03-14T09:30:00"}), "has no zone"),
        (json.dumps(GOOD | {"published": "yesterday"}), "'published'"),
        (json.dumps(GOOD | {"id": ""}), "'id'"),
    ],
)
def test_a_line_that_is_no_article_says_what_it_lacks(line, words):
    with pytest.raises(InputError, match=words):
        parse_article(line, NOW)


def test_an_outlet_without_a_latin_name_still_has_an_id():
    assert source_slug("روزنامه") == "unknown"
    assert source_slug("The Karachi  Post-Dispatch!") == "the-karachi-post-dispatch"
