"""One report beside the scene that it was made from: what the notes on its cells are written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extraction.casualties import Loss
from extraction.document import Document
from extraction.explaining.clauses import Fates
from extraction.explaining.lines import data_line
from extraction.findings import Finding
from extraction.places import Location
from extraction.rules import Trace
from extraction.story import Scene
from khabardar.records import Report, Span


@dataclass(frozen=True, slots=True)
class Case:
    """A report, its scene, and the whole reading around them."""

    trace: Trace
    fates: Fates
    scene: Scene
    report: Report

    @property
    def document(self) -> Document:
        return self.trace.document

    @property
    def location(self) -> Location:
        """Never None: a scene without a place makes no report."""
        assert self.scene.location is not None
        return self.scene.location

    def losses(self) -> Iterator[tuple[Finding, Loss]]:
        """All statements of loss of the scene, with their clauses."""
        for finding in self.scene.findings:
            for loss in finding.losses:
                yield finding, loss

    def losses_elsewhere(self) -> Iterator[tuple[Finding, Loss]]:
        """Those of the clauses that tell nothing of this report."""
        mine = {finding.clause.first for finding in self.scene.findings}
        for finding in self.trace.gathered:
            if finding.clause.first not in mine:
                for loss in finding.losses:
                    yield finding, loss

    def number(self, finding: Finding) -> int:
        """Of the finding's clause, counting from 1."""
        return self.fates.numbers[finding.clause.first]

    def words(self, span: Span) -> str:
        """The text of a span."""
        return self.document.text[span.start : span.end]

    def lines(self, spans: tuple[Span, ...], *kinds: str) -> tuple[str, ...]:
        """Lines of the data whose words stand in these spans; `kinds` name lists of the document: `acts`, `cues`, …"""
        found: dict[str, None] = {}
        for kind in kinds:
            for hit in getattr(self.document, kind):
                span = self.document.span(hit.first, hit.last)
                if any(span.start < s.end and s.start < span.end for s in spans):
                    found[data_line(hit.entry.where)] = None
        return tuple(found)
