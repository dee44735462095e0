"""The columns as a page of documentation."""

from __future__ import annotations

from collections.abc import Iterable

from export.columns.column import Column
from export.columns.table import COLUMNS

_HEAD = """\
# Columns

One row is one incident. Every export format has these columns, or a form of them. This page is generated:
change `export/columns/table.py`, then `python -m export.columns > docs/columns.md`.

- An empty cell (`null` in JSON) means "not known" or "not said", and never 0; 0 means that a source said "none".
- A list is parted by `; `. Dates are ISO 8601, local to the place; times carry their zone.
- In CSV, text that a spreadsheet could run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) has an
  apostrophe before it. Numbers are left as they are.
- In JSON Lines, `incident_id` is `id`, `parent_id` is `parent`, the columns of killed and of injured are objects
  (`killed.total`), and tags, targets and sources are arrays. GeoJSON has them as properties, Parquet with their types.
- HXL tags are for `khabardar export csv --hxl`, which gives them as the second row.
"""


def columns_page(columns: Iterable[Column] = COLUMNS) -> str:
    """The whole page in Markdown."""
    columns = tuple(columns)
    lines = [_HEAD, "| column | type | unit | meaning | empty means | example | HXL |", "|---|---|---|---|---|---|---|"]
    lines += [_table_line(column) for column in columns]
    lines += ["", "## Allowed values", ""]
    lines += [f"- **{column.name}**: {_codes(column.allowed)}" for column in columns if column.allowed]
    return "\n".join(lines) + "\n"


def _table_line(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.type.value,
        column.unit or "",
        column.meaning,
        column.empty,
        f"`{column.example}`" if column.example else "",
        f"`{column.hxl}`" if column.hxl else "",
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)
