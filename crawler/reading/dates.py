"""Dates as feeds and pages write them: with a zone, without one, in a local language, in the future, from 1970."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from khabardar.vocabulary import Zone

_OLDEST_YEAR = 1850  # of newspapers' archives on the web
_UNSET_DAYS = frozenset(((1969, 12, 31), (1970, 1, 1), (1980, 1, 1), (1900, 1, 1), (1899, 12, 31)))
_UNSET_MIDNIGHTS = frozenset(((1999, 11, 30), (1899, 11, 30), (2000, 1, 1)))  # what some programs make of "no date"
_AHEAD = timedelta(hours=24)  # local time that is labelled GMT is at most this far in the future
# Names that RFC 822 does not know, as the region's feeds write them.
_ZONE_NAMES = {"PKT": 300, "IST": 330, "AFT": 270, "IRST": 210, "NPT": 345, "BDT": 360}  # minutes east of UTC
_HALF_DAY = re.compile(r"(?i)\d\s*[ap]\.?m\b")  # what the mail format does not know, and its reader passes over
_LABEL = re.compile(
    r"(?i)^(?:[^\d:]{3,40}:\s+|(?:last\s+)?(?:published|posted|updated|modified)(?:\s+(?:on|at))?\s+)(?=.*\d)"
)
_UNIX = re.compile(r"^(\d{10})(?:\d{3})?$")
_ZONE_NAME = re.compile(r"\s\(?([A-Z]{3,4})\)?$")


@dataclass(frozen=True, slots=True)
class Stamp:
    """An aware moment, and how its zone came to be known."""

    moment: datetime
    zone: Zone = Zone.STATED


def read_stamp(text: str | None, timezone: str, language: str = "en") -> Stamp | None:
    """The moment in `timezone`, which is also assumed where the text names no zone; None if it is no date."""
    text = " ".join((text or "").split())
    if not text:
        return None
    moment = _rfc_822(text) or _iso(text) or _local_language(text, language)
    if moment is None:
        return None
    home = ZoneInfo(timezone)
    stated = moment.tzinfo is not None
    try:
        found = (moment if stated else moment.replace(tzinfo=home)).astimezone(home)
    except (OverflowError, ValueError):  # the year 1 or 9999
        return None
    return Stamp(found, Zone.STATED if stated else Zone.ASSUMED)


def plausible(stamp: Stamp | None, fetched: datetime) -> Stamp | None:
    """The date if it can be one of publication. A few hours ahead is a wrong zone: the fetch time is nearer then.

    A date long ago is one: outlets put their paper archives on the web. Only what unset clocks show is none.
    """
    if stamp is None or stamp.moment.year < _OLDEST_YEAR or stamp.moment > fetched + _AHEAD or _is_unset(stamp.moment):
        return None
    if stamp.moment > fetched:
        return Stamp(fetched.astimezone(stamp.moment.tzinfo), Zone.CORRECTED)
    return stamp


def _is_unset(moment: datetime) -> bool:
    """In its own zone or in UTC, since a clock at zero shows another day there."""
    for shown in (moment, moment.astimezone(UTC)):
        day = (shown.year, shown.month, shown.day)
        midnight = (shown.hour, shown.minute) == (0, 0)
        if day in _UNSET_DAYS or (midnight and day in _UNSET_MIDNIGHTS):
            return True
    return False


def _rfc_822(text: str) -> datetime | None:
    if not re.search(r"\d{1,2}:\d{2}", text) or not re.search(r"[A-Za-z]{3}", text) or _HALF_DAY.search(text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is not None:
        return moment
    # RFC 5322: `-0000` is a time in UTC of which the writer's zone is not told.
    if text.endswith("-0000"):
        return moment.replace(tzinfo=UTC)
    name = _ZONE_NAME.search(text)
    minutes = _ZONE_NAMES.get(name[1]) if name else None
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes))) if minutes else moment


def _iso(text: str) -> datetime | None:
    if seconds := _UNIX.match(text):
        return datetime.fromtimestamp(int(seconds[1]), UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _local_language(text: str, language: str) -> datetime | None:
    import dateparser  # slow to load, seldom needed

    languages = list(dict.fromkeys((language.partition("-")[0], "en")))
    # Without a zone where the text names none. "Two hours ago" is left out: it counts from a clock of its own.
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    words = _LABEL.sub("", text)[:100]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own use of strptime
        try:
            found: datetime | None = dateparser.parse(words, languages=languages, settings=settings)
        except ValueError:  # a language that it does not know
            found = dateparser.parse(words, languages=["en"], settings=settings)
    return found
