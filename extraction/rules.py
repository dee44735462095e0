"""The `rules` engine: clause grammar and word lists, no model; the same article always gives the same reading."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.clauses import Clause, find_clauses
from extraction.document import Document, build
from extraction.findings import Finding, gather
from extraction.frames import settle
from extraction.gazetteer import default_gazetteer
from extraction.genre import place_in_genre
from extraction.judgement import judge
from extraction.lexicon.loader import default_lexicon
from extraction.places import Survey, survey
from extraction.reports import report_all
from extraction.scenes import tell
from extraction.story import Scene, Story
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Reading, Report


@dataclass(frozen=True, slots=True)
class Trace:
    """One reading with all its intermediate forms, in the order in which the steps make them."""

    document: Document
    places: Survey
    clauses: list[Clause]
    gathered: list[Finding]  # what each clause says
    findings: list[Finding]  # the same without what it names and does not tell
    opened: tuple[Scene, ...]  # incidents in the making
    story: Story  # those that are left after the judgement
    reports: list[Report]


def trace(article: Article, hints: ReadingHints) -> Trace:
    """Read one article; `hints` say where an ambiguous name is first looked for."""
    lexicon = default_lexicon()
    document = build(article.text, article.title, article.published.date(), lexicon)
    places = survey(document, default_gazetteer(), hints)
    clauses = find_clauses(document, places.locations)
    gathered = gather(document, clauses, places.locations)
    findings = place_in_genre(document, settle(document, gathered, lexicon), lexicon)
    told = tell(findings)
    opened = tuple(told.scenes)
    story = judge(document, told, places.locations)
    return Trace(
        document, places, clauses, gathered, findings, opened, story, report_all(document, story, hints.country)
    )


class RulesEngine:
    """Reads offline, on one core, in milliseconds. Raises nothing for any text."""

    name = "rules"
    version = "1"

    def read(self, article: Article, hints: ReadingHints) -> Reading:
        """One article into reports; `hints` say where an ambiguous name is first looked for."""
        return reading_of(trace(article, hints))


def reading_of(traced: Trace) -> Reading:
    """What the rules make of an article whose every step is known."""
    notes = tuple(_notes(traced.document, traced.story))
    return Reading(tuple(traced.reports), RulesEngine.name, RulesEngine.version, notes)


def _notes(document: Document, story: Story) -> list[str]:
    notes = []
    for finding, standing in story.asides:
        words = document.words(finding.clause.first, finding.clause.last)
        notes.append(f"set aside as {standing.value}: {words[:160]}")
    return notes
