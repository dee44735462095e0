"""Finds the time expressions of a text and says how each stands in its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from extraction.daterules import RULES, DateContext, DateRule, Days
from khabardar.records import Span
from khabardar.vocabulary import DatePrecision


@dataclass(frozen=True, slots=True)
class DateMention:
    """One time expression: the days that it names, and how it stands in its sentence."""

    span: Span
    start: date
    end: date
    precision: DatePrecision
    is_report: bool = False  # when somebody spoke, not when it happened
    is_bound: bool = False  # "until Friday", "since Monday", "from Sunday": an end of a stretch of time
    is_relative: bool = False  # hangs on another date of the text
    is_stretch: bool = False  # "over the past 48 hours": the frame of a running total
    rule: str = ""  # the function of daterules.py that resolved it

    @property
    def is_vague(self) -> bool:
        return self.precision is DatePrecision.MONTH


_BEGAN = re.compile(r"\b(?:began|begun|started|broke out|launched|erupted|seized|stormed|taken over)\b[^.]*$")
_ENDED = re.compile(
    r"\b(?:ended|ends|came to an end|was over|was brought to an end|concluded|was completed|was lifted)\b"
)
_BOUND_BEFORE = re.compile(
    r"\b(?:till|until|upto|by|since|next|coming|this coming|expires?|before|from)(?: (?:late|early))?(?: on)? $", re.I
)
_SPOKE_BEFORE = re.compile(
    r"\b(?:said|says|told|confirmed|announced|added|reporters|newsmen|journalists|statement|statements|claimed|stated|reported|"
    r"conference|briefing|disclosed|post on X|media|Parliament|assembly|meeting|released|issued|condemned)"
    r"(?: in [A-Z]\w+| here| late| early| also| to [a-z]+| in a [a-z ]{1,25}| in its [a-z ]{1,25}| by (?:tele)?phone)*"
    r" ?(?:on )?$"
)


def find_dates(text: str, published: date) -> list[DateMention]:
    """All time expressions of `text`, in order, resolved against the publication day and one another."""
    mentions: list[DateMention] = []
    anchor = published
    for match, rule in matches(text):
        days = rule.resolver(match, DateContext(published, anchor))
        if days is None:
            continue
        mention = _placed(text, match, days, rule, published)
        mentions.append(mention)
        if mention.precision is DatePrecision.DAY and mention.start <= published:
            anchor = mention.start
    return _with_stretches(text, mentions)


def matches(text: str) -> list[tuple[re.Match[str], DateRule]]:
    """What the rules match, in text order; of two that overlap, the match of the earlier rule."""
    lines = _Lines(text)
    found: list[tuple[re.Match[str], DateRule]] = []
    taken: list[tuple[int, int]] = []
    for rule in RULES:
        for start, end in lines.with_signs(rule.signs):
            for match in rule.pattern.finditer(text, start, end):
                if all(match.end() <= a or match.start() >= b for a, b in taken):
                    found.append((match, rule))
                    taken.append(match.span())
    return sorted(found, key=lambda pair: pair[0].start())


class _Lines:
    """The few lines in which a rule can match at all: to look for its signs costs a tenth of trying its pattern."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._low = text.lower()
        if len(self._low) != len(text):  # a letter that is two in lower case
            self._low = "".join(low if len(low := char.lower()) == 1 else char for char in text)
        self._known: dict[tuple[str, ...], list[tuple[int, int]]] = {}

    def with_signs(self, signs: tuple[str, ...]) -> list[tuple[int, int]]:
        """Start and end of each line that has one of the signs."""
        if signs not in self._known:
            self._known[signs] = sorted({line for sign in signs for line in self._with_sign(sign)})
        return self._known[signs]

    def _with_sign(self, sign: str) -> Iterator[tuple[int, int]]:
        text = self._low if sign == sign.lower() else self._text
        at = text.find(sign)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, at) + 1, end
            at = text.find(sign, end)


def _with_stretches(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """`the siege, which began on Thursday, ended on Saturday`: the first day becomes the whole stretch."""
    result = list(mentions)
    for number, (one, other) in enumerate(pairwise(mentions)):
        before, between = text[max(0, one.span.start - 40) : one.span.start], text[one.span.end : other.span.start]
        is_stretch = _BEGAN.search(before) and _ENDED.search(between) and "\n" not in between
        if is_stretch and one.precision is other.precision is DatePrecision.DAY and one.start < other.start:
            result[number] = replace(one, end=other.start, precision=DatePrecision.RANGE, is_bound=False)
    return result


def _placed(text: str, match: re.Match[str], days: Days, rule: DateRule, published: date) -> DateMention:
    before = text[max(0, match.start() - 60) : match.start()].replace("\n", "  ")
    is_end = days[0] == days[1] and not text.startswith("'s", match.end())  # `from 12 to 14 May` is the whole stretch
    return DateMention(
        Span(match.start(), match.end()),
        *days,
        is_report=rule.may_be_report and _SPOKE_BEFORE.search(before) is not None,
        is_bound=(is_end and _BOUND_BEFORE.search(before) is not None) or days[0] > published,
        is_relative=rule.is_relative,
        is_stretch=rule.is_stretch,
        rule=rule.resolver.__name__,
    )
