"""The words behind a value, marked within what stands around them: pieces for a template, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.shown import safe
from khabardar.records import Span

_AROUND = 70  # characters of context on each side
_NEAR = 90  # spans as near as this stand in one stretch
_LONGEST_MARK = 400
_MOST_STRETCHES = 3


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an article with marks in it."""

    pieces: tuple[Piece, ...]


def stretches(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """At most a few stretches, each short whatever the article holds."""
    groups: list[list[Span]] = []
    for span in sorted(set(spans)):
        if groups and span.start - groups[-1][-1].end <= _NEAR:
            groups[-1].append(span)
        else:
            groups.append([span])
    return [_stretch(text, group) for group in groups[:_MOST_STRETCHES]]


def _stretch(text: str, spans: Sequence[Span]) -> Stretch:
    start = _word_start(text, max(0, spans[0].start - _AROUND), spans[0].start)
    pieces = [Piece("…" if start else "", False)]
    at = start
    for span in spans:
        if span.start < at:  # inside the one before, and marked with it
            continue
        pieces += [Piece(_inner(text[at : span.start]), False), Piece(_short(text[span.start : span.end]), True)]
        at = span.end
    end = _word_end(text, at, min(len(text), at + _AROUND))
    pieces.append(Piece(_inner(text[at:end]) + ("…" if end < len(text) else ""), False))
    return Stretch(tuple(piece for piece in pieces if piece.text))


def _word_start(text: str, at: int, least: int) -> int:
    """Not in the middle of a word, where there is a blank to begin after."""
    if at == 0:
        return 0
    blank = text.find(" ", at, least)
    return at if blank < 0 else blank + 1


def _word_end(text: str, least: int, at: int) -> int:
    if at >= len(text):
        return at
    blank = text.rfind(" ", least, at)
    return at if blank < 0 else blank


def _inner(text: str) -> str:
    """Paragraphs run on; blanks at the ends stay, they part words from the mark."""
    return safe(text.replace("\n\n", " ").replace("\n", " "))


def _short(text: str) -> str:
    return _inner(text if len(text) <= _LONGEST_MARK else f"{text[:_LONGEST_MARK]}…")
