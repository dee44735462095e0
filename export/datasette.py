"""A metadata file for Datasette, made of the comments of our tables: `datasette khabardar.db -m metadata.json`."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from export.columns import COLUMNS
from khabardar import __version__

_TITLE = "Khabardar: security incidents in the news"
_ABOUT = (
    "Rows are read by a machine from news reports. status says which of them a person has reviewed; confidence how"
    " sure the reading is. An empty cell is not known, and never 0."
)
# What a reader comes for; all other tables are there, but not on the first page.
_SHOWN: dict[str, dict[str, Any]] = {
    "incidents": {
        "title": "Incidents: one row each",
        "description": _ABOUT,
        "sort_desc": "date_start",
        "label_column": "place",
        "facets": ["status", "event_type", "admin1", "perpetrator"],
        "size": 50,
    },
    "reports": {"title": "Reports: what each article says of an incident", "sort_desc": "id"},
    "articles": {
        "title": "Articles that were read",
        "sort_desc": "published_at",
        "label_column": "title",
        "facets": ["source_id", "state"],
        "size": 20,
    },
    "revisions": {"title": "Every change of every row, and why", "sort_desc": "id", "facets": ["field"]},
    "reviews": {"title": "What people decided", "sort_desc": "id", "facets": ["action", "by"]},
    "sources": {"title": "Sources", "sort": "position", "label_column": "name", "facets": ["side", "kind"]},
    "source_states": {"title": "Sources: how the last visit went", "facets": ["condition"]},
    "cycles": {"title": "Cycles: what each pass did", "sort_desc": "id"},
}
# Datasette puts the meanings of columns above the rows; forty of them would push the rows off the page.
_STYLE = "dl.column-descriptions{max-height:8.5em;overflow-y:auto;border:1px solid #ccc;padding:.5em;background:#fff}"
_LIVE = "status in ('candidate', 'confirmed') and role = 'main'"
_QUERIES = {
    "days": {
        "title": "Incidents and people killed, by day",
        "sql": f"select date_start, count(*) as incidents, sum(killed_total) as killed from incidents where {_LIVE}"
        " group by date_start order by date_start desc",
    },
    "provinces": {
        "title": "Incidents and people killed, by province and type",
        "sql": f"select country, admin1, sub_event_type, count(*) as incidents, sum(killed_total) as killed from"
        f" incidents where {_LIVE} group by 1, 2, 3 order by incidents desc",
    },
    "evidence_of": {
        "title": "The words of the articles behind one row",
        "description": "Give the id of an incident, such as KB-4FZ7Q2M.",
        "sql": "select e.cell, substr(a.text, e.start_char + 1, e.end_char - e.start_char) as words, a.title, a.url"
        " from reports r join evidence e on e.report_id = r.id join articles a on a.id = r.article_id"
        " where r.incident_id = :id and r.text_revision = a.revision order by e.cell, r.id",
    },
    "disagreements": {
        "title": "Rows whose sources give different tolls",
        "sql": "select incident_id, count(*) as reports, min(killed_total) as lowest, max(killed_total) as highest"
        " from reports where incident_id is not null and killed_total is not null group by incident_id"
        " having min(killed_total) <> max(killed_total) order by highest - lowest desc",
    },
}


def datasette_metadata(database: str) -> dict[str, Any]:
    """`database`: the name that Datasette gives it, which is the file's without its ending."""
    from storage import words
    from storage.tables import metadata

    # Kept by the database for itself: the version, and indexes of words. Datasette hides their parts unasked.
    inner = {name: {"hidden": True} for name in ("alembic_version", *words.TABLES)}
    tables = {table.name: _table(table) for table in metadata.sorted_tables} | inner
    return {
        "title": _TITLE,
        "description": _ABOUT,
        "source": f"Khabardar {__version__}",
        "extra_css_urls": [f"data:text/css,{quote(_STYLE)}"],
        "databases": {database: {"tables": tables, "queries": _QUERIES}},
    }


def _table(table: Any) -> dict[str, Any]:
    columns = {column.name: column.comment for column in table.columns if column.comment}
    if table.name == "incidents":
        columns |= {column.name: column.meaning.replace("`", "") for column in COLUMNS if column.name in columns}
    shown = _SHOWN.get(table.name)
    return {"columns": columns, **(shown or {"hidden": True})}
