"""Reads the lexicon's data files into typed entries; a bad line is refused by file and number."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TypeVar

from extraction.lexicon.entries import (
    ActEntry,
    ActKind,
    ActorEntry,
    CasualtyEntry,
    Cue,
    CueEntry,
    Effect,
    Entry,
    Frame,
    FrameEntry,
    Genre,
    GenreEntry,
    Part,
    PersonEntry,
    PersonUse,
    PlaceWordEntry,
    TargetEntry,
    VictimSide,
    Weight,
)
from extraction.lexicon.matcher import Matcher, Matchers
from khabardar.errors import LexiconError
from khabardar.vocabulary import PerpetratorType, Tag, TargetType, VictimGroup

E = TypeVar("E", bound=Entry)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All word lists, each as a matcher over tokens."""

    actors: Matcher[ActorEntry]
    people: Matcher[PersonEntry]
    casualties: Matcher[CasualtyEntry]
    acts: Matcher[ActEntry]
    targets: Matcher[TargetEntry]
    cues: Matcher[CueEntry]
    frames: Matcher[FrameEntry]
    genres: Matcher[GenreEntry]
    of_text: Matchers  # actors, people, casualties, acts, targets, cues: in this order, all in one pass


@cache
def default_lexicon() -> Lexicon:
    """The lexicon that ships with the package, loaded once."""
    actors = Matcher([*read("groups.csv", "aliases", _group), *read("forces.csv", "phrases", _force)])
    people = Matcher(read("people.csv", "words", _person))
    casualties = Matcher(read("casualties.csv", "phrases", _casualty))
    acts = Matcher(read("acts.csv", "phrases", _act))
    targets = Matcher(read("targets.csv", "phrases", _target))
    cues = Matcher(read("cues.csv", "phrases", _cue))
    return Lexicon(
        actors=actors,
        people=people,
        casualties=casualties,
        acts=acts,
        targets=targets,
        cues=cues,
        frames=Matcher(read("frames.csv", "phrases", _frame)),
        genres=Matcher(read("genres.csv", "phrases", _genre)),
        of_text=Matchers([actors, people, casualties, acts, targets, cues]),
    )


@cache
def place_words(use: str) -> frozenset[str]:
    """The words of one use from place_words.csv."""
    return frozenset(word for word, entry in read("place_words.csv", "words", _place_word) if entry.use == use)


def read(name: str, column: str, build: Callable[[Row], E]) -> list[tuple[str, E]]:
    """(phrase, entry) for every phrase of a file of this package; LexiconError where a line is bad."""
    return parse(files("extraction.lexicon").joinpath(name).read_text(encoding="utf-8"), name, column, build)


def parse(text: str, name: str, column: str, build: Callable[[Row], E]) -> list[tuple[str, E]]:
    """The same for a text: `name` stands for the file in messages."""
    pairs: list[tuple[str, E]] = []
    for line, row in _rows(text, name):
        try:
            entry = replace(build(row), where=f"{name}:{line}")
        except (KeyError, ValueError) as fault:
            raise LexiconError(f"{name}:{line}: {_reason(fault)}") from fault
        phrases = [phrase.strip() for phrase in row[column].split(";") if phrase.strip()]
        if not phrases:
            raise LexiconError(f"{name}:{line}: column {column} is empty; give at least one phrase")
        pairs.extend((phrase, entry) for phrase in phrases)
    return pairs


def _reason(fault: Exception) -> str:
    return f"unknown value {fault}" if isinstance(fault, KeyError) else str(fault)


def _rows(text: str, name: str) -> Iterator[tuple[int, Row]]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    reader = csv.reader([line for _, line in lines])
    header: list[str] | None = None
    for (number, _), cells in zip(lines, reader, strict=True):
        if header is None:
            header = cells
        elif len(cells) != len(header):
            raise LexiconError(f"{name}:{number}: {len(cells)} columns where the header has {len(header)}")
        else:
            yield number, dict(zip(header, cells, strict=True))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _group(row: Row) -> ActorEntry:
    return ActorEntry(
        name=row["name"],
        actor_type=PerpetratorType(row["actor_type"]),
        countries=tuple(row["countries"].split()),
        is_label=row["label"] == "yes",
    )


def _force(row: Row) -> ActorEntry:
    return ActorEntry(
        name=None,
        actor_type=PerpetratorType.STATE_FORCES,
        countries=tuple(row["country"].split()),
        targets=tuple(TargetType(part) for part in _parts(row["targets"])),
    )


def _person(row: Row) -> PersonEntry:
    return PersonEntry(
        group=VictimGroup(row["group"]),
        targets=tuple(TargetType(part) for part in _parts(row["targets"])),
        use=PersonUse(row["use"]),
    )


def _casualty(row: Row) -> CasualtyEntry:
    return CasualtyEntry(Effect(row["effect"]), VictimSide(row["victims"]))


def _act(row: Row) -> ActEntry:
    return ActEntry(ActKind(row["act"]), Weight(row["weight"]), frozenset(Tag(part) for part in _parts(row["tags"])))


def _target(row: Row) -> TargetEntry:
    return TargetEntry(tuple(TargetType(part) for part in _parts(row["targets"])))


def _cue(row: Row) -> CueEntry:
    return CueEntry(Cue(row["cue"]))


def _frame(row: Row) -> FrameEntry:
    if row["side"] not in {"before", "after"}:
        raise ValueError(f"side is {row['side']!r}; it must be before or after")
    return FrameEntry(Frame(row["frame"]), row["side"] == "before", int(row["reach"]))


def _genre(row: Row) -> GenreEntry:
    return GenreEntry(Genre(row["genre"]), Part(row["where"]), int(row["needs"]))


def _place_word(row: Row) -> PlaceWordEntry:
    return PlaceWordEntry(row["use"])
