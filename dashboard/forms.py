"""Forms that people send: read with a limit, and only with the token that the page gave them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dashboard.site import Site, site_of

TOKEN_FIELD = "form_token"
_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 500


class Form(Mapping[str, str]):
    """The fields, each once; `all_of` gives every value of a field that may stand several times."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._last = dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def text(self, name: str) -> str:
        """Without blanks at its ends; empty where the form does not have it."""
        return self._last.get(name, "").strip()

    def all_of(self, name: str) -> list[str]:
        return [value for field, value in self._pairs if field == name]


Handler = Callable[[Site, Request, Form], Response]


def posted(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that reads a form, checks its token, and does the rest in a thread: storage blocks."""

    async def endpoint(request: Request) -> Response:
        site = site_of(request)
        form = await _form(request)
        if form is None:
            return site.message(request, 413, "That was too much for one form.", "Shorten the note and send it again.")
        if not site.sessions.is_form_token(request.state.session, form.text(TOKEN_FIELD)):
            return site.message(
                request,
                403,
                "Nothing was changed: this page was too old.",
                "Khabardar was started anew since you loaded it, or your browser keeps no cookies. Go back, reload the "
                "page, and do it again.",
            )
        return await run_in_threadpool(handler, site, request, form)

    return endpoint


async def _form(request: Request) -> Form | None:
    """None: too large. Anything but plain form fields is read as an empty form, which has no token."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return Form([])
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return None
    return Form(pairs)
