"""The rows of a filter for other programs, by the same words in the url as the page has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from dashboard.query import query_of
from dashboard.site import Site, site_of
from dashboard.streaming import streamed
from export import FORMATS, ExportedIncident, ExportOptions, gathered
from export.extras import needed
from export.feed import feed_rows
from khabardar.errors import UsageError
from khabardar.interfaces import IncidentFilter


def export(request: Request) -> Response:
    """`/export.csv?since=…`: a file to keep, or a live link for a spreadsheet."""
    return _rows(request, request.path_params["format"], attached=True)


def feed(request: Request) -> Response:
    """`/incidents.atom?…`: for a feed reader."""
    return _rows(request, "atom", attached=False)


def _rows(request: Request, name: str, *, attached: bool) -> Response:
    site = site_of(request)
    if name not in FORMATS:
        known = ", ".join(sorted(FORMATS))
        return PlainTextResponse(f"There is no export format {name[:20]!r}; one of: {known}\n", status_code=404)
    try:
        query = query_of(request.query_params)
    except UsageError as error:
        return PlainTextResponse(f"{error}\n", status_code=400)
    form = FORMATS[name]
    try:
        needed(name, *form.packages)  # once rows stream it is too late to say so
    except UsageError as error:
        return PlainTextResponse(f"{error}\n", status_code=501)
    wish = request.query_params.get
    page = f"{request.base_url}incidents/" if name == "atom" else None
    options = ExportOptions(wish("bom") == "yes", wish("hxl") == "yes", address=str(request.url), page=page)

    def to(out: BinaryIO) -> object:
        return form.write(_told(site, name, query.where), out, options)

    file = f"incidents.{form.suffix}" if form.suffix == name else f"incidents-{name}.{form.suffix}"
    headers = {"content-disposition": f'attachment; filename="{file}"'} if attached else {}
    return StreamingResponse(streamed(to), media_type=form.media_type, headers=headers)


def _told(site: Site, name: str, where: IncidentFilter) -> Iterable[ExportedIncident]:
    return feed_rows(site.storage, where, site.now()) if name == "atom" else gathered(site.storage, where)
