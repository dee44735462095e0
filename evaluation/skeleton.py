"""The file that a person fills in: an article, and one empty incident or those that an engine read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khabardar.article_json import NamedArticle
from khabardar.codec import Json, facts_to_dict, toll_to_dict
from khabardar.records import Report, Toll

_NOTES = "what makes this article hard; who annotated it, and when"


def skeleton(item: NamedArticle, reports: Sequence[Report] | None) -> Json:
    """The annotation file of an article. `reports` None: one incident with nothing filled in."""
    article = item.article
    incidents = [_empty(article.published.date().isoformat())] if reports is None else [_filled(r) for r in reports]
    return {
        "id": item.name,
        "url": article.url,
        "source": item.source,
        "title": article.title,
        "published": article.published.isoformat(),
        "text": article.text,
        "incidents": incidents,
        "notes": _NOTES,
    }


def _filled(report: Report) -> Json:
    row: dict[str, Any] = {"key": report.key, "parent": report.parent, "cluster": None, "role": report.role.value}
    return row | facts_to_dict(report.facts)


def _empty(day: str) -> Json:
    """Every key that a row may have, with null for what the codebook does not make fixed."""
    toll = toll_to_dict(Toll())
    return {
        "key": "a",
        "parent": None,
        "cluster": None,
        "role": "main",
        "date_start": day,
        "date_end": day,
        "date_precision": None,
        "place": None,
        "admin2": None,
        "admin1": None,
        "country": None,
        "latitude": None,
        "longitude": None,
        "geo_precision": None,
        "event_type": None,
        "sub_event_type": None,
        "outcome": "completed",
        "tags": [],
        "perpetrator": None,
        "perpetrator_type": None,
        "attribution": None,
        "claimed_by": None,
        "targets": [],
        "killed": toll | {"low": None, "high": None},
        "injured": toll,
        "abducted": None,
        "freed": None,
        "arrested": None,
    }
