"""What the readers hand back: plain, frozen, picklable; they travel from a worker process to the spider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.reading.dates import Stamp
from khabardar.records import Link, Selectors
from khabardar.vocabulary import PageCondition, PollCondition

_NO_SELECTORS = Selectors()


@dataclass(frozen=True, slots=True)
class Document:
    """The body of one answer with the headers that tell how to read it. `url`: where it was found in the end."""

    body: bytes
    url: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a reader may know of the source that a document belongs to, and when it was fetched."""

    source_id: str
    fetched: datetime
    timezone: str = "UTC"
    language: str = "en"
    selectors: Selectors = _NO_SELECTORS


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed, sitemap or section page lists. A `condition` that is no success says what is wrong with it."""

    condition: PollCondition
    detail: str = ""
    links: tuple[Link, ...] = ()
    children: tuple[str, ...] = ()  # further sitemaps to read
    min_interval: timedelta | None = None
    next: str | None = None  # the next page of a section
    skip_hours: frozenset[int] = frozenset()  # UTC
    skip_days: frozenset[int] = frozenset()  # Monday is 0


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One article page. `text`: paragraphs parted by blank lines, of an article only where `condition` is `read`."""

    text: str
    title: str | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    canonical_url: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    is_live: bool = False
    condition: PageCondition = PageCondition.NO_TEXT
    sends_to: str | None = None  # the address that a page without an article leads its reader to
