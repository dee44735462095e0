"""Filters in words: the same in command line, url and page, and back again."""

from datetime import UTC, date, datetime

import pytest

from khabardar.errors import UsageError
from khabardar.filters import FILTER_WORDS, filter_from, words_of
from khabardar.interfaces import Box, IncidentFilter
from khabardar.vocabulary import IncidentStatus, VictimGroup

FULL = {
    "since": "2026-03-01",
    "until": "2026-03-14",
    "changed": "2026-03-14T09:00:00Z",
    "country": "PK",
    "admin1": "Balochistan",
    "place": "Mach",
    "box": "66,29,67.5,30.5",
    "mapped": "no",
    "event": "Battles",
    "type": "Suicide bomb",
    "who": "Liberation",
    "side": "security",
    "killed": "3",
    "outlets": "2",
    "status": "rejected",
    "background": "yes",
    "text": "railway, bridge",
}


def test_every_word_is_read_and_written_back():
    assert tuple(FULL) == FILTER_WORDS
    where = filter_from(FULL)
    assert where == IncidentFilter(
        since=date(2026, 3, 1),
        until=date(2026, 3, 14),
        changed_since=datetime(2026, 3, 14, 9, tzinfo=UTC),
        country="PK",
        admin1="Balochistan",
        place="Mach",
        box=Box(66, 29, 67.5, 30.5),
        mapped=False,
        event_type="Battles",
        sub_event_type="Suicide bomb",
        perpetrator="Liberation",
        side=VictimGroup.SECURITY,
        killed_min=3,
        publishers_min=2,
        status=IncidentStatus.REJECTED,
        background=True,
        text="railway, bridge",
    )
    assert words_of(where) == FULL


def test_nothing_asked_restricts_nothing():
    assert filter_from({"since": " ", "page": "2"}) == IncidentFilter()
    assert words_of(IncidentFilter()) == {}


def test_words_are_forgiving_in_case():
    assert filter_from({"type": "suicide BOMB", "country": "pk"}).sub_event_type == "Suicide bomb"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"since": "2026-13-01"}, "--since '2026-13-01' is no day; write one such as 2026-03-14"),
        ({"type": "suicide bom"}, "did you mean 'Suicide bomb'?"),
        ({"killed": "-1"}, "--killed '-1' is no whole number"),
        ({"killed": "9" * 5000}, "is no whole number"),
        ({"box": "1,2,3"}, "is no area; write west,south,east,north"),
        ({"box": "67,29,66,30"}, "lies east of its east"),
        ({"box": "nan,29,66,30"}, "is no area"),
        ({"mapped": "perhaps"}, "neither yes nor no"),
        ({"status": "dubious"}, "--status 'dubious' is no status"),
    ],
)
def test_a_word_that_makes_no_sense_is_named_with_the_way_out(words, complaint):
    with pytest.raises(UsageError) as caught:
        filter_from(words, prefix="--")
    assert complaint in str(caught.value)
    assert len(str(caught.value)) < 800
