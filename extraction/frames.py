"""Finds acts that a clause names without telling them: planned, denied, part of a name, or only referred to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extraction.document import Document, Ranged
from extraction.findings import Finding
from extraction.lexicon.entries import Cue, Frame, FrameEntry
from extraction.lexicon.loader import Lexicon
from extraction.lexicon.matcher import Hit
from extraction.lexicon.words import words

_ENDS = words("frames.ends")
_JOINS = words("frames.joins")
_RELATIVE = words("frames.relative")
_EVENT_NOUNS = words("frames.event_nouns")
_DEFINITE = words("frames.definite")
_THINGS_UNDONE = words("frames.things_undone")
_UNDOING = words("frames.undoing")
_HABITS = words("frames.habits")
_SUBJECTS = words("frames.subjects")
_FINITE = words("frames.finite")
_LONGEST_ASIDE = 4  # tokens from bracket to bracket

Marks = dict[int, Frame]  # token -> how it stands


def settle(document: Document, findings: Sequence[Finding], lexicon: Lexicon) -> list[Finding]:
    """The findings without what they do not tell; those that are all reference are marked `framed`."""
    return [_settled(document, finding, lexicon) for finding in findings]


def _settled(document: Document, finding: Finding, lexicon: Lexicon) -> Finding:
    if not finding.acts and not finding.losses:
        return finding
    found = lexicon.frames.find(document.tokens, finding.clause.first, finding.clause.last)
    hits = [hit for hit in found if document.tokens[hit.first].text != "May"]  # the month, not the verb
    finding = _without_things(document, _without_habits(document, finding))
    if _is_known_already(document, finding):
        return replace(finding, framed=Frame.DEFINITE)
    if not hits:
        return finding
    return _without_references(document, _without_unreal(document, finding, hits), hits)


def _without_habits(document: Document, finding: Finding) -> Finding:
    """`bandits who kidnap farmers and attack villages`: what people do again and again is no event."""
    if not any(_is_habit(document, act, bool(finding.dates)) for act in finding.acts):
        return finding
    acts = tuple(act for act in finding.acts if document.low(act.first) not in _HABITS)
    return replace(finding, acts=acts, losses=tuple(x for x in finding.losses if document.low(x.at) not in _HABITS))


def _without_things(document: Document, finding: Finding) -> Finding:
    """`neutralised a hideout`, `eliminated the network`: nobody died of that."""
    losses = tuple(loss for loss in finding.losses if not _is_of_a_thing(document, loss.at))
    return finding if len(losses) == len(finding.losses) else replace(finding, losses=losses)


def _is_of_a_thing(document: Document, verb: int) -> bool:
    behind = {document.low(at) for at in range(verb + 1, verb + 5)}
    return document.low(verb) in _UNDOING and bool(behind & _THINGS_UNDONE)


def _is_known_already(document: Document, finding: Finding) -> bool:
    """`The attack on the consulate shows ...`: each act is a noun with an article, and nobody and no day is counted."""
    if finding.losses or finding.dates or not finding.acts:
        return False
    return all(
        document.low(act.last - 1) in _EVENT_NOUNS
        and any(document.low(at) in _DEFINITE for at in range(act.first - 2, act.first))
        for act in finding.acts
    )


def _is_habit(document: Document, act: Ranged, is_dated: bool) -> bool:
    """A verb in the present: behind `who` or `they`, or between a plural and a bare plural."""
    if act.last - act.first != 1 or document.low(act.first) not in _HABITS:
        return False
    before, after = document.low(act.first - 1), document.low(act.last)
    return before in _SUBJECTS or (not is_dated and _is_plural(before) and _is_plural(after))


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith("ss")


def _without_unreal(document: Document, finding: Finding, hits: Sequence[Hit[FrameEntry]]) -> Finding:
    """Drops acts that are planned, denied or part of a name, and the losses that would come of them."""
    if Cue.FOILED in finding.cues:
        return finding
    marks = _marks(
        document, finding, [hit for hit in hits if hit.entry.frame in (Frame.IMAGINED, Frame.DENIED, Frame.TOLD)]
    )
    named = [hit for hit in hits if hit.entry.frame is Frame.NAMED]
    acts = tuple(act for act in finding.acts if act.first not in marks and not _is_named(act, named))
    losses = tuple(loss for loss in finding.losses if marks.get(loss.at) is not Frame.IMAGINED)
    return replace(finding, acts=acts, losses=losses)


def _is_named(act: Ranged, hits: Sequence[Hit[FrameEntry]]) -> bool:
    return any(hit.last == act.first if hit.entry.is_before else hit.first == act.last for hit in hits)


def _without_references(document: Document, finding: Finding, hits: Sequence[Hit[FrameEntry]]) -> Finding:
    """Where the clause tells something beside the act it refers to, only that is kept; else it is marked."""
    if Cue.CLAIM in finding.cues:
        return finding
    marks = _references(document, finding, [hit for hit in hits if hit.entry.frame is Frame.REFERRED])
    acts = tuple(act for act in finding.acts if act.first not in marks)
    losses = tuple(loss for loss in finding.losses if loss.at not in marks and loss.party.first not in marks)
    if len(acts) == len(finding.acts) and len(losses) == len(finding.losses):
        return finding
    if not acts and not losses:
        return replace(finding, framed=Frame.REFERRED)
    dates = tuple(d for d in finding.dates if document.token_at(d.span.start) not in marks)
    locations = tuple(x for x in finding.locations if x.first not in marks)
    return replace(
        finding, acts=acts, losses=losses, dates=dates or finding.dates, locations=locations or finding.locations
    )


def _marks(document: Document, finding: Finding, hits: Sequence[Hit[FrameEntry]]) -> Marks:
    """Tokens within reach behind each phrase, up to a comma or a joining word."""
    marks: Marks = {}
    for hit in hits:
        if hit.entry.frame is Frame.TOLD or _is_month(document, hit):
            continue
        for at in range(hit.last, min(hit.last + hit.entry.reach + 1, finding.clause.last)):
            if _ends(document, at) or document.low(at) in _JOINS:
                break
            marks[at] = hit.entry.frame
    return marks


def _is_month(document: Document, hit: Ranged) -> bool:
    """`on 7 May`, not `may`."""
    return document.low(hit.first) == "may" and document.tokens[hit.first].is_capitalised


def _references(document: Document, finding: Finding, hits: Sequence[Hit[FrameEntry]]) -> Marks:
    """Tokens from each phrase to the end of what it governs, if an act or a loss stands within its reach."""
    things = sorted([act.first for act in finding.acts] + [loss.at for loss in finding.losses])
    marks: Marks = {}
    for hit in hits:
        end = _end_of_reference(document, hit.last, finding.clause.last, things)
        if any(hit.last <= at < min(end, hit.last + hit.entry.reach) for at in things):
            marks.update(dict.fromkeys(range(hit.first, end), Frame.REFERRED))
    return marks


def _end_of_reference(document: Document, first: int, last: int, things: Sequence[int]) -> int:
    """Behind a comma it goes on only with one more act of a list: `in cases of bombings, killings and raids`."""
    is_relative = False
    aside = -1  # the end of a bracket that only gives an abbreviation or a year
    for at in range(first, last):
        if at <= aside:
            continue
        if document.low(at) == "(":
            aside = _end_of_aside(document, at)
            if aside > at:
                continue
        is_relative = is_relative or document.low(at) in _RELATIVE
        if document.low(at) == "," and at + 1 in things:
            continue
        if _ends(document, at) or (document.low(at) == "and" and document.low(at + 1) in _FINITE):
            return at
        if document.low(at) in _FINITE and not is_relative:
            return at
    return last


def _end_of_aside(document: Document, at: int) -> int:
    """The closing bracket of `(SFs)`, `(2015)`; the opening one itself where more is said inside."""
    return next((end for end in range(at + 1, at + _LONGEST_ASIDE) if document.low(end) == ")"), at)


def _ends(document: Document, at: int) -> bool:
    """A comma inside a date or a figure ends nothing."""
    if document.low(at) == ",":
        around = document.tokens[max(at - 1, 0) : at + 2]
        return not any(token.is_number for token in around)
    return document.low(at) in _ENDS
