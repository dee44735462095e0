"""What stands before every page: the name that it is asked under, who asks, and the headers of the answer."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.hosts import is_ours
from dashboard.sessions import COOKIE, LIFETIME, Session, Sessions, same_secret
from khabardar.config.dashboard import DashboardConfig

_OPEN_PATHS = ("/static/", "/vendor/", "/login")  # what somebody without the token may ask for
_FOREIGN = ("cross-site", "same-site")


class Guard:
    """ASGI middleware; leaves the browser's session in `scope["state"]["session"]`."""

    def __init__(self, app: ASGIApp, config: DashboardConfig, sessions: Sessions, now: Callable[[], datetime]) -> None:
        self._app = app
        self._config = config
        self._sessions = sessions
        self._now = now
        self._policy = content_policy(config.tiles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        session, cookie = self._session(headers, scope)
        scope.setdefault("state", {})["session"] = session

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._finish(MutableHeaders(scope=message), scope, cookie)
            await send(message)

        refusal = self._refusal(scope, headers, session)
        await (refusal or self._app)(scope, receive, answer)

    def _session(self, headers: Headers, scope: Scope) -> tuple[Session, str | None]:
        """The session of the cookie, or a new one with the cookie to set. Files of ours need none."""
        found = self._sessions.read(_cookie(headers), self._now())
        if found:
            return found, None
        fresh = self._sessions.new(self._now(), known=False)
        return fresh, None if scope["path"].startswith(("/static/", "/vendor/")) else self._sessions.cookie(fresh)

    def _refusal(self, scope: Scope, headers: Headers, session: Session) -> Response | None:
        if not is_ours(headers.get("host", ""), self._config.hosts):
            return PlainTextResponse(
                "This page does not answer under that name. Ask for it as localhost or by its address, or add the name "
                "to `dashboard: {hosts: [...]}` in config.yaml.\n",
                status_code=421,
            )
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("Only GET, HEAD and POST.\n", status_code=405)
        if scope["method"] == "POST" and not _same_origin(headers):
            return PlainTextResponse("Forms of other sites change nothing here.\n", status_code=403)
        if self._config.token and not (session.known or self._has_token(headers)):
            return _asked_to_log_in(scope)
        return None

    def _has_token(self, headers: Headers) -> bool:
        """For feed readers and scripts: `Authorization: Bearer TOKEN`, or Basic with the token as password."""
        kind, _, given = headers.get("authorization", "").partition(" ")
        if kind.lower() == "basic":
            try:
                given = base64.b64decode(given, validate=True).decode("utf-8", "replace").partition(":")[2]
            except binascii.Error:
                return False
        elif kind.lower() != "bearer":
            return False
        return same_secret(given.strip(), self._config.token)

    def _finish(self, headers: MutableHeaders, scope: Scope, cookie: str | None) -> None:
        headers["content-security-policy"] = self._policy
        headers["x-content-type-options"] = "nosniff"
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["cross-origin-resource-policy"] = "same-origin"
        headers.setdefault("cache-control", "no-store")
        if cookie and f"{COOKIE}=" not in headers.get("set-cookie", ""):
            headers.append("set-cookie", session_cookie(cookie, secure=scope["scheme"] == "https"))


def content_policy(tiles: str | None) -> str:
    """Nothing but our own files; pictures also of the tiles that the config names. No script or style in a page."""
    pictures = "img-src 'self' data:"
    if tiles:
        parts = urlsplit(tiles)
        pictures += f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; {pictures}; connect-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def session_cookie(value: str, *, secure: bool) -> str:
    """No script can read it; with a link from elsewhere it is sent, with a foreign form it is not."""
    tail = "; Secure" if secure else ""
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={int(LIFETIME.total_seconds())}{tail}"


def _cookie(headers: Headers) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _same_origin(headers: Headers) -> bool:
    """By what browsers say of where a form stands; the form's token is asked for besides."""
    if headers.get("sec-fetch-site", "same-origin") in _FOREIGN:
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _asked_to_log_in(scope: Scope) -> Response | None:
    path = scope["path"]
    if path == "/login" or path.startswith(_OPEN_PATHS[:2]):
        return None
    if scope["method"] == "GET" and "." not in path:
        query = scope["query_string"].decode("latin-1")
        return RedirectResponse(f"/login?next={quote(path + ('?' + query if query else ''), safe='')}", status_code=303)
    return PlainTextResponse(
        "A token is needed: log in at /login, or send `Authorization: Bearer TOKEN`.\n",
        status_code=401,
        headers={"www-authenticate": 'Basic realm="Khabardar, the token as password"'},
    )
