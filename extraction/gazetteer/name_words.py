"""What single words say about a place's name beside them: the roles of `name_words.csv`, and whole phrases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from extraction.gazetteer.folding import fold
from extraction.gazetteer.loader import DATA, read_rows
from khabardar.errors import LexiconError


class NameRole(StrEnum):
    """What a word of `name_words.csv` says about a place's name beside it (or about itself)."""

    GIVEN = "given"  # a given name: what follows is a person's name
    SURNAME = "surname"  # a tribe's or family's name, even where a place has it too
    TITLE = "title"  # stands before a person's name
    OFFICE = "office"  # before a place it makes an office: "DC Quetta"
    TAIL = "tail"  # after a place it makes an organisation: "Quetta Gladiators"
    WORD = "word"  # an ordinary word or a word of many meanings: a place only where something says so
    PREFIX = "prefix"  # first word of many villages' names: "Dih Sayad" is not Sayad
    SUFFIX = "suffix"  # last word of many villages' names: "Qaysar Khel" is not Qaysar
    KIND_ONLY = "kind-only"  # a place only with its kind beside it: "Plateau State", "the Centre region"
    LEAD = "lead"  # a capitalised word that may stand before a place and is no part of a name


@dataclass(frozen=True, slots=True)
class NameWords:
    """`roles` by folded word; `phrases` are folded names that have a place in them and are none."""

    roles: dict[str, frozenset[NameRole]]
    phrases: frozenset[str]

    def of(self, word: str) -> frozenset[NameRole]:
        """The roles of a word in any spelling of its letters' case."""
        return self.roles.get(fold(word), frozenset())


def load_name_words(folder: Path = DATA) -> NameWords:
    """From `name_words.csv` and `phrases.csv`. Raises LexiconError at a bad line."""
    roles: dict[str, set[NameRole]] = defaultdict(set)
    for where, (word, role) in read_rows(folder / "name_words.csv", ["word", "role"]):
        if role not in NameRole.__members__.values():
            raise LexiconError(f"{where}: unknown role {role!r}; one of {', '.join(NameRole)}")
        if NameRole(role) in roles[fold(word)]:
            raise LexiconError(f"{where}: {word!r} is already a {role}")
        roles[fold(word)].add(NameRole(role))
    phrases = frozenset(fold(cells[0]) for _, cells in read_rows(folder / "phrases.csv", ["phrase", "what"]))
    return NameWords({word: frozenset(kinds) for word, kinds in roles.items()}, phrases)
