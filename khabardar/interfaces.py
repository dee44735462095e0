"""Every interface between stages, in one place. A stage knows these and the records, never another stage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from khabardar.alerting import AlertStore
from khabardar.browsing import Browsing
from khabardar.records import (
    Article,
    ArticleRow,
    Change,
    Doubt,
    Facts,
    FetchFailure,
    HostHold,
    Incident,
    KnownPage,
    Link,
    PageLook,
    PollOutcome,
    Reading,
    ScoredPair,
    Source,
    SourceState,
    StoredReport,
    SupersededReport,
)
from khabardar.reviews import Decisions, Review, Reviewed
from khabardar.vocabulary import ArticleState, IncidentStatus, Role, VictimGroup


class Desk(Protocol):
    """What a crawl takes its orders from and hands its catch to. The crawler knows no database: it knows a desk.

    What needs an answer from storage is awaited, so that a locked database stops no loop; what is only told returns
    at once, and is stored in the order of the calls. A desk that could not store something raises at its next call.
    What `found` returns is stored as `queued` before anything of it is fetched, so a crawl that dies loses nothing:
    the next one gets the same links from `unfetched`.
    """

    def state_of(self, source_id: str) -> SourceState: ...

    async def unfetched(self, source_id: str) -> Sequence[Link]:
        """Links queued by earlier crawls and never fetched, oldest first."""
        ...

    async def found(self, source_id: str, links: Sequence[Link]) -> Sequence[Link]:
        """Take note of what a source lists; returns those of them that are new, in order."""
        ...

    def fetched(self, article: Article) -> None: ...

    async def known_pages(self, source_id: str) -> Sequence[KnownPage]:
        """Pages of the source that are to be read again now, the most pressing first."""
        ...

    def reread(self, look: PageLook, article: Article | None) -> None:
        """A known page was read again. `article`: as it is now; None where it did not change, or is no article now."""
        ...

    def failed(self, failure: FetchFailure) -> None: ...

    def polled(self, outcome: PollOutcome) -> None: ...

    def holds(self) -> Mapping[str, HostHold]:
        """Hosts that asked for a pause, in this crawl or before; also those whose pause is over."""
        ...

    def held(self, hold: HostHold) -> None:
        """A host asks for a pause now."""
        ...


class Turns(Protocol):
    """Whose turn it is to ask a web host, where several machines fetch: one request at a time, and its pause after."""

    def turn(self, host: str, pause: float) -> AbstractAsyncContextManager[None]:
        """Waits for it. Ours for the body of the `with`; nobody's for `pause` seconds after.

        Raises StorageError where the database that tells can't be asked.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReadingHints:
    """What the reader may know besides the text: where an ambiguous name or date is first looked for."""

    country: str | None = None  # ISO 3166-1 alpha-2
    region: str | None = None  # admin1
    timezone: str = "UTC"


class Engine(Protocol):
    """Reads one article into reports. Pure: no input or output, the same article gives the same reading."""

    name: str
    version: str

    def read(self, article: Article, hints: ReadingHints) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to a language model. `schema` is the answer's JSON schema, `version` that of the question's form."""

    system: str
    user: str
    schema: Mapping[str, Any]
    version: str


class Model(Protocol):
    """A language model behind whatever endpoint. `ask` gives its text; raises ModelUnavailable when there is none."""

    name: str

    def ask(self, prompt: Prompt) -> str: ...


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Where reports that could tell the same incident are looked for: all that overlaps these days and this area.

    `admin1` None means: anywhere in `country`; `country` None: anywhere. Reports that leave their own country or
    admin1 open lie in every area: a look-up must be as symmetric as the match, or the order of arrival would show.
    """

    first_day: date
    last_day: date
    country: str | None
    admin1: str | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that tell one incident, and the row that they make. `incident_id` None: a new row."""

    report_ids: tuple[int, ...]
    incident_id: str | None
    facts: Facts
    role: Role
    confidence: float
    publishers: int
    absorbed: tuple[str, ...] = ()  # rows that this cluster took over: they become `merged` into it
    why: str = ""  # for the revision: which report, or which rule, brought the change
    latest_report_id: int | None = None  # the report that the change is ascribed to
    ties: tuple[ScoredPair, ...] = ()  # for each report the pair that ties it most to this row


# How a row is made of its reports, whichever row it is (`incident_id` None): what a review hands to storage.
RowMaker = Callable[[Sequence[StoredReport]], Cluster]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The matcher's verdict over one connected group of reports. `doubts`: pairs for a person to look at."""

    clusters: tuple[Cluster, ...]
    doubts: tuple[ScoredPair, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """An area between two meridians and two parallels, in degrees; it does not cross the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """The same filters in the command line, the url and the page (`khabardar.filters`). None: no restriction."""

    since: date | None = None
    until: date | None = None
    changed_since: datetime | None = None  # then also rows that ended since: merged, rejected, withdrawn
    country: str | None = None
    admin1: str | None = None
    place: str | None = None
    box: Box | None = None  # rows with a point in it
    mapped: bool | None = None  # whether a point on a map says truly where: not for provinces, countries, no place
    event_type: str | None = None
    sub_event_type: str | None = None
    perpetrator: str | None = None
    side: VictimGroup | None = None  # with killed_min: so many of that side; alone: any of it killed or injured
    killed_min: int | None = None
    publishers_min: int | None = None  # independent voices
    parent: str | None = None  # rows that are part of this one
    status: IncidentStatus | None = None  # None: candidates and confirmed rows
    background: bool = False  # also rows that no article has as its news
    text: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """One pass: what `run` did, or one tick of the daemon. Counts are totals over all sources."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    sources: int = 0
    failed_sources: int = 0
    new_articles: int = 0
    read_articles: int = 0
    reports: int = 0
    new_incidents: int = 0
    changed_incidents: int = 0


@dataclass(frozen=True, slots=True)
class DutyRun:
    """The last time that a duty of upkeep was done: `backup`, `retention`, `integrity` or `statistics`."""

    name: str
    started_at: datetime
    finished_at: datetime | None = None
    fault: str | None = None  # why it failed
    detail: str = ""  # what it did


@dataclass(frozen=True, slots=True)
class CopyMarks:
    """What tells near-copies of a text. `copies`: the articles that it is a near-copy of, the most alike first."""

    signature: bytes
    bands: tuple[bytes, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRead:
    """How far an article's text is read. `is_done`: this very text; `is_told`: reports of some reading are stored."""

    revision: int
    is_done: bool
    is_told: bool


class Storage(Browsing, AlertStore, Protocol):
    """All that is kept. Each method is one transaction; StorageError where the database can't do it."""

    def together(self) -> AbstractContextManager[None]:
        """For the body of the `with` all calls of this thread are one transaction, and nobody else writes meanwhile.

        On a server, where several machines decide by what they read. In a file one process writes anyway
        (`scheduler.lock`), and people's decisions must not wait: there each call stays a transaction of its own.
        """
        ...

    # sources
    def sync_sources(self, sources: Iterable[Source]) -> None:
        """Make the table agree with the config: new ones are added, gone ones are kept but marked retired."""
        ...

    def sources(self, ids: Collection[str] | None = None) -> Sequence[Source]:
        """All of the config, in its order, or those of them that are named."""
        ...

    def source_states(self, ids: Collection[str] | None = None) -> dict[str, SourceState]:
        """By source: of all of the config, or of those of them that are named."""
        ...

    def save_source_state(self, state: SourceState) -> None: ...

    def host_holds(self) -> Mapping[str, HostHold]:
        """By host: those in force, and those that are over."""
        ...

    def save_host_hold(self, hold: HostHold) -> None: ...

    def past_documents(self, source_id: str, days: str) -> frozenset[str]:
        """Addresses of the sitemaps, section pages and index pages that `run --since` has read for these days."""
        ...

    def save_past_document(self, source_id: str, days: str, url: str, links: int, now: datetime) -> None: ...

    # articles
    def queue_links(self, links: Sequence[Link], now: datetime) -> Sequence[Link]:
        """Store unknown ones as `queued`; returns those. Known by canonical url, or by (source, guid)."""
        ...

    def queued_links(self, source_id: str, *, of_past: bool = False) -> Sequence[Link]:
        """Oldest first: those of the daily work, or those that `run --since` found."""
        ...

    def save_article(self, article: Article) -> Article | None:
        """`queued` becomes `fetched`. An article that is already `fetched` or `done` is left as it is.

        Returns it under the address that it is kept under; None where it is another dress of an article that we have
        (`Article.addresses`): its link is then one more address of that one.
        """
        ...

    def save_articles(self, many: Sequence[Article]) -> Sequence[Article | None]:
        """The same for each of them in its turn, in one transaction: all are stored, or none."""
        ...

    def known_pages(self, source_id: str, since: datetime, limit: int) -> Sequence[KnownPage]:
        """Articles of the source that were published since then and read from their pages; newest first."""
        ...

    def save_look(self, look: PageLook) -> None:
        """That the page of a stored article was read again."""
        ...

    def save_failure(self, failure: FetchFailure, max_tries: int) -> None:
        """Counts a try; the article becomes `failed` when the failure is permanent or the tries are used up."""
        ...

    def unread_articles(self, limit: int, ids: Collection[str] | None = None) -> Sequence[Article]:
        """Those in state `fetched`, in order of publication, then id; of all, or of those that are named."""
        ...

    def unread_ids(self, limit: int) -> Sequence[str]:
        """Of the first of them, without their texts."""
        ...

    def count_read_try(self, article_id: str, reason: str, max_tries: int) -> bool:
        """The reader crashed or hung on a `fetched` article. At the last try it becomes `quarantined`: then True."""
        ...

    def release(self, article_id: str | None) -> Sequence[str]:
        """A quarantined article, or all, are `fetched` again, with no try counted; returns their ids. NotFound."""
        ...

    def revise_article(self, article: Article) -> bool:
        """An article whose page was rewritten gets its new text and is `fetched` again; the old text is kept.

        False, and nothing is changed, where there is no text to replace, or where the new one says nothing new: the
        same words, words that the article had before, or a feed's summary of a page that is stored.
        """
        ...

    def texts_read(self, ids: Collection[str]) -> Mapping[str, TextRead]:
        """How far the texts of these articles are read; ids without a text are left out."""
        ...

    def save_reading(self, article_id: str, reading: Reading, marks: CopyMarks) -> None:
        """The reports, what tells near-copies, and the state `done`, in one transaction.

        An article that is `done` is left as it is. Raises NotFound where there is no text of this id.
        """
        ...

    def save_readings(self, many: Sequence[tuple[str, Reading, CopyMarks]]) -> None:
        """The same for each article id in its turn, in one transaction; one may be a copy of one before it."""
        ...

    def replace_reading(
        self, article_id: str, reading: Reading, successors: Mapping[str, int], marks: CopyMarks, now: datetime
    ) -> None:
        """A second reading takes the place of the first, in one transaction; the reports that it replaces are kept.

        `successors`: key of a new report -> id of the report that it continues, and whose row and decisions it keeps.
        What changed waits to be matched again, and so do the rows of reports that are told no more; a candidate that
        nothing tells any more is withdrawn. Raises NotFound where there is no text of this id.
        """
        ...

    def articles_read(
        self, *, unless: tuple[str, str] | None, since: datetime | None, after: str | None, limit: int
    ) -> Sequence[Article]:
        """`done` ones, in order of publication, then id: those after that of the id `after`, published from `since` on.

        `unless`: leave out what this engine of this version read.
        """
        ...

    def article(self, article_id: str, revision: int | None = None) -> Article:
        """By id, an unambiguous beginning of one, or url; with its last text, or a revision's. Raises NotFound."""
        ...

    def article_state(self, article_id: str) -> ArticleState | None:
        """None: no article of this id."""
        ...

    def articles(
        self, *, source_id: str | None = None, state: ArticleState | None = None, limit: int | None = None
    ) -> Sequence[ArticleRow]:
        """Newest first."""
        ...

    def count_articles(self) -> dict[ArticleState, int]: ...

    def signatures_near(self, bands: Sequence[bytes]) -> Sequence[tuple[str, bytes]]:
        """(article id, signature) of articles that share a band with these; two at most of a short text's one band."""
        ...

    # reports
    def pending_reports(self, limit: int) -> Sequence[StoredReport]: ...

    def any_pending(self) -> bool:
        """Whether a report waits to be matched; quicker than to ask for the first one."""
        ...

    def reports_in(self, where: Neighbourhood) -> Sequence[StoredReport]: ...

    def reports_of_incident(self, incident_id: str) -> Sequence[StoredReport]: ...

    def reports_of_article(self, article_id: str, *, withdrawn: bool = False) -> Sequence[StoredReport]:
        """In the order in which the engine gave them; or those that the article once told and tells no more."""
        ...

    def superseded_reports(self, article_id: str) -> Sequence[SupersededReport]:
        """What earlier readings of the article said, oldest first."""
        ...

    # incidents
    def apply(self, resolution: Resolution, now: datetime, known_reviews: int | None = None) -> tuple[int, int]:
        """Make the rows agree with a verdict; returns (new rows, changed rows). Applied twice it changes nothing.

        A cell that a person set stays. Raises Outdated where `known_reviews` is not what `last_review` says now.
        """
        ...

    def incident(self, incident_id: str) -> Incident:
        """By id or an unambiguous beginning of one; a merged id resolves to its survivor. Raises NotFound."""
        ...

    def incidents(self, where: IncidentFilter) -> Iterator[Incident]:
        """Newest day first; streamed, however many."""
        ...

    def count_incidents(self) -> dict[IncidentStatus, int]: ...

    def articles_telling(self, incident_ids: Sequence[str]) -> Mapping[str, Sequence[ArticleRow]]:
        """For each of these rows (some hundred at most) the articles with a report of it, oldest first, each once."""
        ...

    def last_changes(self, incident_ids: Sequence[str], fields: Sequence[str]) -> Mapping[str, datetime]:
        """For each of these rows (some hundred at most) when one of these fields of its history last changed."""
        ...

    def history(self, incident_id: str) -> Sequence[Change]: ...

    def changes_since(self, when: datetime) -> Iterator[Change]:
        """What was appended after `when`, oldest first; streamed. How a copy elsewhere follows this database.

        Times of later transactions are later, so whoever goes on from the last one seen misses nothing.
        """
        ...

    def ties_of_incident(self, incident_id: str) -> Sequence[ScoredPair]:
        """Why each report is in its row: the pair that tied it most to it at its last match."""
        ...

    def doubts_of_incident(self, incident_id: str) -> Sequence[Doubt]:
        """Possible duplicates in other live rows that no person has decided on, best score first."""
        ...

    def cells_set_by(self, incident_id: str) -> Mapping[str, str]:
        """Cell -> the person who set it: what the machine leaves alone."""
        ...

    # people's decisions
    def review(self, review: Review, make_row: RowMaker, now: datetime) -> Reviewed:
        """Make a person's decision true, in one transaction that reads anew whatever it changes.

        `make_row` gives the values of rows whose reports change. Raises NotFound; ReviewError for what can't be done.
        """
        ...

    def last_review(self) -> int:
        """Number of the last decision; read it before the reports of a verdict, and hand it to `apply`."""
        ...

    def decisions(self, report_ids: Sequence[int]) -> Decisions:
        """What people decided on these reports and the rows that they are in."""
        ...

    # cycles and upkeep
    def start_cycle(self, now: datetime) -> int: ...

    def finish_cycle(self, record: CycleRecord) -> None: ...

    def last_cycles(self, limit: int) -> Sequence[CycleRecord]: ...

    def duty_runs(self) -> Mapping[str, DutyRun]:
        """By name."""
        ...

    def save_duty_run(self, run: DutyRun) -> None: ...

    def condense_texts(self, before: datetime, now: datetime, limit: int) -> int:
        """Cut texts fetched before then down to the words that are quoted, up to `limit`; returns how many.

        Spans count in the shorter text afterwards: quotes stay. Such an article is not read again (`articles_read`).
        """
        ...

    def optimise(self) -> None:
        """Let the database look at its own sizes, for its look-ups."""
        ...

    def facts(self, *, check: bool = True) -> dict[str, Any]:
        """For `doctor`: dialect, schema version, size in bytes, integrity (`check`: reads the whole of it)."""
        ...

    def verify(self) -> Sequence[str]:
        """All that is wrong in the database, in words; empty: nothing. Reads the whole of it."""
        ...

    def stats(self) -> dict[str, Any]:
        """Rows of each table, bytes of texts, the days that are covered."""
        ...

    def backup(self, path: Path) -> None:
        """A whole copy in a new file, taken while others read and write, and read back before it is kept.

        StorageError where the file exists, there is no space for it, or the copy is not what it should be.
        """
        ...

    def close(self) -> None: ...


class WriterLock(Protocol):
    """One cycle or daemon at a time on a database; ends with the process that took it."""

    def __call__(self) -> AbstractContextManager[None]: ...
