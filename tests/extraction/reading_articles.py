"""Articles for the tests of reading: our own corpus, and made ones of any unicode among words that the reader knows."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import strategies as st

from khabardar.article_json import parse_article
from khabardar.identity import article_id, content_hash
from khabardar.records import Article

CORPUS = sorted((Path(__file__).parents[1] / "quality" / "corpus").glob("*.json"))
_SATURDAY = datetime(2026, 3, 14, 18, tzinfo=UTC)
_NUMBERS = [
    "two",
    "0",
    "one",
    "33",
    "at least 12",
    "a",
    "more than 0",
    "10 to 12",
    "dozens of",
    "no",
    "several",
    "",
    "the",
]
_PEOPLE = [
    "people",
    "policemen",
    "militants",
    "labourers",
    "soldiers, including two officers,",
    "of them",
    "Constable Ali",
]
_FATES = ["were killed", "killed", "was injured", "later died", "were abducted", "were freed", "were arrested", "fled"]
_ACTS = [
    "when gunmen opened fire",
    "in a suicide attack",
    "after a bomb blast",
    "in a raid",
    "by a mob",
    "in a tribal clash",
]
_ACTS += [
    "as an attack was foiled",
    "when an ambush was planned",
    "in a grenade attack",
    "in an accident",
    "",
    "on a train",
]
_PLACES = [
    "in Mastung",
    "near Mand area of Kech district",
    "in Tump, Kharan and Pasni",
    "across Balochistan",
    "in Xyz village",
]
_DAYS = [
    "on Saturday",
    "yesterday",
    "on Feb 30",
    "last year",
    "over the past 48 hours",
    "between Friday and Sunday",
    "",
]
_TAILS = [
    "the BLA claimed responsibility",
    "the death toll rose to nine",
    "police said",
    "respectively",
    "nobody claimed it",
]
_TAILS += [
    "including 3 civilians and two militants",
    "separately, three of the dead were militants",
    "officials blamed the TTP",
]
_MARKS = [". ", ", ", ".\n\n", "; ", " and ", " while ", ": ", " (", ') "', " - ", "\u2014", "\u2026\n", " ' "]


def _pieces(*lists: list[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.sampled_from(words) for words in lists)).map(" ".join)


_sentence = _pieces(_NUMBERS, _PEOPLE, _FATES, _ACTS, _PLACES, _DAYS)
_scraps = st.text(max_size=12) | _pieces(_NUMBERS, _PEOPLE, _FATES) | st.sampled_from(_TAILS)
_text = st.lists(st.tuples(_sentence | _scraps, st.sampled_from(_MARKS)).map("".join), min_size=1, max_size=8)


def corpus_article(path: Path) -> Article:
    """One of our own corpus, as the command line would read it."""
    return parse_article(json.dumps(json.loads(path.read_text(encoding="utf-8"))), _SATURDAY).article


def article_of(text: str, title: str = "") -> Article:
    """Any text, published on a Saturday."""
    return Article(
        id=article_id("test:"),
        url="test:",
        source_id="test",
        title=title,
        published=_SATURDAY,
        fetched=_SATURDAY,
        text=text,
        content_hash=content_hash(text),
    )


articles = st.builds(article_of, _text.map("".join) | st.text(max_size=300), _sentence | _scraps)
