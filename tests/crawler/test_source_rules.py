"""Which items a source's own rules take."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.reading.documents import Listing
from crawler.reading.rules import ruled, takes, takes_language
from khabardar.records import Link, Patterns, Rules
from khabardar.vocabulary import PollCondition

LINK = Link(
    "https://news.example/balochistan/2026/7",
    "daily",
    title="Two killed in Turbat",
    categories=("Crime", "Balochistan"),
)


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        (Rules(), True),
        (Rules(Patterns(url=("/balochistan/",))), True),
        (Rules(Patterns(url=("/sindh/", "/BALOCHISTAN/"))), True),
        (Rules(Patterns(url=("/sindh/",))), False),
        (Rules(Patterns(url=("/balochistan/",), title=("cricket",))), False),
        (Rules(Patterns(category=("^balochistan$",))), True),
        (Rules(exclude=Patterns(category=("crime",))), False),
        (Rules(exclude=Patterns(title=(r"\bcricket\b",))), True),
        (Rules(Patterns(category=("Balochistan",)), Patterns(title=("killed",))), False),
    ],
)
def test_an_item_fits_all_that_is_included_and_nothing_excluded(rules: Rules, taken: bool) -> None:
    assert takes(LINK, rules) is taken


def test_what_an_item_does_not_tell_leaves_it_in() -> None:
    bare = Link("https://news.example/7", "daily")
    assert takes(bare, Rules(Patterns(title=("killed",), category=("crime",), language=("en",))))


def test_a_language_includes_its_variants() -> None:
    rules = Rules(Patterns(language=("en", "ur")))
    assert takes(replace(LINK, language="en-GB"), rules)
    assert not takes(replace(LINK, language="ps"), rules)
    assert takes_language("ur-PK", rules)
    assert not takes_language("und", rules)
    assert not takes_language("en", Rules(exclude=Patterns(language=("en",))))


def test_how_many_were_left_out_is_said() -> None:
    listing = Listing(PollCondition.OK, links=(LINK, replace(LINK, url="https://news.example/sport/1")))
    kept = ruled(listing, Rules(exclude=Patterns(url=("/sport/",))))
    assert kept.links == (LINK,)
    assert kept.detail == "1 of 2 items were left out by the source's rules"
