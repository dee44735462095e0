"""What every page shares: config, storage, clock, templates; how a page is rendered and a fault is told."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard import assets, shown
from dashboard.freshness import Freshness, freshness
from dashboard.memory import Memory
from dashboard.sessions import Sessions
from khabardar import wording
from khabardar.config import Config
from khabardar.interfaces import Storage

NAME_COOKIE = "khabardar-name"
_LONGEST_NAME = 60


@dataclass
class Site:
    """One dashboard over one database. `memory` holds counts until a row changes."""

    config: Config
    storage: Storage
    now: Callable[[], datetime]
    sessions: Sessions = field(default_factory=Sessions)
    memory: Memory = field(default_factory=Memory)
    templates: Environment = field(init=False)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.config.timezone)
        self.templates = _environment(self.zone, self.config.country)

    def render(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """A whole page, with the freshness strip that stands on every view."""
        now = self.now()
        shared = {
            "now": now,
            "freshness": self.freshness(now),
            "waiting": self.memory.get("waiting", self.storage.data_version(), self.storage.count_queue),
            "form_token": self.sessions.form_token(request.state.session),
            "person": person(request),
            "path": request.url.path,
            "address": str(request.url.path) + (f"?{request.url.query}" if request.url.query else ""),
            "tiles": self.config.dashboard.tiles,
            "tiles_credit": self.config.dashboard.tiles_credit,
            "logged_in": bool(self.config.dashboard.token) and request.state.session.known,
        }
        return HTMLResponse(self.templates.get_template(template).render(shared | context), status)

    def fragment(self, request: Request, template: str, status: int = 200, **context: Any) -> Response:
        """A part of a page, for a script to put into one."""
        shared = {"now": self.now(), "form_token": self.sessions.form_token(request.state.session)}
        return HTMLResponse(self.templates.get_template(template).render(shared | context), status)

    def message(self, request: Request, status: int, title: str, words: str = "") -> Response:
        """A page that says one thing, and the way out."""
        return self.render(request, "message.html", status, title=title, words=words)

    def freshness(self, now: datetime) -> Freshness:
        """How much of what is watched is being seen at this moment."""
        watched = [source for source in self.config.source_records() if source.enabled]
        return freshness(watched, self.storage.source_states(), self.storage.last_cycles(1), now)


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site: Site = request.app.state.site
    return site


def person(request: Request) -> str:
    """Who decides, for the history: the name that was given on the page, else the login name of this process."""
    given = unquote(request.cookies.get(NAME_COOKIE, "")).strip()[:_LONGEST_NAME]
    if given:
        return given
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "dashboard"


def name_cookie(name: str) -> str:
    """The cookie's value for a name."""
    return quote(name.strip()[:_LONGEST_NAME], safe="")


def _harmless(value: Any) -> Any:
    """Plain text of every expression, also of those that somebody forgets: no part of a page may turn it around."""
    return shown.safe(value) if type(value) is str else value


def _environment(zone: ZoneInfo, home: str | None) -> Environment:
    made = Environment(
        loader=PackageLoader("dashboard"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "safe_text": shown.safe,
        "cut": shown.cut,
        "label": shown.label,
        "day": shown.day,
        "days": shown.days,
        "pause": shown.pause,
        "direction": shown.direction,
        "headline": wording.headline,
        "symbol": shown.symbol,
        "utc": lambda moment: f"{moment.astimezone(UTC):%d %b %Y %H:%M}".lstrip("0"),
        "iso": lambda moment: moment.astimezone(UTC).isoformat(timespec="seconds"),
        "there": lambda moment: shown.zoned(moment, zone),
        "age": shown.age,
        "parts": shown.parts_of,
    }
    # Jinja's own `safe` would switch escaping off; nothing of ours needs it, so nobody can reach for it by mistake.
    del made.filters["safe"]
    made.globals |= {"static": assets.static, "vendor": assets.VENDOR, "home": home}
    return made
