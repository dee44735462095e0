"""The part of config.yaml that says when each duty is done, what upkeep does, and where health is served."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from khabardar.config.durations import Duration, format_duration, parse_duration
from khabardar.config.section import Section
from khabardar.cron import Cron, Window, parse_cron, parse_window

_OFF = "off"


def known_zone(name: str) -> str:
    """The name, where it is one. Raises ValueError."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one such as Asia/Karachi or UTC") from error
    return name


def _cron(value: object) -> object:
    return parse_cron(value) if isinstance(value, str) else value


def _windows(value: object) -> object:
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        return value
    return tuple(parse_window(part) if isinstance(part, str) else part for part in parts)


TimeZone = Annotated[str, AfterValidator(known_zone)]
CronExpression = Annotated[Cron, BeforeValidator(_cron), PlainSerializer(lambda cron: cron.text, return_type=str)]
Windows = Annotated[
    tuple[Window, ...],
    BeforeValidator(_windows),
    PlainSerializer(lambda windows: [window.text for window in windows], return_type=list[str]),
]


class JobConfig(Section):
    """When one duty is done: `15m`, `30 3 * * *` and `off` are short for the options here."""

    every: Duration | None = None
    cron: CronExpression | None = None
    within: Windows = ()
    timezone: TimeZone | None = None

    @property
    def is_off(self) -> bool:
        """It is never done by itself."""
        return self.every is None and self.cron is None

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, value: Any) -> Any:
        if isinstance(value, int | float):
            raise ValueError(f"{value!r} says no unit; write an interval such as 15m, a cron expression, or off")
        if not isinstance(value, str):
            return value
        text = value.strip()
        if text.lower() == _OFF:
            return {}
        return {"cron": text} if " " in text else {"every": text}

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.every is not None and self.cron is not None:
            raise ValueError("give `every` or `cron`, not both")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise ValueError("`every` is 1s at least")
        return self

    @model_serializer(mode="plain")
    def _shown(self) -> str | dict[str, Any]:
        short = _OFF if self.is_off else self.cron.text if self.cron else format_duration(self.every or timedelta())
        if not self.within and self.timezone is None:
            return short
        shown: dict[str, Any] = {"cron" if self.cron else "every": short} if not self.is_off else {}
        if self.within:
            shown["within"] = [window.text for window in self.within]
        return shown | ({"timezone": self.timezone} if self.timezone else {})


def every(text: str) -> JobConfig:
    """A default."""
    return JobConfig(every=parse_duration(text))


def at(text: str) -> JobConfig:
    """A default."""
    return JobConfig(cron=parse_cron(text))


class JobsConfig(Section):
    poll: JobConfig = every("30s")
    read: JobConfig = every("1m")
    match: JobConfig = every("1m")
    alerts: JobConfig = every("1m")
    backup: JobConfig = at("30 3 * * *")
    retention: JobConfig = at("0 4 * * *")
    integrity: JobConfig = at("30 4 * * sun")
    statistics: JobConfig = every("1h")


class UpkeepConfig(Section):
    backup_folder: str = "backups"
    keep_backups: int = Field(default=7, ge=1, le=1000)
    keep_page_text: Duration | None = None


class ServeConfig(Section):
    host: str = "127.0.0.1"
    port: int | None = Field(default=None, ge=0, le=65535)

    @field_validator("host")
    @classmethod
    def _one_address(cls, value: str, info: ValidationInfo) -> str:
        if not value or "/" in value or " " in value:
            raise ValueError(f"{value!r} is no address to listen on; write 127.0.0.1, or 0.0.0.0 in a container")
        return value
