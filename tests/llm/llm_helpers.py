"""An article, a right mark-up of it, and models that say what they are told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from khabardar.identity import article_id
from khabardar.interfaces import Prompt
from khabardar.records import Article

TEXT = (
    "QUETTA: Three policemen were killed and five others injured when gunmen opened fire on their patrol in the "
    "Mastung district of Balochistan on Friday evening.\n\n"
    "A spokesman for the Baloch Liberation Army claimed responsibility for the attack. Hospital staff said two of the "
    "injured were in a critical state.\n\n"
    "Separately, a roadside bomb went off near Turbat on Thursday, killing a 12-year-old shepherd. "
    "Nobody claimed it.\n\n"
    "More than 90 people have died in such attacks this year, according to a think tank."
)


def article(text: str = TEXT, title: str = "Attacks in Balochistan") -> Article:
    """Published on Saturday, 14 March 2026."""
    moment = datetime(2026, 3, 14, 6, tzinfo=UTC)
    url = "https://a.example/1"
    return Article(article_id(url), url, "a", title, moment, moment, text)


def quote(sentence: int, words: str) -> dict[str, Any]:
    return {"sentence": sentence, "words": words}


def people(number: int, became: str, sentence: int, words: str) -> dict[str, Any]:
    return {"number": number, "became": became, "quote": quote(sentence, words)}


def event(act: list[dict[str, Any]], **others: Any) -> dict[str, Any]:
    empty = {"place": [], "date": [], "by": [], "claim": [], "people": [], "earlier": False, "part_of": 0}
    return {"act": act, **empty, **others}


AMBUSH = event(
    [quote(1, "opened fire on their patrol")],
    place=[quote(1, "Mastung")],
    date=[quote(1, "Friday evening")],
    by=[quote(2, "Baloch Liberation Army")],
    claim=[quote(2, "claimed responsibility")],
    people=[
        people(3, "killed", 1, "Three policemen were killed"),
        people(5, "injured", 1, "five others injured"),
    ],
)
BOMB = event(
    [quote(4, "a roadside bomb went off")],
    place=[quote(4, "Turbat")],
    date=[quote(4, "Thursday")],
    people=[people(1, "killed", 4, "killing a 12-year-old shepherd")],
)


def answer(*events: dict[str, Any]) -> str:
    return json.dumps({"incidents": list(events)})


class SaysModel:
    """A model that gives these answers, one after the other, the last for ever."""

    name = "toy"

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.asked: list[Prompt] = []

    def ask(self, prompt: Prompt) -> str:
        self.asked.append(prompt)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
