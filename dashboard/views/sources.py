"""The sources: how each is, what it brings, and what was read without a row coming of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from dashboard import shown
from dashboard.freshness import condition_of
from dashboard.site import Site, site_of
from khabardar.browsing import SourceYield
from khabardar.errors import NotFound
from khabardar.records import Source, SourceState
from scheduler.health import SourceHealth, judge_sources

_CYCLES = 12
_ROWLESS = 40
_YIELD_DAYS = 30
_MOST_TEXT = 20_000  # characters of an article


@dataclass(frozen=True, slots=True)
class Line:
    """One source of the table. `condition` and `way_out`: what is wrong and what to do, where it is not current."""

    source: Source
    state: SourceState
    health: SourceHealth | None  # None: switched off
    brought: SourceYield
    condition: str
    way_out: str


def sources(request: Request) -> Response:
    """Those that fail stand first: they are why a page may be empty."""
    site = site_of(request)
    wanted = request.query_params.get("source", "")
    lines = _lines(site)
    known = wanted if any(line.source.id == wanted for line in lines) else None
    return site.render(
        request,
        "sources.html",
        lines=lines,
        cycles=site.storage.last_cycles(_CYCLES),
        rowless=site.storage.rowless_articles(known, _ROWLESS),
        names={line.source.id: line.source.name for line in lines},
        chosen=known or "",
        yield_days=_YIELD_DAYS,
    )


def article(request: Request) -> Response:
    """One article as it was read, for whoever wonders why it has no row, or which."""
    site = site_of(request)
    try:
        found = site.storage.article(request.path_params["name"])
    except NotFound as error:
        return site.message(request, 404, "There is no such article.", str(error))
    names = {source.id: source.name for source in site.storage.sources()}
    return site.render(
        request,
        "article.html",
        article=found,
        text=shown.cut(found.text, _MOST_TEXT),
        cut=len(found.text) > _MOST_TEXT,
        outlet=names.get(found.source_id, found.source_id),
        reports=site.storage.reports_of_article(found.id),
        notes=site.storage.reading_notes(found.id),
    )


def _lines(site: Site) -> list[Line]:
    now = site.now()
    declared = site.config.source_records()
    states = site.storage.source_states()
    health = {one.id: one for one in judge_sources([one for one in declared if one.enabled], states, now)}
    since = now - timedelta(days=_YIELD_DAYS)
    brought = site.storage.yields(since)
    lines = [_line(source, states, health.get(source.id), brought.get(source.id, SourceYield())) for source in declared]
    return sorted(lines, key=lambda line: (line.health is None, line.health is not None and line.health.current))


def _line(source: Source, states: dict[str, SourceState], health: SourceHealth | None, brought: SourceYield) -> Line:
    state = states.get(source.id) or SourceState(source.id)
    if health is None or health.current:
        return Line(source, state, health, brought, "", "")
    way_out = shown.WAYS_OUT.get(state.condition, "") if state.condition else ""
    return Line(source, state, health, brought, condition_of(health, state), way_out)
