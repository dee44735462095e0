"""What config.yaml may say: one model a section, every option with its type, its default and its meaning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from khabardar.config.durations import Duration
from khabardar.records import Selectors, Source
from khabardar.vocabulary import Side, SourceKind, TollPolicy


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Asia/Karachi or UTC") from error
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise ValueError(f"{url!r} is not a web address; it begins with http:// or https:// and names a host")
    return url


def _database_url(url: str) -> str:
    if not url.startswith("sqlite:///"):
        raise ValueError(
            f"{url!r} is not a database url that works here; write sqlite:///FILE, such as sqlite:///khabardar.db"
        )
    return url


def _css_selector(text: str) -> str:
    import cssselect  # only a config with section pages needs it

    try:
        cssselect.parse(text)
    except cssselect.SelectorError as error:
        raise ValueError(f"{text!r} is no CSS selector ({error}); write one such as `h2.headline a`") from error
    return text


CssSelector = Annotated[str, AfterValidator(_css_selector)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]


class _Section(BaseModel):
    # A typo that silently becomes the default is the worst of config errors: unknown keys are refused.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class StorageConfig(_Section):
    url: Annotated[str, AfterValidator(_database_url)] = "sqlite:///khabardar.db"


class FetchConfig(_Section):
    contact: str = ""
    delay: Duration = timedelta(seconds=2)
    timeout: Duration = timedelta(seconds=30)
    retries: int = Field(default=1, ge=0, le=5)
    article_tries: int = Field(default=3, ge=1, le=20)
    max_page_megabytes: float = Field(default=10, gt=0, le=200)
    max_articles_per_source: int = Field(default=50, ge=1, le=10_000)
    max_cycle_time: Duration = timedelta(minutes=10)
    obey_robots: bool = True
    allow_private_addresses: bool = False
    workers: int = Field(default=1, ge=1, le=64)


class ScheduleConfig(_Section):
    tick: Duration = timedelta(seconds=30)
    grace: Duration = timedelta(seconds=20)
    poll_min: Duration = timedelta(minutes=10)
    poll_max: Duration = timedelta(hours=12)

    @model_validator(mode="after")
    def _bounds_are_in_order(self) -> Self:
        if self.poll_min > self.poll_max:
            raise ValueError("poll_min is longer than poll_max")
        return self


class ExtractionConfig(_Section):
    engine: Literal["rules"] = "rules"


class DeduplicationConfig(_Section):
    policy: TollPolicy = TollPolicy.LATEST_CREDIBLE


class LogConfig(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class SelectorsConfig(_Section):
    list: CssSelector = "a"
    text: CssSelector | None = None
    title: CssSelector | None = None
    published: CssSelector | None = None


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
    enabled: bool = True
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
    extraction: ExtractionConfig = ExtractionConfig()
    deduplication: DeduplicationConfig = DeduplicationConfig()
    log: LogConfig = LogConfig()
    sources: tuple[SourceConfig, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        seen: set[str] = set()
        for source in self.sources:
            if source.id in seen:
                raise ValueError(f"two sources have the id {source.id!r}; give each its own")
            seen.add(source.id)
        return self

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
            enabled=source.enabled,
        )
