"""`alerts`: whom to tell of what, by which channel, and when not."""

from __future__ import annotations

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator

from khabardar.config.addresses import WebAddress
from khabardar.config.durations import Duration
from khabardar.config.jobs import TimeZone, Windows
from khabardar.config.section import Section
from khabardar.templates import checked_template
from khabardar.vocabulary import EventType, IncidentStatus, SubEventType, VictimGroup

TITLE = "{type}, {place}, {date}: {toll}; {outlets}; {status}"

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=64)]
EnvironmentName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Template = Annotated[str, AfterValidator(checked_template)]


def _times(value: object) -> object:
    """`08:00`, or a list of such. YAML takes an unquoted 08:00 for a text, but 18:00 for a number: both are meant."""
    parts = value if isinstance(value, list | tuple) else (value,)
    return tuple(_time(part) for part in parts)


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(*divmod(value, 60))
    if isinstance(value, str) and re.fullmatch(r"\d\d?:\d\d", value.strip()):
        hour, minute = map(int, value.split(":"))
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(f"{value!r} is no time of the day; write one such as 08:00")


DayTimes = Annotated[
    tuple[time, ...],
    BeforeValidator(_times),
    PlainSerializer(lambda times: [moment.strftime("%H:%M") for moment in times], return_type=list[str]),
]


class ChannelConfig(Section):
    id: Name
    url: str | None = None
    url_env: EnvironmentName | None = None
    kind: Literal["webhook", "apprise"] | None = None
    secret_env: EnvironmentName | None = None
    secret_file: Path | None = None
    timeout: Duration = timedelta(seconds=15)
    tries: int = Field(default=10, ge=1, le=100)
    quiet: Windows = ()
    digest: DayTimes = ()
    timezone: TimeZone | None = None
    title: Template | None = None

    @model_validator(mode="after")
    def _has_an_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("a channel needs `url`, or `url_env`: the environment variable that holds it")
        if self.url is not None and not urlsplit(self.url).scheme:
            raise ValueError(f"{self.url!r} is no address of a channel; it begins with https:// or such as ntfy://")
        if self.secret_env and self.secret_file:
            raise ValueError("give `secret_env` or `secret_file`, not both")
        return self


class RuleConfig(Section):
    id: Name
    channels: tuple[Name, ...] = Field(min_length=1)
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    admin1: str | None = None
    place: str | None = None
    event: EventType | None = None
    type: SubEventType | None = None
    who: str | None = None
    side: VictimGroup | None = None
    killed: int | None = Field(default=None, ge=0)
    outlets: int | None = Field(default=None, ge=1)
    status: IncidentStatus | None = None
    background: bool = False
    max_age: Duration = timedelta(days=7)
    updates: Literal["material", "all", "none"] = "material"


class HealthAlertsConfig(Section):
    channels: tuple[Name, ...] = ()
    silent: float = Field(default=3, ge=1, le=100)
    cycle_late: Duration = timedelta(hours=2)
    disk_megabytes: int = Field(default=500, ge=1)


class AlertsConfig(Section):
    page: WebAddress | None = None
    channels: tuple[ChannelConfig, ...] = ()
    rules: tuple[RuleConfig, ...] = ()
    health: HealthAlertsConfig = HealthAlertsConfig()
    title: Template = TITLE

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        known = _once("channel", self.channels)
        _once("rule", self.rules)
        for rule in self.rules:
            _all_known(f"the rule {rule.id!r}", rule.channels, known)
        _all_known("alerts.health", self.health.channels, known)
        return self

    def anchored(self, folder: Path) -> Self:
        """With the channels' files counted from the folder of the config."""
        channels = tuple(
            channel.model_copy(update={"secret_file": folder / channel.secret_file}) if channel.secret_file else channel
            for channel in self.channels
        )
        return self.model_copy(update={"channels": channels})


def _once(what: str, entries: tuple[Any, ...]) -> set[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise ValueError(f"two alert {what}s have the id {entry.id!r}; give each its own")
        seen.add(entry.id)
    return seen


def _all_known(who: str, wanted: tuple[str, ...], known: set[str]) -> None:
    for name in wanted:
        if name not in known:
            choices = f"one of: {', '.join(sorted(known))}" if known else "alerts.channels names none yet"
            raise ValueError(f"{who} names the channel {name!r}, which is not there; {choices}")
