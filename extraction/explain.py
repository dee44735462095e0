"""Explains one reading: what each word was taken for, what was set aside, why each cell is full or empty.

Made from the trace that the reading itself ends in, so that it can't tell of another reading. Pure; printing is the
command line's.
"""

from __future__ import annotations

from extraction.explaining.case import Case
from extraction.explaining.cells import cell_notes
from extraction.explaining.clauses import Fates, clause_notes, dropped_scenes, fates_of, reports_told_by
from extraction.explaining.mentions import refused_names
from extraction.explaining.records import Explanation, ReportNote
from extraction.reports import reported
from extraction.rules import Trace, trace
from khabardar.interfaces import ReadingHints
from khabardar.records import Article, Report


def explain(article: Article, hints: ReadingHints) -> Explanation:
    """Read an article and say why it was read so."""
    return explanation_of(trace(article, hints))


def explanation_of(traced: Trace) -> Explanation:
    """The same of a reading that is already there."""
    fates = fates_of(traced)
    pairs = zip(reported(traced.story), traced.reports, strict=True)
    return Explanation(
        clauses=tuple(clause_notes(traced, fates)),
        outside=refused_names(traced.document, traced.places.refused),
        reports=tuple(_note(Case(traced, fates, scene, report), fates, report) for scene, report in pairs),
        dropped=tuple(dropped_scenes(traced, fates)),
    )


def _note(case: Case, fates: Fates, report: Report) -> ReportNote:
    told_by = reports_told_by(fates, report.key)
    cells = tuple(cell_notes(case))
    return ReportNote(report.key, report.parent, report.role.value, told_by, cells, report.confidence)
