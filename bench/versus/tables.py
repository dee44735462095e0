"""Figures as the Markdown of docs/benchmarks.md. Each part stands between two marks, so that one can be made anew."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from bench.versus.figures import Kind, Part, Ratio

_HEAD = ("what", "ours", "against", "theirs", "ours / theirs", "spread")


def section(part: Part, machine: str) -> str:
    """One part, with the machine that it was measured on."""
    lines = [f"<!-- {part.key} -->", f"## {part.title}", "", part.how, "", f"*{machine}*", ""]
    if part.ratios and not part.ratios_in_rows:
        lines += table(_HEAD, [_row(ratio) for ratio in part.ratios])
    if part.rows:
        lines += table(part.header, part.rows)
    lines += [line for note in part.notes for line in (f"- {note}",)]
    return "\n".join(lines).rstrip() + f"\n<!-- /{part.key} -->\n"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, and the blank line after it."""
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows), ""]


def put_in(page: str, part: Part, text: str, order: Sequence[str] = ()) -> str:
    """The page with this part's section replaced, or added: before those that come later in `order`."""
    mark = re.compile(rf"<!-- {re.escape(part.key)} -->.*?<!-- /{re.escape(part.key)} -->\n", re.DOTALL)
    if mark.search(page):
        return mark.sub(lambda _: text, page, count=1)
    later = order[order.index(part.key) + 1 :] if part.key in order else ()
    for key in later:
        before, begin, after = page.partition(f"<!-- {key} -->")
        if begin:
            return before + text + "\n" + begin + after
    return page.rstrip("\n") + "\n\n" + text


def _row(ratio: Ratio) -> list[str]:
    ours, peer = (_measured(statistics.median(samples), ratio) for samples in (ratio.ours, ratio.peer))
    rounds = ratio.rounds
    behind = ratio.median < 1 if ratio.kind is Kind.SCORE else ratio.median > 1
    behind = behind and not ratio.floor and shown(ratio.median) != "1.00"
    median = f"**{shown(ratio.median)}**" + " behind" * behind
    return [ratio.what, ours, ratio.against, peer, median, f"{shown(min(rounds))} to {shown(max(rounds))}"]


def _measured(number: float, ratio: Ratio) -> str:
    """A score's differences are in its third figure."""
    return f"{number:.3f}" if ratio.kind is Kind.SCORE else f"{shown(number)} {ratio.unit}".strip()


def shown(number: float) -> str:
    """Three figures that count; whole numbers from a hundred on."""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.2f}" if abs(number) >= 0.1 else f"{number:.2g}"
