"""What config.yaml may say: one model a section, every option with its type, its default and its meaning."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from khabardar.config.addresses import WebAddress
from khabardar.config.alerts import AlertsConfig
from khabardar.config.dashboard import DashboardConfig
from khabardar.config.durations import Duration
from khabardar.config.jobs import JobsConfig, ServeConfig, TimeZone, UpkeepConfig
from khabardar.config.llm import EngineName, LlmConfig
from khabardar.config.section import Section as _Section
from khabardar.records import ArchivePlaces, ArticleSelectors, Patterns, Rules, Selectors, Source
from khabardar.vocabulary import Side, SourceKind, TollPolicy


def _database_url(url: str) -> str:
    if not re.match(r"sqlite:///.|postgresql(\+psycopg)?://[^/]*/.", url):
        raise ValueError(
            f"{_without_password(url)!r} is not a database url that works here; write sqlite:///FILE, such as "
            "sqlite:///khabardar.db, or postgresql+psycopg://USER@HOST/NAME"
        )
    return url


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", url)


def _css_selector(text: str) -> str:
    import cssselect  # only a config with section pages needs it

    try:
        cssselect.parse(text)
    except cssselect.SelectorError as error:
        raise ValueError(f"{text!r} is no CSS selector ({error}); write one such as `h2.headline a`") from error
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression ({error}); put a backslash before ( [ * + ? .") from error
    return text


def _several(value: object) -> object:
    """One where a list may stand is a list of one."""
    return value if isinstance(value, list | tuple) else (value,)


T = TypeVar("T")
CssSelector = Annotated[str, AfterValidator(_css_selector)]
Pattern = Annotated[str, AfterValidator(_pattern)]
OneOrMore = Annotated[tuple[T, ...], BeforeValidator(_several)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]


class StorageConfig(_Section):
    url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///khabardar.db"

    @property
    def file(self) -> Path | None:
        """The database's file; None where a server has it."""
        return Path(self.url.removeprefix("sqlite:///")) if self.url.startswith("sqlite") else None

    @property
    def stem(self) -> str:
        """What files that belong to the database are called after."""
        return self.file.stem if self.file else re.sub(r"\W+", "-", self.url.rpartition("/")[2].partition("?")[0])


class FetchConfig(_Section):
    contact: str = ""
    delay: Duration = timedelta(seconds=2)
    timeout: Duration = timedelta(seconds=30)
    retries: int = Field(default=1, ge=0, le=5)
    article_tries: int = Field(default=3, ge=1, le=20)
    max_page_megabytes: float = Field(default=10, gt=0, le=200)
    max_feed_megabytes: float = Field(default=50, gt=0, le=200)
    max_articles_per_source: int = Field(default=50, ge=1, le=10_000)
    max_pages_per_host: int = Field(default=100, ge=1, le=100_000)
    reread_per_source: int = Field(default=5, ge=0, le=1000)
    max_cycle_time: Duration = timedelta(minutes=10)
    obey_robots: bool = True
    allow_private_addresses: bool = False
    browser: str | None = None
    wayback_url: WebAddress = "https://web.archive.org"
    workers: int = Field(default=1, ge=1, le=64)


class ScheduleConfig(_Section):
    grace: Duration = timedelta(seconds=20)
    stuck_after: Duration = timedelta(minutes=5)
    poll_min: Duration = timedelta(minutes=10)
    poll_max: Duration = timedelta(hours=12)

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.poll_min > self.poll_max:
            raise ValueError("poll_min is longer than poll_max")
        return self


class ExtractionConfig(_Section):
    engine: EngineName = "rules"


class DeduplicationConfig(_Section):
    policy: TollPolicy = TollPolicy.LATEST_CREDIBLE


class LogConfig(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class SelectorsConfig(_Section):
    list: CssSelector = "a"
    next: CssSelector | None = None
    pages: int = Field(default=5, ge=1, le=100)


class ArticleSelectorsConfig(_Section):
    text: CssSelector | None = None
    title: CssSelector | None = None
    published: CssSelector | None = None
    author: CssSelector | None = None
    remove: OneOrMore[CssSelector] = ()
    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _days_are_in_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("since is after until")
        return self


class PatternsConfig(_Section):
    url: OneOrMore[Pattern] = ()
    title: OneOrMore[Pattern] = ()
    category: OneOrMore[Pattern] = ()
    language: OneOrMore[str] = ()


def _with_page_number(url: str) -> str:
    if "{page}" not in url:
        raise ValueError(
            f"{url!r} has no {{page}} where the number of the page goes, as in https://p.example/?p={{page}}"
        )
    return url


class ArchiveConfig(_Section):
    sitemaps: OneOrMore[WebAddress] = ()
    pages: Annotated[WebAddress, AfterValidator(_with_page_number)] | None = None
    wayback: str | None = None


class SourceConfig(_Section):
    id: Identifier
    name: str = ""
    kind: SourceKind = SourceKind.FEED
    url: WebAddress
    publisher: str = ""
    side: Side = Side.INDEPENDENT
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")
    country: CountryCode | None = None
    timezone: TimeZone | None = None
    poll_min: Duration | None = None
    poll_max: Duration | None = None
    selectors: SelectorsConfig | None = None
    article: OneOrMore[ArticleSelectorsConfig] = ()
    include: PatternsConfig = PatternsConfig()
    exclude: PatternsConfig = PatternsConfig()
    engine: EngineName | None = None
    enabled: bool = True
    javascript: bool = False
    archive: ArchiveConfig = ArchiveConfig()
    checked: date | None = None

    @model_validator(mode="after")
    def _section_has_selectors(self) -> Self:
        if self.kind is SourceKind.SECTION and self.selectors is None:
            raise ValueError("a section page needs `selectors: {list: …}`, the CSS selector of its article links")
        if self.poll_min and self.poll_max and self.poll_min > self.poll_max:
            raise ValueError("poll_min is longer than poll_max")
        return self


class Config(_Section):
    timezone: TimeZone = "UTC"
    country: CountryCode | None = None
    storage: StorageConfig = StorageConfig()
    fetch: FetchConfig = FetchConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    jobs: JobsConfig = JobsConfig()
    upkeep: UpkeepConfig = UpkeepConfig()
    serve: ServeConfig = ServeConfig()
    extraction: ExtractionConfig = ExtractionConfig()
    llm: LlmConfig = LlmConfig()
    deduplication: DeduplicationConfig = DeduplicationConfig()
    alerts: AlertsConfig = AlertsConfig()
    dashboard: DashboardConfig = DashboardConfig()
    log: LogConfig = LogConfig()
    sources: tuple[SourceConfig, ...] = ()

    @property
    def data_folder(self) -> Path:
        """Where what belongs to the database goes: beside its file; with a server, where the ledger is."""
        file = self.storage.file
        return (self.llm.ledger if file is None else file).absolute().parent

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        seen: set[str] = set()
        for source in self.sources:
            if source.id in seen:
                raise ValueError(f"two sources have the id {source.id!r}; give each its own")
            seen.add(source.id)
        return self

    @model_validator(mode="after")
    def _a_model_is_named(self) -> Self:
        asking = self.extraction.engine != "rules" or any(s.engine not in (None, "rules") for s in self.sources)
        if asking and not (self.llm.base_url and self.llm.model):
            raise ValueError("an engine of `llm` or `both` needs llm.base_url and llm.model")
        return self

    def engine_of(self, source_id: str) -> EngineName:
        """The engine that reads this source's articles."""
        own = next((source.engine for source in self.sources if source.id == source_id), None)
        return own or self.extraction.engine

    def source_records(self) -> list[Source]:
        """The sources with every default filled in."""
        return [self._record(source) for source in self.sources]

    def _record(self, source: SourceConfig) -> Source:
        selectors = source.selectors or SelectorsConfig()
        return Source(
            id=source.id,
            name=source.name or source.id,
            kind=source.kind,
            url=source.url,
            publisher=source.publisher or source.id,
            side=source.side,
            language=source.language,
            country=source.country or self.country,
            timezone=source.timezone or self.timezone,
            poll_min=source.poll_min or self.schedule.poll_min,
            poll_max=source.poll_max or self.schedule.poll_max,
            selectors=Selectors(**selectors.model_dump()),
            article=tuple(ArticleSelectors(**one.model_dump()) for one in source.article),
            rules=Rules(Patterns(**source.include.model_dump()), Patterns(**source.exclude.model_dump())),
            enabled=source.enabled,
            javascript=source.javascript,
            archive=ArchivePlaces(**source.archive.model_dump()),
        )
