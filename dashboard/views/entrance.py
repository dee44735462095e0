"""The door: the token, and the name under which somebody decides."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.forms import Form
from dashboard.guard import session_cookie
from dashboard.sessions import same_secret
from dashboard.site import NAME_COOKIE, Site, name_cookie, site_of

_MOST_TRIES = 10  # a minute, from anywhere
_YEAR_SECONDS = 365 * 24 * 3600


class Tries:
    """How often a wrong token was given in this minute; guessing has to be slow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._count = 0

    def too_many(self, seconds: float) -> bool:
        """True where the minute of this clock had enough wrong ones already."""
        with self._lock:
            return int(seconds // 60) == self._minute and self._count >= _MOST_TRIES

    def wrong(self, seconds: float) -> None:
        with self._lock:
            minute = int(seconds // 60)
            self._count = self._count + 1 if minute == self._minute else 1
            self._minute = minute


def login_page(request: Request) -> Response:
    site = site_of(request)
    if not site.config.dashboard.token:
        return RedirectResponse("/", status_code=303)
    return _login(site, request, request.query_params.get("next", "/"))


def login(site: Site, request: Request, form: Form) -> Response:
    """A right token gets a new session: one that was planted in the browser before is worth nothing."""
    seconds = site.now().timestamp()
    tries: Tries = request.app.state.tries
    target = _local(form.text("next"))
    if tries.too_many(seconds):
        return _login(site, request, target, 429, "Too many wrong tokens. Wait a minute.")
    if not site.config.dashboard.token or not same_secret(form.text("token"), site.config.dashboard.token):
        tries.wrong(seconds)
        return _login(site, request, target, 403, "That is not the token.")
    response = RedirectResponse(target, status_code=303)
    cookie = site.sessions.cookie(site.sessions.new(site.now(), known=True))
    response.headers.append("set-cookie", session_cookie(cookie, secure=request.url.scheme == "https"))
    return response


def logout(site: Site, request: Request, form: Form) -> Response:
    """The browser gets a session that knows nothing."""
    response = RedirectResponse("/login", status_code=303)
    cookie = site.sessions.cookie(site.sessions.new(site.now(), known=False))
    response.headers.append("set-cookie", session_cookie(cookie, secure=request.url.scheme == "https"))
    return response


def name(site: Site, request: Request, form: Form) -> Response:
    """Who decides from now on, for the history; no password, and no more trust than a signature on paper."""
    response = RedirectResponse(_local(form.text("next")), status_code=303)
    response.set_cookie(
        NAME_COOKIE, name_cookie(form.text("name")), max_age=_YEAR_SECONDS, httponly=True, samesite="lax"
    )
    return response


def _login(site: Site, request: Request, target: str, status: int = 200, error: str = "") -> Response:
    form_token = site.sessions.form_token(request.state.session)
    return site.fragment(request, "login.html", status, target=_local(target), error=error, form_token=form_token)


def _local(address: str) -> str:
    """Only an address of ours: a link to the login page must not lead on to somebody else's."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return "/"
    return address
