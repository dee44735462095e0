"""One address for one article, however a feed, a newsletter or a phone writes it.

A last slash is kept as the outlet writes it: outlets write it one way everywhere, and taking it off would cost a
redirect for every page of the many sites that put it back.
"""

from __future__ import annotations

import posixpath
import re
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from crawler.unwrapping import unwrapped

_DEFAULT_PORTS = {"http": 80, "https": 443}
_AMP_PATH = re.compile(r"/amp(/?)$")
_AMP_QUERY = {("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")}
_TRACKING_FILE = files("crawler").joinpath("data", "tracking_parameters.txt")


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The canonical form of `url` (relative to `base` if given); None if it is no web address."""
    url = url.strip()
    try:
        parts = urlsplit(safe_url_string(unwrapped(urljoin(base, url) if base else url)))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or " " in host:
        return None
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{shown}:{port}"
    address = urlunsplit((parts.scheme, netloc, _path(parts.path), _query(parts.query), ""))
    return canonicalize_url(address, keep_blank_values=True)


def same_site(url: str, other: str) -> bool:
    """True where both hosts are one site: equal but for `www.`, `m.` or `amp.`, or one below the other."""
    a, b = (_site(address) for address in (url, other))
    return bool(a and b) and (a == b or a.endswith(f".{b}") or b.endswith(f".{a}"))


def _site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    return re.sub(r"^(www|m|mobile|amp)\.", "", host)


def _path(path: str) -> str:
    if not path:
        return "/"
    normal = posixpath.normpath(path)
    normal = "/" + normal.lstrip("/")  # POSIX keeps two leading slashes
    if path.endswith(("/", "/.", "/..")) and normal != "/":
        normal += "/"
    return _AMP_PATH.sub(r"\1", normal) or "/"


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _is_tracking(name.lower()) and (name.lower(), value.lower()) not in _AMP_QUERY
    ]
    return urlencode(kept)


def _is_tracking(name: str) -> bool:
    names, beginnings = _tracking()
    return name in names or name.startswith(beginnings)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    lines = [line.strip() for line in _TRACKING_FILE.read_text(encoding="utf-8").splitlines()]
    words = [line for line in lines if line and not line.startswith("#")]
    return (
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word[:-1] for word in words if word.endswith("*")),
    )
