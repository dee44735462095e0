"""What is kept as JSON of a source's state, its rhythm and its wishes, and of the places of its past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from khabardar.records import ArchivePlaces, Rhythm, Wishes


def parsed(cells: Mapping[str, Any]) -> dict[str, Any]:
    """The cells `rhythm` and `wishes` of a stored state as records."""
    return {"rhythm": _rhythm(cells["rhythm"]), "wishes": _wishes(cells["wishes"])}


def archive(stored: dict[str, Any] | None) -> ArchivePlaces:
    """Tables of an older version hold none."""
    return ArchivePlaces(**stored | {"sitemaps": tuple(stored["sitemaps"])}) if stored else ArchivePlaces()


def rhythm_to_json(rhythm: Rhythm) -> dict[str, Any]:
    """Its one date as ISO text."""
    return asdict(rhythm) | {"last_at": rhythm.last_at.isoformat() if rhythm.last_at else None}


def _rhythm(stored: dict[str, Any] | None) -> Rhythm:
    if not stored:
        return Rhythm()
    last = stored["last_at"]
    return Rhythm(
        watched=tuple(stored["watched"]),
        news=tuple(stored["news"]),
        pauses=tuple(stored["pauses"]),
        last_at=datetime.fromisoformat(last) if last else None,
    )


def wishes_to_json(wishes: Wishes) -> dict[str, Any]:
    """The ttl in seconds."""
    return {
        "ttl": wishes.ttl.total_seconds() if wishes.ttl else None,
        "skip_hours": sorted(wishes.skip_hours),
        "skip_days": sorted(wishes.skip_days),
    }


def _wishes(stored: dict[str, Any] | None) -> Wishes:
    if not stored:
        return Wishes()
    ttl = timedelta(seconds=stored["ttl"]) if stored["ttl"] else None
    return Wishes(ttl, frozenset(stored["skip_hours"]), frozenset(stored["skip_days"]))
