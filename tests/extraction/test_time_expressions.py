"""Time expressions resolve as section 3 of the codebook says; the articles are of Thursday, 6 March 2025."""

from __future__ import annotations

from datetime import date

import pytest

from extraction.dates import find_dates
from khabardar.vocabulary import DatePrecision

PUBLISHED = date(2025, 3, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Tuesday", date(2025, 3, 4)),
        ("on Thursday", date(2025, 3, 6)),
        ("late Sunday night", date(2025, 3, 2)),
        ("in the early hours of Monday", date(2025, 3, 3)),
        ("yesterday", date(2025, 3, 5)),
        ("two days ago", date(2025, 3, 4)),
        ("on Jan 31", date(2025, 1, 31)),
        ("on 24 September 2024", date(2024, 9, 24)),
        ("on November 21 last year", date(2024, 11, 21)),
        ("on December 9", date(2024, 12, 9)),
        ("on the night between Monday and Tuesday", date(2025, 3, 3)),
        ("overnight between Friday and Saturday", date(2025, 2, 28)),
        ("on Saturday night into Sunday", date(2025, 3, 1)),
        ("on Friday-Saturday night", date(2025, 2, 28)),
        ("on the night of 4/5 March 2025", date(2025, 3, 4)),
        ("on the intervening night of March 3-4", date(2025, 3, 3)),
        ("on the night between February 28 and March 1", date(2025, 2, 28)),
        ("gunmen attacked a post overnight", date(2025, 3, 5)),
        ("on Tuesday of last week", date(2025, 2, 25)),
        ("two weeks ago", date(2025, 2, 20)),
        ("this morning", date(2025, 3, 6)),
        ("on 04/03/2025", date(2025, 3, 4)),
    ],
)
def test_an_expression_names_its_day(text: str, expected: date) -> None:
    assert find_dates(text, PUBLISHED)[0].start == expected


def test_between_two_weekdays_is_a_range() -> None:
    mention = find_dates("between Friday and Sunday", PUBLISHED)[0]
    assert (mention.start, mention.end, mention.precision) == (date(2025, 2, 28), date(2025, 3, 2), DatePrecision.RANGE)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("from Friday night until Sunday morning", date(2025, 2, 28), date(2025, 3, 2)),
        ("from January 30 to February 2", date(2025, 1, 30), date(2025, 2, 2)),
        ("between 1 and 4 March", date(2025, 3, 1), date(2025, 3, 4)),
        ("March 3-5", date(2025, 3, 3), date(2025, 3, 5)),
        ("over the weekend", date(2025, 3, 1), date(2025, 3, 2)),
    ],
)
def test_from_one_day_to_another_is_a_range(text: str, start: date, end: date) -> None:
    mention = find_dates(text, PUBLISHED)[0]
    assert (mention.start, mention.end, mention.precision) == (start, end, DatePrecision.RANGE)


def test_overnight_adds_nothing_to_a_day_that_the_sentence_names() -> None:
    assert [d.start for d in find_dates("On 2 March 2025, overnight, gunmen struck.", PUBLISHED)] == [date(2025, 3, 2)]


def test_a_month_is_a_month() -> None:
    mention = find_dates("in December 2024", PUBLISHED)[0]
    assert (mention.start, mention.end, mention.precision) == (
        date(2024, 12, 1),
        date(2024, 12, 31),
        DatePrecision.MONTH,
    )


def test_a_day_earlier_hangs_on_the_day_named_before() -> None:
    text = "He died on Wednesday of wounds received in a blast a day earlier."
    assert [d.start for d in find_dates(text, PUBLISHED)] == [date(2025, 3, 5), date(2025, 3, 4)]


def test_when_somebody_spoke_is_marked() -> None:
    spoken, meant = find_dates("police said on Wednesday that the men were shot on Monday", PUBLISHED)
    assert (spoken.is_report, meant.is_report) == (True, False)


def test_what_lies_ahead_is_no_day_of_an_event() -> None:
    assert find_dates("a strike will begin on March 20", PUBLISHED)[0].is_bound
