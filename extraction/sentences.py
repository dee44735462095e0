"""Cuts an article into sentences, and sets apart what is none: datelines, headings, page debris."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from extraction.normalise import is_debris


class SentenceKind(StrEnum):
    BODY = "body"
    HEADING = "heading"  # a line or a run of capitals that names what follows
    DEBRIS = "debris"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of the article; `topic` counts up where a heading opens a new one."""

    start: int
    end: int
    paragraph: int
    topic: int = 0
    kind: SentenceKind = SentenceKind.BODY


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where the reporter sits: `QUETTA (Staff Reporter):`, `KABUL, June 7 (MA) -`."""

    start: int
    end: int


_PARAGRAPH = re.compile(r"[^\n]+")
_DATELINE = re.compile(
    r"\s*[A-Z][A-Za-z'.-]*(?:[ /&,-]+(?:[A-Z][A-Za-z'.-]*|and|\d{1,2}))*\s*(?:,\s*)?(?:\d{1,2}(?:\s+[A-Z][a-z]+)?)?"
    r"(?:\s+\d{4})?\s*(?:\([^()\n]{1,40}\)\s*)*(?::|\s-{1,2}\s|(?<=\))\s)"
)
_CAPITALS_HEADING = re.compile(r"\s*([A-Z][A-Z0-9'&/. -]{3,60}):\s+(?=\S)")
_ONLY_A_DAY = re.compile(  # heads an entry of a log: `July 24:`
    r"\s*(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}|"
    r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\s*:"
)
_BULLET = re.compile(r"\s*(?:[*\u2022\u25aa\u25cf\u25e6\u2023\u2043\u00b7-]|\(?\d{1,2}[.)])\s+(?=[A-Z])")
_TIME_STAMP = re.compile(r"\s*(?:\[?\d{1,2}[:.]\d{2}\s*(?:am|pm|AM|PM|hrs|IST|PKT|GMT|UTC)?\]?)\s*[-:|]\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Lt|Gen|Maj|Brig|Col|Capt|Sgt|Cpl|Hon|Dr|Mr|Mrs|Ms|Prof|Rev|St|Sr|Jr|No|Nos|Art|Sec|vs|etc|Inc|Ltd|Co|Govt|"
    r"Dept|Supt|Insp|Const|Adv|Md|Mohd|Muhd|Ph|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|approx|e\.g|i\.e|a\.m|p\.m|"
    r"U\.S|U\.N|U\.K|km|Rs)|\b[A-Z])\.$"
)
_END = re.compile(r"[.!?][\"')\]]*(?=\s+[\"'(\[*]*[A-Z0-9])|[.!?][\"')\]]+$")


def split(text: str) -> tuple[list[Sentence], Dateline | None]:
    """All sentences in order, and the dateline of the article if it opens with one."""
    sentences: list[Sentence] = []
    dateline: Dateline | None = None
    topic = 0
    for number, match in enumerate(_PARAGRAPH.finditer(text)):
        start, end = match.span()
        line = match.group()
        if not line.strip():
            continue
        if is_debris(line):
            sentences.append(Sentence(start, end, number, topic, SentenceKind.DEBRIS))
            continue
        bullet = _BULLET.match(text, start, end)
        start = bullet.end() if bullet else start
        stamp = _TIME_STAMP.match(text, start, end)
        start = stamp.end() if stamp else start
        opening = _opening(text, start, end)
        if opening is not None:
            head_end, is_dateline = opening
            if is_dateline and dateline is None and not sentences and not _ONLY_A_DAY.match(text, start, head_end):
                dateline = Dateline(start, head_end)
            else:
                topic += 1
                sentences.append(Sentence(start, head_end, number, topic, SentenceKind.HEADING))
            start = head_end
        elif _is_heading(line):
            topic += 1
            sentences.append(Sentence(start, end, number, topic, SentenceKind.HEADING))
            continue
        sentences.extend(Sentence(a, b, number, topic) for a, b in _cut(text, start, end))
    return sentences, dateline


def _opening(text: str, start: int, end: int) -> tuple[int, bool] | None:
    """End of the dateline or capitals heading that opens this paragraph, and whether it can be a dateline."""
    match = _DATELINE.match(text, start, end)
    if match and match.end() - start <= 70:
        first = match.group().strip().split(" ")[0].strip(",:")
        ends_plainly = match.group().rstrip().endswith(")")
        dated = bool(re.search(r"\d", match.group()))
        if dated or (not ends_plainly and (first.isupper() or "(" in match.group() or "/" in match.group())):
            return match.end(), True
    match = _CAPITALS_HEADING.match(text, start, end)
    return (match.end(), False) if match else None


def _is_heading(line: str) -> bool:
    """A short line without a full stop: `July 16`, `In brief`."""
    bare = line.strip()
    return len(bare) < 60 and not bare.endswith((".", "!", "?", '"', "'", ",", ":")) and len(bare.split()) <= 6


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if match.group()[0] == "." and _ABBREVIATION.search(text, begin, match.start() + 1):
            continue
        pieces.append((begin, stop))
        begin = stop
    pieces.append((begin, end))
    return [trimmed for a, b in pieces if (trimmed := _trim(text, a, b)) is not None]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
