"""The application: which address leads to which view, and what stands before all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import assets
from dashboard.forms import posted
from dashboard.guard import Guard
from dashboard.sessions import Sessions
from dashboard.site import Site, site_of
from dashboard.views import deciding, entrance, exports, incident, incidents, mapdata, names, queue, sources
from khabardar.config import Config
from khabardar.errors import StorageError
from khabardar.interfaces import Storage


def make_app(config: Config, storage: Storage, now: Callable[[], datetime]) -> Starlette:
    """The page over an open database; `now` is its only clock."""
    sessions = Sessions()
    app = Starlette(
        routes=[
            Route("/", incidents.incidents),
            Route("/listed", incidents.listed),
            Route("/map.json", mapdata.map_cells),
            Route("/names.json", names.place_names),
            Route("/export.{format}", exports.export),
            Route("/incidents.atom", exports.feed),
            Route("/incidents/{name}", incident.incident),
            Route("/incidents/{name}/card", incident.card),
            Route("/incidents/{name}/{action}", posted(deciding.decide), methods=["POST"]),
            Route("/review", queue.queue),
            Route("/sources", sources.sources),
            Route("/articles/{name}", sources.article),
            Route("/login", entrance.login_page, methods=["GET"]),
            Route("/login", posted(entrance.login), methods=["POST"]),
            Route("/logout", posted(entrance.logout), methods=["POST"]),
            Route("/name", posted(entrance.name), methods=["POST"]),
            Route("/healthz", _alive),
            *assets.ROUTES,
        ],
        middleware=[Middleware(Guard, config=config.dashboard, sessions=sessions, now=now)],
        exception_handlers={HTTPException: _no_such_page, StorageError: _no_storage},
    )
    app.state.site = Site(config, storage, now, sessions)
    app.state.tries = entrance.Tries()
    return app


def _alive(request: Request) -> Response:
    site_of(request).storage.data_version()
    return PlainTextResponse("ok\n")


def _no_such_page(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = "There is no such page." if status == 404 else "This page can't be asked for that way."
    return site_of(request).message(request, status, words, "The incidents are at /, the review at /review.")


def _no_storage(request: Request, error: Exception) -> Response:
    # The strip on every page reads the database too, so this answer must do without a page.
    return PlainTextResponse(f"The database does not answer: {error}\n", status_code=503)
