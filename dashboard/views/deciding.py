"""What a person decides on a page: the same decisions, through the same functions, as at the command line."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.forms import Form
from dashboard.site import Site, person
from dashboard.views.incident import DONE, shown
from khabardar.cells import parse_assignments
from khabardar.errors import KhabardarError, NotFound, ReviewError, UsageError
from khabardar.reviews import Confirm, Edit, Merge, Reject, Review, Split, Undo
from khabardar.vocabulary import RejectReason
from scheduler.review import review

_LONGEST_NOTE = 2000
_FROM_QUEUE = "queue"  # value of `back` in the forms of the review queue


def decide(site: Site, request: Request, form: Form) -> Response:
    """Carry out the decision that the url names; back to the row, or to the queue's next one."""
    name, action = request.path_params["name"], request.path_params["action"]
    if action not in _DECISIONS:
        return site.message(request, 404, "There is no such decision.", f"One of: {', '.join(_DECISIONS)}.")
    try:
        decision = _DECISIONS[action](name, person(request), form)
        done = review(site.storage, decision, site.config.deduplication.policy, site.now())
    except (NotFound, ReviewError, UsageError) as error:
        return _refused(site, request, form, name, error)
    if form.text("back") == _FROM_QUEUE:
        if request.headers.get("hx-request"):
            row = site.storage.incident(done.incident_id)
            return site.fragment(request, "_decided.html", row=row, name=name, words=DONE[action], action=action)
        return RedirectResponse(f"/review?done={action}&row={done.incident_id}", status_code=303)
    return RedirectResponse(f"/incidents/{done.incident_id}?done={action}", status_code=303)


def _refused(site: Site, request: Request, form: Form, name: str, error: KhabardarError) -> Response:
    words = _without_commands(str(error))
    if form.text("back") == _FROM_QUEUE and request.headers.get("hx-request"):
        return site.fragment(request, "_refused.html", 422, words=words)
    try:
        row = site.storage.incident(name)
    except NotFound as missing:
        return site.message(request, 404, "There is no such incident.", str(missing))
    return shown(site, request, row, status=422, error=words)


def _without_commands(words: str) -> str:
    """Errors name the command that helps; on a page, the history stands below."""
    return words.partition("; `khabardar incidents history")[0]


def _confirm(name: str, by: str, form: Form) -> Review:
    return Confirm(name, by, _note(form))


def _reject(name: str, by: str, form: Form) -> Review:
    try:
        reason = RejectReason(form.text("reason"))
    except ValueError as error:
        raise UsageError("Choose a reason: a rejection without one teaches nobody anything.") from error
    return Reject(name, by, _note(form), reason=reason)


def _edit(name: str, by: str, form: Form) -> Review:
    cell, value = form.text("cell"), form.text("value")
    return Edit(name, by, _note(form), cells=parse_assignments([f"{cell}={value}"]))


def _merge(name: str, by: str, form: Form) -> Review:
    others = tuple(form.text("other").replace(",", " ").split())
    if not others:
        raise UsageError("Name the row that is the same incident, by its id.")
    return Merge(name, by, _note(form), others=others)


def _split(name: str, by: str, form: Form) -> Review:
    numbers = [text for text in form.all_of("report") if text.isascii() and text.isdigit() and len(text) < 15]
    if not numbers:
        raise UsageError("Tick the reports that tell another incident.")
    return Split(name, by, _note(form), reports=tuple(map(int, numbers)))


def _undo(name: str, by: str, form: Form) -> Review:
    revision = form.text("revision")
    number = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else None
    return Undo(name, by, _note(form), revision=number)


def _note(form: Form) -> str:
    return form.text("note")[:_LONGEST_NOTE]


_DECISIONS: dict[str, Callable[[str, str, Form], Review]] = {
    "confirm": _confirm,
    "reject": _reject,
    "edit": _edit,
    "merge": _merge,
    "split": _split,
    "undo": _undo,
}
