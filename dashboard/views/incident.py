"""One row with all that speaks for it, and what people can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard import editing, evidence
from dashboard.evidence import Witness
from dashboard.plots import toll_plot
from dashboard.shown import SYMBOLS, cut
from dashboard.site import Site, site_of
from khabardar.browsing import RowOrder
from khabardar.errors import NotFound
from khabardar.interfaces import Box, IncidentFilter
from khabardar.records import Change, Doubt, Incident, ScoredPair
from khabardar.vocabulary import IncidentStatus, RejectReason

_NEAR_DAYS = 3
_NEAR_DEGREES = 0.35  # about 35 km
_MOST_NEAR = 8
# What each decision is told as after the page comes back from it; other words in the url say nothing.
DONE = {
    "confirm": "Confirmed.",
    "reject": "Rejected.",
    "edit": "Put right. The machine leaves these cells alone from now on.",
    "merge": "Merged: the other id leads here for ever.",
    "split": "Split: these reports have a row of their own now.",
    "undo": "Taken back.",
}


@dataclass(frozen=True, slots=True)
class Double:
    """A row that may be the same incident, with the reasons."""

    incident: Incident
    pair: ScoredPair


def incident(request: Request) -> Response:
    """The page of a row; the id of a merged one leads to its survivor."""
    site = site_of(request)
    name = request.path_params["name"]
    try:
        row = site.storage.incident(name)
    except NotFound as error:
        return site.message(request, 404, "There is no such incident.", str(error))
    if name != row.id:
        came_from = "" if row.id.startswith(name.upper()) else f"?from={name.upper()[:12]}"
        return RedirectResponse(f"/incidents/{row.id}{came_from}", status_code=303)
    return shown(site, request, row)


def shown(site: Site, request: Request, row: Incident, *, status: int = 200, error: str = "") -> Response:
    """The page, with a fault of what was just tried."""
    done = DONE.get(request.query_params.get("done", ""), "")
    return site.render(
        request, "incident.html", status, done=done, error=error, came_from=_came_from(request), **context(site, row)
    )


def card(request: Request) -> Response:
    """The row as the review queue shows it beside its list."""
    site = site_of(request)
    try:
        row = site.storage.incident(request.path_params["name"])
    except NotFound as error:
        return site.fragment(request, "_gone.html", 404, words=str(error))
    return site.fragment(request, "_card.html", **context(site, row))


def context(site: Site, row: Incident) -> dict[str, Any]:
    """All that the page and the queue's card show of a row."""
    told = witnesses_of(site, row)
    history = site.storage.history(row.id)
    ties = {tie.report_a: tie for tie in site.storage.ties_of_incident(row.id)}
    return {
        "row": row,
        "facts": evidence.facts_of(row.facts, told, site.storage.cells_set_by(row.id)),
        "told": told,
        "compared": evidence.compared(row.facts, told),
        "dispute": evidence.dispute(told),
        "plot": toll_plot(told, row.facts.killed.total),
        "points": _points(row, told),
        "parent": site.storage.incident(row.parent_id) if row.parent_id else None,
        "children": _children(site, row),
        "history": _by_revision(history),
        "ties": ties,
        "together": _put_together(site, told),
        "doubles": [_double(site, doubt) for doubt in _one_a_row(site.storage.doubts_of_incident(row.id))],
        "nearby": _nearby(site, row),
        "reasons": tuple(RejectReason),
        "editors": editing.editors(row.facts),
        "can_undo": any(change.by for change in history),
        "live": row.status in (IncidentStatus.CANDIDATE, IncidentStatus.CONFIRMED),
    }


def witnesses_of(site: Site, row: Incident) -> list[Witness]:
    """The reports of a row, each with its article."""
    reports = site.storage.reports_of_incident(row.id)
    articles = {one.article_id: site.storage.article(one.article_id) for one in reports}
    return evidence.witnesses(reports, articles, site.storage.sources())


def _came_from(request: Request) -> str:
    """The id that was merged into this row, as the url has it; only what looks like an id is shown."""
    name = request.query_params.get("from", "")
    return name if name.replace("-", "").isalnum() and len(name) <= 12 else ""


def _points(row: Incident, told: list[Witness]) -> list[dict[str, Any]]:
    """The row's own place, then the other places that its reports give."""
    chosen = row.facts
    points = []
    if chosen.latitude is not None and chosen.longitude is not None:
        points.append(_point(chosen.latitude, chosen.longitude, chosen.place, chosen.geo_precision.value, "chosen"))
        points[0]["symbol"] = SYMBOLS[chosen.event_type]
    seen = {(chosen.latitude, chosen.longitude)}
    for witness in told:
        facts = witness.facts
        where = (facts.latitude, facts.longitude)
        if facts.latitude is None or facts.longitude is None or where in seen:
            continue
        seen.add(where)
        name = f"{facts.place} ({witness.outlet})"
        points.append(_point(facts.latitude, facts.longitude, name, facts.geo_precision.value, "other"))
    return points


def _point(latitude: float, longitude: float, name: str | None, precision: str, kind: str) -> dict[str, Any]:
    return {"lat": latitude, "lon": longitude, "name": cut(name or "", 80), "precision": precision, "kind": kind}


def _children(site: Site, row: Incident) -> list[Incident]:
    where = IncidentFilter(parent=row.id, background=True)
    return list(site.storage.incident_page(where, RowOrder.OLDEST, after=None, limit=100).rows)


def _nearby(site: Site, row: Incident) -> list[Incident]:
    """Other rows of these days and this neighbourhood; of the district, where the row has no point."""
    facts = row.facts
    days = IncidentFilter(
        since=facts.date_start - timedelta(days=_NEAR_DAYS),
        until=facts.date_end + timedelta(days=_NEAR_DAYS),
        background=True,
    )
    if facts.latitude is not None and facts.longitude is not None:
        where = replace(days, box=_around(facts.latitude, facts.longitude))
    elif facts.admin2 or facts.admin1:
        where = replace(days, place=facts.admin2, admin1=facts.admin1)
    else:
        return []
    found = site.storage.incident_page(where, RowOrder.NEWEST, after=None, limit=_MOST_NEAR + 1).rows
    return [other for other in found if other.id != row.id][:_MOST_NEAR]


def _around(latitude: float, longitude: float) -> Box:
    return Box(longitude - _NEAR_DEGREES, latitude - _NEAR_DEGREES, longitude + _NEAR_DEGREES, latitude + _NEAR_DEGREES)


def _one_a_row(doubts: Sequence[Doubt]) -> list[Doubt]:
    best: dict[str, Doubt] = {}
    for doubt in doubts:
        best.setdefault(doubt.incident_id, doubt)
    return list(best.values())


def _double(site: Site, doubt: Doubt) -> Double:
    return Double(site.storage.incident(doubt.incident_id), doubt.pair)


def _put_together(site: Site, told: list[Witness]) -> set[int]:
    pairs = site.storage.decisions([one.stored.id for one in told]).together
    return {number for pair in pairs for number in pair}


def _by_revision(history: Sequence[Change]) -> list[list[Change]]:
    """Changes made together, the newest first."""
    gathered: dict[int, list[Change]] = {}
    for change in history:
        gathered.setdefault(change.revision, []).append(change)
    return [gathered[number] for number in sorted(gathered, reverse=True)]
