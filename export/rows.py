"""What an export is made from: an incident and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from khabardar.records import Incident


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One article that reports the incident. `url` and `title` None: left out, since they would tell too much."""

    outlet: str
    url: str | None
    published: datetime | None = None
    title: str | None = None

    def __str__(self) -> str:
        return f"{self.outlet} <{self.url}>" if self.url else self.outlet


@dataclass(frozen=True, slots=True)
class ExportedIncident:
    """An incident with its articles, oldest first; an article that reports it twice stands once."""

    incident: Incident
    sources: tuple[SourceRef, ...] = ()
    material_change: datetime | None = None  # the last one that a reader should hear of; only feeds ask for it
