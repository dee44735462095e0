"""How an explanation of one reading is shown: clause by clause, then report by report with its empty cells."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from cli.common import table_width
from khabardar.records import Report, Span
from khabardar.wording import headline, words

if TYPE_CHECKING:
    from extraction.explaining.records import CellNote, ClauseNote, Explanation, Mention, ReportNote

_LABEL = 9  # characters of the widest kind of mention, `quantity`
_QUOTE = 44  # characters of quoted words in a line
_WIDEST = 140  # beyond this a line of prose is hard to read


def print_explanation(explanation: Explanation, reports: Sequence[Report]) -> None:
    """The whole explanation on stdout."""
    print("CLAUSES: what became of each, what its words were taken for, and [the line of data or code that did it]\n")
    for clause in explanation.clauses:
        _print_clause(clause)
    if explanation.outside:
        print("NAMES OF PLACES THAT ARE NONE HERE\n")
        for mention in explanation.outside:
            _print_mention(mention)
        print()
    if explanation.dropped:
        print("LEFT OUT: incidents in the making that became no report\n")
        for dropped in explanation.dropped:
            _print_wrapped(f"{_clauses(dropped.clauses)}: {dropped.why}  [{dropped.where}]", "  ")
        print()
    for note, report in zip(explanation.reports, reports, strict=True):
        _print_report(note, report)
    if not explanation.reports:
        print("NO REPORT: no clause opened an incident that stood to the end.")


def as_json(value: Any) -> Any:
    """An explanation as plain JSON values; a span is [start, end]."""
    if isinstance(value, Span):
        return [value.start, value.end]
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [as_json(item) for item in value]
    return value


def _print_clause(clause: ClauseNote) -> None:
    heading = ", a heading" if clause.is_heading else ""
    _print_wrapped(f"{clause.number}. {clause.standing}{heading}: {clause.why}  [{clause.where}]", "")
    _print_wrapped(" ".join(clause.words.split()), "   > ", hang=5)
    for mention in clause.mentions:
        _print_mention(mention)
    print()


def _print_mention(mention: Mention) -> None:
    quoted = _shortened(mention.words)
    lead = f"   {mention.kind:<{_LABEL}} {quoted:<{_QUOTE}} "
    _print_wrapped(f"{lead}{mention.taken_for}  [{mention.where}]", "", hang=len(lead))


def _print_report(note: ReportNote, report: Report) -> None:
    parent = f", part of {note.parent}" if note.parent else ""
    told = f"told by {_clauses(note.clauses)}, {note.role}{parent}, confidence {note.confidence}"
    print(f"REPORT {note.key}: {headline(report.facts)}\n  {told}\n")
    before = None
    for cell in note.cells:
        if not _is_empty(cell):
            _print_cell(cell, before)
            before = cell
    print("\n  empty, because")
    for names, why, where in _grouped(note):
        _print_wrapped(f"{', '.join(names)}: {why}  [{where}]", "   ", hang=6)
    print()


def _print_cell(cell: CellNote, before: CellNote | None) -> None:
    """The reason and the lines are left out where they are those of the cell before."""
    quoted = " … ".join(f'"{_shortened(text)}"' for text in dict.fromkeys(cell.words))
    parts = [f"{words(cell.value)}{f'  from {quoted}' if quoted else ''}"]
    if before is None or cell.why != before.why:
        parts.append(cell.why)
    if before is None or (cell.where != before.where and len(parts) > 1):
        parts.append(f"[{', '.join(cell.where)}]")
    lead = f"   {cell.cell:<20} "
    _print_wrapped(lead + "  ".join(parts), "", hang=len(lead))


def _grouped(note: ReportNote) -> Iterator[tuple[list[str], str, str]]:
    """Empty cells that are so for one reason, together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for cell in note.cells:
        if _is_empty(cell):
            groups.setdefault((cell.why, cell.where[0]), []).append(cell.cell)
    for (why, where), names in groups.items():
        yield names, why, where


def _is_empty(cell: CellNote) -> bool:
    return cell.value is None or cell.value == []


def _clauses(numbers: Sequence[int]) -> str:
    return f"clause{'s' if len(numbers) != 1 else ''} {', '.join(map(str, numbers))}"


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _QUOTE else f"{plain[: _QUOTE - 1]}…"


def _print_wrapped(text: str, indent: str, hang: int | None = None) -> None:
    further = " " * (len(indent) + 3 if hang is None else hang)
    width = max(40, min(table_width(), _WIDEST))
    print(
        textwrap.fill(
            text,
            width,
            initial_indent=indent,
            subsequent_indent=further,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
