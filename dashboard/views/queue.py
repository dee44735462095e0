"""The review queue: what a person should look at next, workable for an hour without the mouse."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from dashboard.site import site_of
from dashboard.views.incident import DONE, context
from khabardar.errors import NotFound
from khabardar.vocabulary import RejectReason

ROWS = 40


def queue(request: Request) -> Response:
    """The most urgent rows, and the first of them (or the one that the url names) opened beside the list."""
    site = site_of(request)
    waiting = site.memory.get("queue", site.storage.data_version(), lambda: site.storage.review_queue(ROWS))
    wanted = request.query_params.get("row", "")
    name = wanted if any(one.incident.id == wanted for one in waiting) else ""
    if not name and waiting:
        name = waiting[0].incident.id
    opened = context(site, site.storage.incident(name)) if name else None
    return site.render(
        request,
        "review.html",
        queue=waiting,
        opened=opened,
        opened_id=name,
        reasons=tuple(RejectReason),
        done=DONE.get(request.query_params.get("done", ""), ""),
        undoable=_decided_row(request),
    )


def _decided_row(request: Request) -> str:
    """The row that was decided on just now, to take it back; nothing where the url names none that there is."""
    if request.query_params.get("done", "") not in DONE or request.query_params.get("done") == "undo":
        return ""
    try:
        return site_of(request).storage.incident(request.query_params.get("row", "")).id
    except NotFound:
        return ""
