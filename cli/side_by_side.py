"""How two readings of one article are shown beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.common import print_table

if TYPE_CHECKING:
    from extraction.llm.comparing import ComparedReport, Comparison


def print_comparison(comparison: Comparison) -> None:
    """A table an incident: each cell by the rules and by the model; then what the gate refused."""
    print("THE RULES AND THE MODEL, side by side; a difference is marked with *\n")
    for report in comparison.reports:
        print(_heading(report))
        print_table(
            ("", "cell", "rules", "model"),
            [("" if cell.agrees else "*", cell.cell, _said(cell.rules), _said(cell.model)) for cell in report.cells],
        )
        print()
    if not comparison.reports:
        print("Neither sees an incident.\n")
    for note in comparison.notes:
        print(f"  {note}")


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """The same as plain JSON values."""
    return {
        "reports": [
            {
                "rules": report.rules,
                "model": report.model,
                "cells": {cell.cell: {"rules": cell.rules, "model": cell.model} for cell in report.cells},
            }
            for report in comparison.reports
        ],
        "notes": list(comparison.notes),
    }


def _heading(report: ComparedReport) -> str:
    if report.model is None:
        return f"report {report.rules}: the model does not see it"
    if report.rules is None:
        return f"the model's {report.model}: the rules do not see it"
    return f"report {report.rules}, the model's {report.model}"


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
