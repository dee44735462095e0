"""The data files: all lines load, and a bad line is refused by file and number."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from extraction.lexicon.loader import default_lexicon, parse
from extraction.lexicon.matcher import Matcher
from extraction.lexicon.words import parse_classes
from extraction.tokens import tokenise
from khabardar.errors import LexiconError
from khabardar.vocabulary import VictimGroup


@dataclass(frozen=True)
class Side:
    group: VictimGroup
    where: str = ""


def side(row):
    return Side(VictimGroup(row["group"]))


def test_all_files_load() -> None:
    assert default_lexicon().people.find(tokenise("two policemen"))


def test_an_unknown_value_names_file_and_line() -> None:
    with pytest.raises(LexiconError, match=r"people\.csv:3: .*robots"):
        parse("# people\ngroup,words\nrobots,android\n", "people.csv", "words", side)


def test_a_line_with_a_cell_too_many_names_file_and_line() -> None:
    with pytest.raises(LexiconError, match=r"people\.csv:2: 3 columns where the header has 2"):
        parse("group,words\ncivilians,woman,man\n", "people.csv", "words", side)


def test_a_class_of_words_that_stands_twice_is_refused() -> None:
    with pytest.raises(LexiconError, match=r"words\.csv:3: class a stands twice"):
        parse_classes("set,words\na,x y\na,z\n")


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("shot dead", "He was shot dead.", "shot dead"),
        ("left ~ dead", "It left two men dead.", "left two men dead"),
        ("left ~ dead", "It left dead.", ""),
        ("policeman/policemen", "two policemen", "policemen"),
        ("IS", "it is late", ""),
        ("IS", "IS said", "IS"),
    ],
)
def test_phrases_match_as_they_are_written(phrase: str, text: str, found: str) -> None:
    tokens = tokenise(text)
    hits = Matcher([(phrase, "x")]).find(tokens)
    assert " ".join(t.text for hit in hits for t in tokens[hit.first : hit.last]) == found
