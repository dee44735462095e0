"""Dates as feeds and pages write them: with a zone, without one, in a local language, in the future, from 1970."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)  # before any outlet had a site: an unset clock, not a date
_AHEAD = timedelta(hours=24)  # local time that is labelled GMT is at most this far in the future


def read_date(text: str | None, timezone: str, language: str = "en") -> datetime | None:
    """An aware datetime in `timezone`, which is also assumed where the text names no zone; None if it is no date."""
    text = (text or "").strip()
    if not text:
        return None
    zone = ZoneInfo(timezone)
    moment = _rfc_822(text) or _iso(text) or _local_language(text, timezone, language)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    except (OverflowError, ValueError):  # the year 1 or 9999
        return None


def plausible(moment: datetime | None, fetched: datetime) -> datetime | None:
    """The date if it can be one of publication. A few hours ahead is a wrong zone: the fetch time is nearer then."""
    if moment is None or moment < _OLDEST or moment > fetched + _AHEAD:
        return None
    return min(moment, fetched.astimezone(moment.tzinfo))


def _rfc_822(text: str) -> datetime | None:
    if not re.search(r"\d{1,2}:\d{2}", text) or not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    # RFC 5322: `-0000` is a time in UTC of which the writer's zone is not told.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None and text.endswith("-0000") else moment


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _local_language(text: str, timezone: str, language: str) -> datetime | None:
    import dateparser  # slow to load, seldom needed

    languages = list(dict.fromkeys((language.partition("-")[0], "en")))
    settings = {"TIMEZONE": timezone, "RETURN_AS_TIMEZONE_AWARE": True, "REQUIRE_PARTS": ["day", "month", "year"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own use of strptime
        try:
            found: datetime | None = dateparser.parse(text[:100], languages=languages, settings=settings)
        except ValueError:  # a language that it does not know
            found = dateparser.parse(text[:100], languages=["en"], settings=settings)
    return found
