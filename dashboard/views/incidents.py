"""The list of rows: filter bar, timeline, map and table, each a filter of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard.plots import Timeline, timeline
from dashboard.query import Query, query_of
from dashboard.site import Site, site_of
from export import FORMATS
from khabardar.browsing import Facet, IncidentPage, RowCounts
from khabardar.errors import UsageError
from khabardar.filters import FILTER_WORDS, words_of
from khabardar.interfaces import IncidentFilter
from khabardar.vocabulary import EventType, IncidentStatus, SubEventType, VictimGroup

ROWS = 50
_LISTED = 12  # rows in the list of a cluster
_CHOICES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """All that a filter finds, as the page shows it."""

    page: IncidentPage
    counts: RowCounts
    timeline: Timeline | None


def incidents(request: Request) -> Response:
    """The whole view. A word of the url that makes no sense is said, and nothing is shown as if it were all."""
    site = site_of(request)
    try:
        query = query_of(request.query_params)
        found = _found(site, query)
    except UsageError as error:
        return site.render(request, "incidents.html", 400, **_nothing(site, str(error)))
    return site.render(
        request,
        "incidents.html",
        query=query,
        words=_words(query),
        found=found,
        choices=_choices(site, query),
        formats=exports(query),
        error="",
        everything=_count(site, IncidentFilter()).total,
        **_vocabulary(),
    )


def listed(request: Request) -> Response:
    """The rows of a cluster, as a fragment beside the map."""
    site = site_of(request)
    try:
        query = query_of(request.query_params)
        page = site.storage.incident_page(query.where, query.order, after=query.after, limit=_LISTED)
    except UsageError as error:
        return site.fragment(request, "_listed.html", 400, query=Query(), rows=(), total=0, error=str(error))
    total = _count(site, query.where).total
    return site.fragment(request, "_listed.html", query=query, rows=page.rows, total=total, error="")


def exports(query: Query) -> list[tuple[str, str]]:
    """The same rows for other programs: (format, address)."""
    shown = [name for name in ("csv", "geojson", "jsonl", "xlsx", "acled", "ucdp", "atom") if name in FORMATS]
    return [(name, query.url("/incidents.atom" if name == "atom" else f"/export.{name}", sort=None)) for name in shown]


def _found(site: Site, query: Query) -> Found:
    version = site.storage.data_version()
    where = query.where
    counts, days = site.memory.get(("overview", where), version, lambda: site.storage.overview(where))
    return Found(
        page=site.storage.incident_page(where, query.order, after=query.after, limit=ROWS),
        counts=site.memory.get(("counts", where), version, lambda: counts),
        timeline=timeline(days, where.since, where.until),
    )


def _count(site: Site, where: IncidentFilter, version: str | None = None) -> RowCounts:
    known = version or site.storage.data_version()
    return site.memory.get(("counts", where), known, lambda: site.storage.row_counts(where))


def _choices(site: Site, query: Query) -> dict[str, Sequence[tuple[str, int]]]:
    """For each cell that can be chosen: its values under all the other filters, the commonest first."""
    version = site.storage.data_version()
    everyone = IncidentFilter()
    return {
        "admin1": _count(site, query.without(Facet.ADMIN1), version).provinces[:_CHOICES],
        "type": _count(site, query.without(Facet.TYPE), version).types,
        # Suggestions for what is typed, the same under every filter
        "who": site.memory.get("who", version, lambda: site.storage.values_of(everyone, Facet.WHO, _CHOICES)),
    }


def _words(query: Query) -> dict[str, str]:
    """Every word of the filter, for the form; empty where it does not restrict."""
    return dict.fromkeys(FILTER_WORDS, "") | words_of(query.where)


def _vocabulary() -> dict[str, Any]:
    return {
        "event_types": tuple(EventType),
        "statuses": tuple(IncidentStatus),
        "sides": tuple(VictimGroup),
        "types": tuple(kind.value for kind in SubEventType),
    }


def _nothing(site: Site, error: str) -> dict[str, Any]:
    query = Query()
    empty = Found(IncidentPage((), None), RowCounts(), None)
    return {
        "query": query,
        "words": _words(query),
        "found": empty,
        "choices": _choices(site, query),
        "formats": [],
        "error": error,
        "everything": _count(site, query.where).total,
        **_vocabulary(),
    }
