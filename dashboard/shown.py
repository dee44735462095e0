"""Text from the web and our own values, as a page may show them: short, harmless, and readable in any direction."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from khabardar.codec import flatten
from khabardar.records import Facts, Incident
from khabardar.vocabulary import EventType, PollCondition, VictimGroup

# Embeddings, overrides and isolates can make a line read as what it is not; marks (200E, 200F) only help.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ps", "he", "sd", "ckb", "ug", "yi", "dv", "bal"})
_CUT = 300  # characters of a title or a note

SYMBOLS: dict[EventType, str] = {
    EventType.BATTLES: "battles",
    EventType.EXPLOSIONS: "explosions",
    EventType.VIOLENCE_AGAINST_CIVILIANS: "civilians",
    EventType.RIOTS: "riots",
    EventType.PROTESTS: "protests",
    EventType.STRATEGIC: "strategic",
}
SIDES = {
    VictimGroup.CIVILIANS: "civilians",
    VictimGroup.SECURITY: "security forces",
    VictimGroup.MILITANTS: "militants",
    VictimGroup.UNSPECIFIED: "not specified",
}
_ONE_OF = {
    VictimGroup.CIVILIANS: "civilian",
    VictimGroup.SECURITY: "of the security forces",
    VictimGroup.MILITANTS: "militant",
    VictimGroup.UNSPECIFIED: "not specified",
}
LABELS = {
    "date_start": "First day",
    "date_end": "Last day",
    "date_precision": "Precision of the day",
    "place": "Place",
    "admin2": "District",
    "admin1": "Province",
    "country": "Country",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "geo_precision": "Precision of the place",
    "event_type": "Event type",
    "sub_event_type": "Type",
    "outcome": "Outcome",
    "tags": "Tags",
    "perpetrator": "Perpetrator",
    "perpetrator_type": "Perpetrator's kind",
    "attribution": "Attribution",
    "claimed_by": "Claimed by",
    "targets": "Targets",
    "killed.total": "Killed",
    "killed.low": "Killed, lowest",
    "killed.high": "Killed, highest",
    "injured.total": "Injured",
    **{f"killed.{group.value}": f"Killed: {words}" for group, words in SIDES.items()},
    **{f"injured.{group.value}": f"Injured: {words}" for group, words in SIDES.items()},
    "abducted": "Abducted",
    "freed": "Freed",
    "arrested": "Arrested",
    "status": "Status",
    "merged_into": "Merged into",
    "reports": "Reports",
    "publishers": "Independent outlets",
    "articles": "Articles",
    "created": "Made",
    "role": "Role",
    "parent_id": "Part of",
    "confidence": "Confidence",
}
# Whether another visit, the config or only the outlet can mend it: the way out, in words.
WAYS_OUT = {
    PollCondition.DNS: "Check the host's name in config.yaml; if it is right, the outlet's site may be gone for now.",
    PollCondition.CONNECTION: "The next visit tries again, later each time. If it lasts, open the address yourself.",
    PollCondition.TLS: "Its certificate is not valid. Look at it in a browser; the outlet has to mend it.",
    PollCondition.TIMEOUT: "Raise fetch.timeout in config.yaml, if the line is slow.",
    PollCondition.TOO_LARGE: "Raise fetch.max_page_megabytes in config.yaml.",
    PollCondition.REDIRECT_LOOP: "Its address has probably moved: `khabardar sources test URL`.",
    PollCondition.RATE_LIMITED: "We come too often for it. The pause grows by itself; raise poll_min for this source.",
    PollCondition.GONE: "It has moved or ended: find the new address with `khabardar sources test URL`.",
    PollCondition.CLIENT_ERROR: "It refuses us. Check the address, and put your contact into fetch.contact.",
    PollCondition.SERVER_ERROR: "The outlet's server is broken; the next visit tries again, later each time.",
    PollCondition.ROBOTS: "Its robots.txt forbids this address. Ask the outlet, or use another of its feeds.",
    PollCondition.PRIVATE_ADDRESS: "It leads into a private network: fetch.allow_private_addresses, if that is meant.",
    PollCondition.NOT_A_FEED: "Something else answers there: `khabardar sources test URL` finds its feeds.",
    PollCondition.NO_BROWSER: "It needs a browser: pip install 'khabardar[javascript]', apt install chromium.",
    PollCondition.STOPPED: "The cycle was stopped before its answer came; the next one visits it.",
    PollCondition.BROKEN_CONTENT: "Its feed can't be read. The next visit tries again; the outlet has to mend it.",
}


def safe(text: object) -> str:
    """What could turn a line around or control a terminal becomes a visible mark; lengths stay as they are."""
    return _CONTROL.sub("\ufffd", _TURNING.sub("\ufffd", str(text)))


def cut(text: object, most: int = _CUT) -> str:
    """Safe and no longer than `most` characters."""
    words = str(text)
    return safe(words if len(words) <= most else f"{words[:most].rstrip()}…")


def direction(language: str) -> str:
    """For `dir`: what the language is written in; `auto` where its own letters say it."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "auto"


def label(cell: str) -> str:
    """A cell's name for people."""
    return LABELS.get(cell, cell.replace("_", " ").replace(".", ": ").capitalize())


def age(moment: datetime, now: datetime) -> str:
    """`5 min`, `3 h`, `9 days`: one unit, rounded down."""
    passed = now - moment
    if passed < timedelta(0):
        return "ahead of the clock"
    for unit, words in ((timedelta(days=2), "days"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min")):
        if passed >= unit:
            step = timedelta(days=1) if words == "days" else unit
            return f"{passed // step} {words}"
    return "under a minute"


def pause(length: timedelta) -> str:
    """A polling interval: `45 s`, `10 min`, `12 h`."""
    seconds = length.total_seconds()
    for unit, words in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= (2 * unit if words == "days" else unit):
            return f"{seconds / unit:.3g} {words}"
    return f"{seconds:.0f} s"


def days(facts: Facts) -> str:
    """`13 Mar 2026`, `13–14 Mar 2026`, or both days in full."""
    first, last = facts.date_start, facts.date_end
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{day(first)} – {day(last)}"


def day(when: date) -> str:
    """`13 Mar 2026`."""
    return f"{when.day} {when:%b %Y}"


def zoned(moment: datetime, zone: ZoneInfo) -> str:
    """Time of day in the region, with its zone: `19:02 PKT`."""
    there = moment.astimezone(zone)
    return f"{there:%H:%M} {there.tzname()}"


def parts_of(facts: Facts, toll: str) -> list[tuple[str, int]]:
    """The stated parts of a toll that are not nought: [("of the security forces", 1), ("civilians", 3), …]."""
    counts = getattr(facts, toll)
    stated = [(group, number) for group in SIDES if (number := counts.of(group))]
    return [((_ONE_OF if number == 1 else SIDES)[group], number) for group, number in stated]


def cell_text(facts: Facts, cell: str) -> str:
    """A cell's value as text; empty where nothing is said."""
    value = flatten(facts).get(cell)
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def symbol(incident: Incident) -> str:
    """The shape that stands for its event type, on the map and in tables."""
    return SYMBOLS[incident.facts.event_type]
