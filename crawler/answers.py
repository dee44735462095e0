"""What the headers of an answer say: validators, freshness, redirects."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from scrapy.http import Response

from khabardar.records import HttpFacts, SourceState

_LONGEST = timedelta(days=1)
_TRUSTED_FOR = timedelta(days=1)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PERMANENT = (301, 308)


def header(response: Response, name: str) -> str | None:
    """A header's value as text; None where it is missing or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def conditional_headers(state: SourceState, now: datetime) -> dict[str, str]:
    """If-None-Match, else If-Modified-Since: servers that get both may heed the wrong one.

    None once a day, and none where news came under old validators: a server whose 304s are wrong would else hide its
    news for ever.
    """
    if state.validators_lie or state.full_at is None or now - state.full_at >= _TRUSTED_FOR:
        return {}
    if state.etag:
        return {"If-None-Match": state.etag}
    return {"If-Modified-Since": state.last_modified} if state.last_modified else {}


def body_hash(response: Response) -> str:
    """Of the unpacked body: many servers send no validators, and many that do change them for nothing."""
    return hashlib.sha256(response.body).hexdigest()[:32]


def freshness(response: Response) -> timedelta | None:
    """How long the server calls its answer fresh (Cache-Control), at most a day."""
    found = _MAX_AGE.search(header(response, "Cache-Control") or "")
    return min(timedelta(seconds=int(found[1])), _LONGEST) if found and int(found[1]) else None


def moved_to(response: Response) -> str | None:
    """The new address, where the server says that the move is for good all the way."""
    reasons = response.meta.get("redirect_reasons", ())
    return response.url if reasons and all(reason in _PERMANENT for reason in reasons) else None


def http_facts(response: Response) -> HttpFacts:
    """What is kept of an article's answer."""
    return HttpFacts(
        status=response.status,
        final_url=response.url,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        bytes=len(response.body),
    )
