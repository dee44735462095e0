"""The records that pass between stages. Frozen: a stage hands on a new one, it never changes what it got.

Source ─▶ Link ─▶ Article ─▶ Reading (of Reports) ─▶ StoredReport ─▶ Incident
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from khabardar.vocabulary import (
    ArticleState,
    Attribution,
    DatePrecision,
    EventType,
    GeoPrecision,
    IncidentStatus,
    Outcome,
    PageCondition,
    PerpetratorType,
    PollCondition,
    Role,
    Side,
    SourceKind,
    SubEventType,
    Tag,
    TargetType,
    VictimGroup,
    Zone,
)


@dataclass(frozen=True, slots=True)
class Selectors:
    """CSS selectors of a section page: `list` finds its links, `next` the link to its next page, of at most `pages`."""

    list: str = "a"
    next: str | None = None
    pages: int = 5


@dataclass(frozen=True, slots=True)
class ArticleSelectors:
    """CSS selectors for articles that read badly, on pages fetched from the day `since` to the day `until`."""

    text: str | None = None
    title: str | None = None
    published: str | None = None
    author: str | None = None
    remove: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Both ends are days on which they hold."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Regular expressions, searched without letter case; `language`: tags, of which a beginning is enough."""

    url: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    language: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Which of a source's items are taken: those that fit all of `include` that is given, and nothing of `exclude`."""

    include: Patterns = Patterns()
    exclude: Patterns = Patterns()


@dataclass(frozen=True, slots=True)
class ArchivePlaces:
    """Where a source's past is found. All empty: what robots.txt names, or /sitemap.xml."""

    sitemaps: tuple[str, ...] = ()
    pages: str | None = None  # an address with {page} in it: the section's or feed's older pages
    wayback: str | None = None  # the part of the site to ask the Wayback index for, such as paper.example/news/


@dataclass(frozen=True, slots=True)
class Source:
    """One address to watch. `publisher` is the family that counts as one voice."""

    id: str
    name: str
    kind: SourceKind
    url: str
    publisher: str
    side: Side = Side.INDEPENDENT
    language: str = "en"
    country: str | None = None  # ISO 3166-1 alpha-2: where an ambiguous place name is first looked for
    timezone: str = "UTC"
    poll_min: timedelta = timedelta(minutes=10)
    poll_max: timedelta = timedelta(hours=12)
    selectors: Selectors = Selectors()
    article: tuple[ArticleSelectors, ...] = ()  # the first one that is valid on the day of the fetch counts
    rules: Rules = Rules()
    enabled: bool = True
    javascript: bool = False  # its pages are opened in a browser
    archive: ArchivePlaces = ArchivePlaces()


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a source brings news. Entry n of the first two is the hour of the day from n o'clock UTC; old ones fade."""

    watched: tuple[float, ...] = (0.0,) * 24  # hours that it was watched
    news: tuple[float, ...] = (0.0,) * 24  # articles that came out in them
    pauses: tuple[float, ...] = ()  # hours between two articles or bunches of them, the last ones, oldest first
    last_at: datetime | None = None  # the last article, by its date; undated: when it was found


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a feed wants no visit, as it says itself: the shortest pause (`ttl`), UTC hours, days (Monday is 0)."""

    ttl: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class HostHold:
    """A host that asked to be left alone, by 429 or 503; of the host, whichever source or page met it."""

    host: str
    until: datetime
    hits: int = 1  # in a row
    why: str = ""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the last visits to a source left behind; the scheduler's only memory of it."""

    source_id: str
    next_poll_at: datetime | None = None  # None: never polled, due now
    interval: timedelta | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    failures: int = 0  # in a row
    condition: PollCondition | None = None
    detail: str = ""  # the condition in words, with the way out
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last brought an article we did not have
    newest_item_at: datetime | None = None  # content age: the newest date that its items carry
    url: str | None = None  # the address that this was learnt from: of another one nothing is known
    full_at: datetime | None = None  # the last answer in full to a request without validators
    validators_lie: bool = False  # news came under an unchanged ETag or date
    moved_to: str | None = None  # where its address redirects to for good
    retired_at: datetime | None = None  # since when it answers 410
    rhythm: Rhythm = Rhythm()
    wishes: Wishes = Wishes()


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a source names, before it is fetched. `url` is canonical; a `#` in it: the item has no page."""

    url: str
    source_id: str
    guid: str | None = None
    title: str | None = None
    published: datetime | None = None  # aware
    published_zone: Zone = Zone.STATED
    modified: datetime | None = None  # aware; as the feed or the sitemap says
    authors: tuple[str, ...] = ()
    language: str | None = None
    content: str | None = None  # plain text that the feed itself carries: the fallback
    categories: tuple[str, ...] = ()  # for the source's rules; not stored
    tries: int = 0  # fetches that failed so far
    of_past: bool = False  # found by `run --since`: never dated by its fetch

    @property
    def has_page(self) -> bool:
        return "#" not in self.url


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page whose article is stored, and which may be read again, since outlets rewrite pages."""

    link: Link
    etag: str | None = None
    last_modified: str | None = None
    looks: int = 0  # how often it was read again
    looked_at: datetime | None = None  # the last time that it was fetched, changed or not
    changed_at: datetime | None = None  # when its last text was fetched
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class PageLook:
    """That a known page was read again, changed or not."""

    url: str
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class HttpFacts:
    status: int
    final_url: str
    etag: str | None = None
    last_modified: str | None = None
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A page's text. Spans of reports count characters of `text`: that of one revision never changes."""

    id: str  # article_id(url)
    url: str  # canonical
    source_id: str
    title: str
    published: datetime  # aware, in the source's zone
    fetched: datetime  # aware
    text: str  # paragraphs parted by blank lines; no title
    published_origin: str = "feed"  # feed | sitemap | page | fetched (undated: the fetch time stands in)
    published_zone: Zone = Zone.STATED
    modified: datetime | None = None  # aware: when the outlet says that it changed the page
    modified_origin: str | None = None  # page | feed | sitemap
    text_origin: str = "page"  # page | feed (the page could not be had, or shows no article)
    page: PageCondition | None = None  # what its page was; None: it never answered
    remark: str | None = None  # why its page was not read, in words
    is_live: bool = False  # a running report: the outlet goes on writing under this url
    addresses: tuple[str, ...] = ()  # others under which it was found: a twin for phones, a redirect
    authors: tuple[str, ...] = ()
    language: str = "en"
    guid: str | None = None
    content_hash: str = ""
    revision: int = 1  # of the text: outlets rewrite a page under one url
    http: HttpFacts | None = None


@dataclass(frozen=True, slots=True)
class FetchFailure:
    """Why a link gave no article; `permanent` means that another try can't help."""

    url: str
    source_id: str
    reason: str
    permanent: bool = False
    page: PageCondition | None = None  # what the page was, where one came


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """One visit to a source, as the crawler saw it; the scheduler turns it into a SourceState."""

    source_id: str
    condition: PollCondition
    at: datetime
    detail: str = ""
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    retry_after: timedelta | None = None
    min_interval: timedelta | None = None  # the source's own wish: RSS ttl, Cache-Control max-age
    items: int = 0
    new_items: int = 0
    newest_item_at: datetime | None = None
    news_at: tuple[datetime, ...] = ()  # dates of the new items, as far as they have any
    full: bool = False  # answered in full to a request without validators
    moved_to: str | None = None  # where the address redirects to for good
    wishes: Wishes | None = None  # None: this answer, a 304 perhaps, says nothing of them


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Toll:
    """People killed, or injured, by victim group. None: the text does not say; 0: it says that none was."""

    civilians: int | None = None
    security: int | None = None
    militants: int | None = None
    unspecified: int | None = None

    @property
    def total(self) -> int | None:
        stated = [n for n in (self.civilians, self.security, self.militants, self.unspecified) if n is not None]
        return sum(stated) if stated else None

    def of(self, group: VictimGroup) -> int | None:
        value: int | None = getattr(self, group.value)
        return value


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one incident: the codebook's fields, of one report or of the row that merges many."""

    date_start: date
    date_end: date
    date_precision: DatePrecision
    place: str | None
    country: str | None
    geo_precision: GeoPrecision
    sub_event_type: SubEventType
    admin2: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    outcome: Outcome = Outcome.COMPLETED
    tags: frozenset[Tag] = frozenset()
    perpetrator: str | None = None
    perpetrator_type: PerpetratorType | None = None
    attribution: Attribution = Attribution.UNKNOWN
    claimed_by: str | None = None
    targets: tuple[TargetType, ...] = ()
    killed: Toll = Toll()
    killed_low: int | None = None
    killed_high: int | None = None
    injured: Toll = Toll()
    abducted: int | None = None
    freed: int | None = None
    arrested: int | None = None

    @property
    def event_type(self) -> EventType:
        return self.sub_event_type.event_type


# field of the flat form (codec.facts_to_dict: "killed.security", "place", ...) -> the words that say so
Evidence = Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """One article's reading of one incident. `key` is unique in the article; `parent` is the key of its wave."""

    key: str
    facts: Facts
    parent: str | None = None
    role: Role = Role.MAIN
    evidence: Evidence = field(default_factory=dict)
    confidence: float = 0.5  # 0 to 1


@dataclass(frozen=True, slots=True)
class Reading:
    """All that an engine read in one article; no reports means: nothing of ours happened in it."""

    reports: tuple[Report, ...]
    engine: str
    engine_version: str
    notes: tuple[str, ...] = ()  # what was set aside and why, for --explain


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report with its provenance, as the matcher sees it."""

    id: int
    report: Report
    article_id: str
    article_url: str
    source_id: str
    publisher: str
    side: Side
    published: datetime
    voice: str  # the publisher; for near-copies, the publisher of the earliest published text among them
    parent_id: int | None = None  # the stored report of the wave
    incident_id: str | None = None  # None: not matched yet
    revision: int = 1  # of its article's text: the one that its spans count in
    pending: str | None = None  # why it waits to be matched; None: it was


@dataclass(frozen=True, slots=True)
class SupersededReport:
    """What a report was before its article was rewritten or read anew; its spans count in the text of `revision`."""

    report_id: int
    report: Report
    revision: int
    engine: str
    engine_version: str
    incident_id: str | None
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Incident:
    """The row. Never deleted: a merged one points to its survivor, a rejected one stays with its reason."""

    id: str
    facts: Facts
    status: IncidentStatus
    confidence: float
    first_seen: datetime
    last_changed: datetime
    reports: int
    articles: int
    publishers: int  # independent voices
    revision: int = 1
    role: Role = Role.MAIN  # background while no article has it as its news
    parent_id: str | None = None
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One appended entry of a row's history: `field` went from `old` to `new`, because of `why`."""

    incident_id: str
    revision: int
    at: datetime
    field: str
    old: str | None
    new: str | None
    why: str
    by: str | None = None  # the person; None: the machine


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One reason for or against two reports being one incident: `points` are added up to the score."""

    name: str
    points: float
    reason: str


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """How alike two reports were when the matcher decided, and why."""

    report_a: int
    report_b: int
    score: float  # 0 to 1
    parts: tuple[ScorePart, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A possible duplicate: a pair of reports of two rows. `incident_id` is the other row."""

    pair: ScoredPair
    incident_id: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article with the state of its way, as `articles list` shows it."""

    id: str
    url: str
    source_id: str
    title: str
    published: datetime | None
    state: ArticleState
    reports: int = 0
    copy_of: str | None = None
    failure: str | None = None
