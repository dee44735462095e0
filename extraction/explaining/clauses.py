"""What became of each clause: which report it opens or adds to, or why it was set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extraction.clauses import Clause
from extraction.document import within
from extraction.explaining.lines import data_line, line_of
from extraction.explaining.mentions import Told, mentions_of
from extraction.explaining.records import ClauseNote, Dropped
from extraction.findings import Finding
from extraction.frames import settle
from extraction.genre import place_in_genre, signs_of
from extraction.judgement import judge
from extraction.lexicon.entries import Cue, Frame, Genre
from extraction.lexicon.loader import default_lexicon
from extraction.reports import reported
from extraction.rules import Trace
from extraction.scenes import tell
from extraction.scope import Standing, standing_of
from extraction.story import Scene

# The cue that speaks for each way of being set aside.
_CUE_OF = {
    Standing.STATISTIC: Cue.STATISTIC,
    Standing.SUMMARY: Cue.SUMMARY,
    Standing.RECALL: Cue.RECALL,
    Standing.VERDICT: Cue.VERDICT,
    Standing.ACCIDENT: Cue.ACCIDENT,
    Standing.PRIVATE: Cue.PRIVATE,
    Standing.FIGURE: Cue.FIGURE,
    Standing.HYPOTHETICAL: Cue.HYPOTHETICAL,
    Standing.PEACEFUL: Cue.PEACEFUL,
}


@dataclass(frozen=True, slots=True)
class Fates:
    """Where the clauses of an article went, by the token with which each begins."""

    numbers: Mapping[int, int]  # counting from 1
    opens: Mapping[int, tuple[str, ...]]  # keys of reports
    adds: Mapping[int, tuple[str, ...]]
    asides: Mapping[int, Standing]
    dropped: frozenset[int]  # of scenes that became no report

    def of(self, clause: Clause) -> str:
        """`opens a`, `adds to a and b`, `set aside`, or `left alone`."""
        at = clause.first
        said = [f"opens {' and '.join(keys)}" for keys in [self.opens.get(at, ())] if keys]
        said += [f"adds to {' and '.join(keys)}" for keys in [self.adds.get(at, ())] if keys]
        if said:
            return "; ".join(said)
        return "set aside" if at in self.asides or at in self.dropped else "left alone"


def fates_of(trace: Trace) -> Fates:
    """Where each clause went."""
    opens: dict[int, list[str]] = {}
    adds: dict[int, list[str]] = {}
    for scene, report in zip(reported(trace.story), trace.reports, strict=True):
        for number, at in enumerate(dict.fromkeys(f.clause.first for f in scene.findings)):
            (adds if number else opens).setdefault(at, []).append(report.key)
    return Fates(
        {clause.first: number for number, clause in enumerate(trace.clauses, 1)},
        {at: tuple(keys) for at, keys in opens.items()},
        {at: tuple(keys) for at, keys in adds.items()},
        {finding.clause.first: standing for finding, standing in trace.story.asides},
        frozenset(f.clause.first for scene in _lost(trace) for f in scene.findings),
    )


def clause_notes(trace: Trace, fates: Fates) -> Iterator[ClauseNote]:
    """One note a clause, in text order."""
    document = trace.document
    for clause, gathered, settled in zip(trace.clauses, trace.gathered, trace.findings, strict=True):
        told = Told(document, clause, gathered, settled, trace.places.locations)
        why, where = _why(trace, fates, settled)
        yield ClauseNote(
            number=fates.numbers[clause.first],
            sentence=clause.sentence + 1,
            span=document.span(clause.first, clause.last),
            words=document.words(clause.first, clause.last),
            is_heading=clause.is_heading,
            standing=fates.of(clause),
            reports=fates.opens.get(clause.first, ()) + fates.adds.get(clause.first, ()),
            why=why,
            where=where,
            mentions=mentions_of(told),
        )


def dropped_scenes(trace: Trace, fates: Fates) -> Iterator[Dropped]:
    """Incidents in the making that became no report, each with the reason."""
    for scene in _lost(trace):
        firsts = dict.fromkeys(f.clause.first for f in scene.findings)
        why = _why_lost(trace, scene)
        yield Dropped(tuple(fates.numbers[at] for at in firsts), why, line_of(judge))


def _lost(trace: Trace) -> list[Scene]:
    kept = {id(scene) for scene in reported(trace.story)}
    return [scene for scene in trace.opened if id(scene) not in kept]


def _why_lost(trace: Trace, scene: Scene) -> str:
    standing = next((s for f, s in trace.story.asides if scene.findings and f is scene.opening), None)
    if standing is not None:
        return f"{standing}, seen once all was read"
    if scene.location is None:
        return "no place, not even in the rest of the article"
    return "a head over several places that counts nobody and has too few places under it"


def _why(trace: Trace, fates: Fates, finding: Finding) -> tuple[str, str]:
    at = finding.clause.first
    standing = standing_of(finding)
    if at in fates.asides:
        aside = fates.asides[at]
        late = judge if at in fates.dropped else tell
        return f"{aside}{_signs(trace, finding, aside)}", line_of(standing_of if aside is standing else late)
    if finding.framed is not None:
        return f"{_why_told(standing)}{_framed(trace, finding)}", line_of(
            settle if isinstance(finding.framed, Frame) else place_in_genre
        )
    if at in fates.opens or at in fates.adds:
        return _why_told(standing), line_of(standing_of)
    if at in fates.dropped:
        return "it tells of an incident that was left out at the end", line_of(judge)
    if standing is Standing.ADDS:
        return "it tells of no act, and no incident stood open that it could add to", line_of(tell)
    return "it tells of an act, and was not taken up", line_of(tell)


def _why_told(standing: Standing) -> str:
    if standing is Standing.OPENS:
        return "it tells of an act"
    return "it tells of no act by itself, and says more of what was told before"


def _signs(trace: Trace, finding: Finding, aside: Standing) -> str:
    """The words that speak for being set aside, with their lines."""
    cue = _CUE_OF.get(aside)
    hits = [
        hit for hit in within(trace.document.cues, finding.clause.first, finding.clause.last) if hit.entry.cue is cue
    ]
    if hits:
        return ": " + "; ".join(
            f'"{trace.document.words(hit.first, hit.last)}" ({data_line(hit.entry.where)})' for hit in hits
        )
    return _framed(trace, finding) if finding.framed is not None else ", as the clauses around it or its dates say"


def _framed(trace: Trace, finding: Finding) -> str:
    """The words that make a clause a reference, or the whole article one of another kind."""
    if isinstance(finding.framed, Genre):
        return _genre_signs(trace, finding.framed)
    if finding.framed is Frame.DEFINITE:
        return "; what it names stands there as known already (`the attack`)"
    lexicon = default_lexicon()
    hits = lexicon.frames.find(trace.document.tokens, finding.clause.first, finding.clause.last)
    said = [f'"{trace.document.words(hit.first, hit.last)}" ({data_line(hit.entry.where)})' for hit in hits]
    return f"; what it names is only {finding.framed}: {'; '.join(said)}"


def _genre_signs(trace: Trace, genre: Genre) -> str:
    signs = signs_of(trace.document, default_lexicon())
    said = [
        f'"{", ".join(sorted(phrases))}" ({data_line(entry.where)})'
        for entry, phrases in signs.items()
        if entry.genre is genre and len(phrases) >= entry.needs
    ]
    return f"; the article is {genre}" + (f": {'; '.join(said)}" if said else "")


def reports_told_by(fates: Fates, key: str) -> tuple[int, ...]:
    """Numbers of the clauses that tell of a report, in text order."""
    ats = {at for keys in (fates.opens, fates.adds) for at, told in keys.items() if key in told}
    return tuple(sorted(fates.numbers[at] for at in ats))
