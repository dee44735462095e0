"""What an export is made from: an incident and where it was read."""

from __future__ import annotations

from dataclasses import dataclass

from khabardar.records import Incident


@dataclass(frozen=True, slots=True, order=True)
class SourceRef:
    """One article that reports the incident: who published it, and where it can be read."""

    outlet: str
    url: str


@dataclass(frozen=True, slots=True)
class ExportedIncident:
    """An incident with its articles, oldest first; an article that reports it twice stands once."""

    incident: Incident
    sources: tuple[SourceRef, ...] = ()
