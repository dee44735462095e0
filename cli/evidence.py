"""Values beside the words that say so: how one report, and one row, is shown to a person who doubts it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.common import print_table
from khabardar.codec import flatten
from khabardar.records import Facts, Report, Span
from khabardar.wording import headline, stated_cells, words

_CONTEXT_CHARS = 40
_NEAR_CHARS = 60  # spans as near as this are shown in one stretch of text
_MOST_QUOTES = 2
# Cells that the place brings with it: its own words would stand there again.
_UNQUOTED = dict.fromkeys(("admin2", "admin1", "country"), "(where the gazetteer has the place)")


@dataclass(frozen=True, slots=True)
class Witness:
    """A report with what it takes to quote it."""

    report: Report
    outlet: str
    text: str  # of its article


def quote(text: str, spans: Sequence[Span]) -> str:
    """The words of the spans, in brackets, with a little of what stands around them."""
    stretches: list[list[Span]] = []
    for span in sorted(set(spans)):
        if stretches and span.start - stretches[-1][-1].end <= _NEAR_CHARS:
            stretches[-1].append(span)
        else:
            stretches.append([span])
    shown = [_stretch(text, stretch) for stretch in stretches[:_MOST_QUOTES]]
    return "  ".join(shown) + (f"  (and {len(stretches) - _MOST_QUOTES} more)" if len(stretches) > _MOST_QUOTES else "")


def _stretch(text: str, spans: Sequence[Span]) -> str:
    start = max(0, spans[0].start - _CONTEXT_CHARS)
    end = max(span.end for span in spans) + _CONTEXT_CHARS
    marked, at = "…" if start else "", start
    for span in spans:
        if span.start >= at:  # a span inside the one before is marked with it
            marked += f"{text[at : span.start]}[{text[span.start : span.end]}]"
            at = span.end
    marked += text[at:end] + ("…" if end < len(text) else "")
    return " ".join(marked.split())


def print_report(report: Report, text: str) -> None:
    """One report as a table of cell, value and words."""
    print(f"\n{report.key}  {headline(report.facts)}" + (f"  (part of {report.parent})" if report.parent else ""))
    print_table(("cell", "value", "words of the article"), _report_rows(report, text))


def _report_rows(report: Report, text: str) -> Iterator[Sequence[object]]:
    for name, value in stated_cells(report.facts).items():
        spans = report.evidence.get(name, ())
        yield name, words(value), quote(text, spans) or _UNQUOTED.get(name, "(follows from a rule)")


def evidence_rows(facts: Facts, witnesses: Sequence[Witness]) -> Iterator[Sequence[object]]:
    """For each cell of a row: its value, and what each outlet says of that cell, in its words."""
    for name, value in stated_cells(facts).items():
        shown: object = words(value)
        cell: object = name
        for outlet, said, quoted in _said(name, witnesses):
            yield cell, shown, outlet, said, quoted
            cell = shown = ""
        if cell:
            yield cell, shown, "", "", _UNQUOTED.get(name, "(follows from a rule)")


def _said(cell: str, witnesses: Sequence[Witness]) -> Iterator[tuple[str, str, str]]:
    if cell in _UNQUOTED:
        return
    for witness in witnesses:
        spans = witness.report.evidence.get(cell, ())
        if spans:
            said = words(flatten(witness.report.facts).get(cell))
            yield witness.outlet, said, quote(witness.text, spans)
