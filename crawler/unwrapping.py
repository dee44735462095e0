"""Addresses that only carry another one: what Google News, alerts, networks and AMP caches put around an outlet's own.

Nothing is asked of anybody here. Google News's newer addresses don't hold the outlet's: their page has to be fetched.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, unquote, urlsplit

_GOOGLE = re.compile(r"(?:^|\.)google\.[a-z.]{2,6}$")
_CARRIERS: tuple[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], ...] = (
    # host, path, the parameters that hold the address
    (_GOOGLE, re.compile(r"^/(?:url|amp/url)$"), ("url", "q")),
    (re.compile(r"(?:^|\.)bing\.com$"), re.compile(r"^/news/apiclick\.aspx$"), ("url",)),
    (re.compile(r"^lm?\.facebook\.com$"), re.compile(r"^/l\.php$"), ("u",)),
    (re.compile(r"^l\.instagram\.com$"), re.compile(r"^/$"), ("u",)),
    (re.compile(r"(?:^|\.)(?:vk\.com)$"), re.compile(r"^/away\.php$"), ("to",)),
    (re.compile(r"^(?:www\.)?linkedin\.com$"), re.compile(r"^/redir/redirect$"), ("url",)),
)
_AMP_VIEWER = re.compile(r"^/amp/(s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_AMP_CACHE = re.compile(r"^/[cvi]/(s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_GOOGLE_NEWS = re.compile(r"^/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_-]+)")
_IN_BYTES = re.compile(rb"https?://[\x21-\x7e]+")
_MOST_LAYERS = 3


def unwrapped(url: str) -> str:
    """The address inside, or `url` itself where there is none."""
    for _ in range(_MOST_LAYERS):
        inner = _inner(url)
        if inner is None:
            break
        url = inner
    return url


def _inner(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if host == "news.google.com" and (name := _GOOGLE_NEWS.match(parts.path)):
        return _decoded(name[1])
    if _GOOGLE.search(host) and (viewed := _AMP_VIEWER.match(parts.path)):
        return _behind(viewed, parts.query)
    if host.endswith(".cdn.ampproject.org") and (cached := _AMP_CACHE.match(parts.path)):
        return _behind(cached, parts.query)
    for hosts, paths, names in _CARRIERS:
        if hosts.search(host) and paths.match(parts.path):
            values = parse_qs(parts.query)
            found = (value for name in names for value in values.get(name, ()))
            return next((value for value in found if value.startswith(("http://", "https://"))), None)
    return None


def _behind(match: re.Match[str], query: str) -> str:
    scheme = "https" if match[1] else "http"
    return f"{scheme}://{unquote(match['rest'])}" + (f"?{query}" if query else "")


def _decoded(name: str) -> str | None:
    """Until 2024 the name was the address in base 64 between a few bytes: a tag, its length, another tag."""
    try:
        raw = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (binascii.Error, ValueError):
        return None
    found = _IN_BYTES.search(raw)
    if found is None:
        return None
    length = _length_before(raw, found.start())
    return found[0][:length].decode("ascii") if length else found[0].decode("ascii")


def _length_before(raw: bytes, start: int) -> int | None:
    """The length that stands before the address: one byte, or two where it is 128 or more."""
    if start >= 2 and raw[start - 2] & 0x80 and raw[start - 1] < 0x80:
        return (raw[start - 2] & 0x7F) | raw[start - 1] << 7
    return raw[start - 1] if start >= 1 and raw[start - 1] < 0x80 else None
