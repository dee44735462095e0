"""Tells of what kind a whole article is, where it is of a kind that reports no fresh act by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.document import Document
from extraction.findings import Finding
from extraction.lexicon.entries import Cue, Genre, GenreEntry, Part, Weight
from extraction.lexicon.loader import Lexicon
from extraction.lexicon.matcher import Hit
from extraction.scope import NEWS, Standing, is_plain_news, standing_of
from extraction.tokens import Token, tokenise

_BY_LEAD = {Standing.STATISTIC: Genre.STATISTICS, Standing.VERDICT: Genre.VERDICT}
_LEAD = 2  # sentences
_TAIL = 400  # characters: who the writer is, which is no sentence of the document
_OPENING = 4  # sentences
_NO_MATTER_OF_OURS = frozenset({Cue.STATISTIC, Cue.RECALL, Cue.ACCIDENT, Cue.PRIVATE})
_TALK = frozenset({Cue.VERDICT, Cue.HYPOTHETICAL, Cue.FIGURE}) | _NO_MATTER_OF_OURS


def place_in_genre(document: Document, findings: Sequence[Finding], lexicon: Lexicon) -> list[Finding]:
    """The findings; in an article of talk those that tell of no fresh act are marked with its genre."""
    genre = genre_of(document, findings, lexicon)
    if genre is None and _opens_with_an_act(findings):
        return list(findings)
    return [f if _stands(f, genre) else replace(f, framed=f.framed or genre or Genre.TALK) for f in findings]


def _stands(finding: Finding, genre: Genre | None) -> bool:
    """True where the clause reports a fresh act although the article is not about one."""
    if genre is Genre.OPINION:
        return False
    return is_fresh(finding) or (genre is None and _is_anchored(finding))


def _is_anchored(finding: Finding) -> bool:
    """People lost by an act at a place; no month or year in which it was."""
    told = finding.framed is None and not finding.cues & _TALK and not any(d.is_vague for d in finding.dates)
    return told and finding.has_people_lost and bool(finding.acts) and bool(finding.locations)


def _opens_with_an_act(findings: Sequence[Finding]) -> bool:
    """True for news: its first sentences tell of an act. A digest under headings is taken as news."""
    if any(f.clause.is_heading for f in findings):
        return True
    lead = [f for f in findings if f.clause.sentence < _OPENING and f.framed is None]
    return any(standing_of(f) is Standing.OPENS and (f.locations or f.dates or f.losses) for f in lead)


def genre_of(document: Document, findings: Sequence[Finding], lexicon: Lexicon) -> Genre | None:
    """None for news; news is also what opens with a fresh act, whatever else it speaks of."""
    lead = [f for f in findings if f.clause.sentence < _LEAD and not f.clause.is_heading]
    is_news = any(is_fresh(f) for f in lead)
    if lead and not is_news and standing_of(lead[0]) in _BY_LEAD:
        return _BY_LEAD[standing_of(lead[0])]
    opens_fresh = is_news or any(_is_plain_act(f) for f in lead)
    for entry, phrases in signs_of(document, lexicon).items():
        if len(phrases) >= entry.needs and (entry.genre is Genre.OPINION or not opens_fresh):
            return entry.genre
    return None


def signs_of(document: Document, lexicon: Lexicon) -> dict[GenreEntry, set[str]]:
    """The phrases of each line of genres.csv that stand where that line looks for them."""
    met: dict[GenreEntry, set[str]] = {}
    for part, tokens in _parts(document).items():
        for hit in lexicon.genres.find(tokens):
            if hit.entry.part is part:
                met.setdefault(hit.entry, set()).add(_words(tokens, hit))
    return met


def is_fresh(finding: Finding) -> bool:
    """Told as having happened, at a place or with people lost, within the days of news."""
    if finding.framed is not None or finding.cues & _NO_MATTER_OF_OURS:
        return False
    if finding.cues & _TALK:
        return is_plain_news(finding) and standing_of(finding) is Standing.OPENS
    if not finding.has_people_lost and not finding.kinds(Weight.STRONG):
        return False
    published = finding.document.published
    days = [d for d in finding.dates if not d.is_vague]
    if any(d.is_vague for d in finding.dates) and not days:
        return False
    near = any(abs(published - d.end) <= NEWS for d in days)
    return near and bool(finding.locations or finding.has_people_lost)


def _is_plain_act(finding: Finding) -> bool:
    """An act at a place smaller than a province, without a date and without a word of talk."""
    told = finding.framed is None and not finding.cues & _TALK and not finding.dates
    return told and bool(finding.kinds(Weight.STRONG)) and any(x.level >= 2 for x in finding.locations)


def _parts(document: Document) -> dict[Part, Sequence[Token]]:
    title = tokenise(document.title)
    ends = document.bounds[min(_LEAD, len(document.bounds)) - 1][1] if document.bounds else 0
    return {
        Part.TITLE: title,
        Part.LEAD: [*title, *document.tokens[:ends]],
        Part.END: tokenise(document.text, max(0, len(document.text) - _TAIL), len(document.text)),
        Part.ANY: [*title, *document.tokens],
    }


def _words(tokens: Sequence[Token], hit: Hit[GenreEntry]) -> str:
    return " ".join(token.low for token in tokens[hit.first : hit.last])
