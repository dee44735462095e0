"""What the server answers to a path, apart from sockets: pages and listings of the day that is shown, and a log."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from demo.content import Fault, Outlet, SiteArticle, SiteContent
from demo.listings import listing_of
from demo.pages import article_page, front_page, not_found_page, site_index

LAST_DAY = 2
_HTML = "text/html; charset=utf-8"
_ROBOTS = "User-agent: *\nDisallow: /_control/\nDisallow: /*/search\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource before conditions and compression are applied. `delay` is in seconds."""

    body: bytes
    content_type: str = _HTML
    status: int = 200
    modified: datetime | None = None
    validators: bool = True
    delay: float = 0.0

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @property
    def last_modified(self) -> str | None:
        return format_datetime(self.modified.astimezone(UTC), usegmt=True) if self.modified else None

    def unchanged_for(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """True where the client's copy is still good; an ETag, where sent, decides alone (RFC 9110, 13.2.2)."""
        if self.status != 200 or not self.validators:
            return False
        if if_none_match is not None:
            return self.etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return self._is_not_newer_than(if_modified_since)

    def _is_not_newer_than(self, moment: str | None) -> bool:
        if moment is None or self.modified is None:
            return False
        try:
            return self.modified <= parsedate_to_datetime(moment)
        except (ValueError, TypeError):
            return False


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the log, as `GET /_control/requests` gives it."""

    method: str
    path: str
    status: int


@dataclass
class Site:
    """The site as it stands now. Requests come from many threads; `day` and the log are behind one lock."""

    content: SiteContent
    base_url: str
    day: int = 1
    slow_seconds: float = 2.0
    _log: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def show_day(self, day: int) -> None:
        with self._lock:
            self.day = day

    def record(self, request: Request) -> None:
        with self._lock:
            self._log.append(request)

    def requests(self) -> list[Request]:
        with self._lock:
            return list(self._log)

    def answer(self, path: str) -> Answer:
        """The resource at `path`, which has no query."""
        if path == "/robots.txt":
            return Answer(_ROBOTS.encode(), "text/plain; charset=utf-8")
        if path == "/":
            return Answer(site_index(self.content.outlets).encode())
        outlet = self._outlet_at(path)
        if outlet is None or outlet.fault is Fault.DOWN:
            return _missing(path)
        articles = self.content.of(outlet, self.day)
        if path == outlet.listing_path:
            return self._listing(outlet, articles)
        if path == f"/{outlet.id}/":
            return Answer(front_page(outlet, articles, self.base_url).encode(), modified=_newest(articles))
        return self._article(path, articles)

    def _outlet_at(self, path: str) -> Outlet | None:
        first = path.split("/")[1]
        return next((outlet for outlet in self.content.outlets if outlet.id == first), None)

    def _listing(self, outlet: Outlet, articles: list[SiteArticle]) -> Answer:
        listing = listing_of(outlet, articles, self.base_url)
        return Answer(
            listing.body,
            listing.content_type,
            modified=_newest(articles),
            validators=outlet.validators,
            delay=self.slow_seconds if outlet.fault is Fault.SLOW else 0.0,
        )

    def _article(self, path: str, articles: list[SiteArticle]) -> Answer:
        found = next((article for article in articles if article.path == path), None)
        if found is None:
            return _missing(path)
        others = [article for article in articles if article != found]
        return Answer(article_page(found, others, self.base_url).encode(), modified=found.modified)


def _missing(path: str) -> Answer:
    return Answer(not_found_page(path).encode(), status=404, validators=False)


def _newest(articles: list[SiteArticle]) -> datetime | None:
    return max((article.modified for article in articles), default=None)
