"""Reports to match and rows to review; run as a program, one of two processes that write at once."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

from khabardar.identity import article_id
from khabardar.interfaces import CopyMarks
from khabardar.records import Article, Facts, Reading, Report, Source, Toll
from khabardar.reviews import Confirm, Split
from khabardar.vocabulary import DatePrecision, GeoPrecision, SourceKind, SubEventType, TollPolicy
from scheduler.review import review
from scheduler.stages import match_pending
from storage import open_storage

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
LATEST = TollPolicy.LATEST_CREDIBLE
ARTICLES = 24
REVIEWS = 12
FIRST_REVIEWED = 200


def article(number: int) -> Article:
    url = f"https://outlet{number}.example/1"
    return Article(article_id(url), url, f"outlet{number}", "Clash", NOW, NOW, "Gunmen attacked a post.")


def report(place: str = "Mand", killed: int | None = None, day: int = 9) -> Report:
    when = NOW.date().replace(day=day)
    facts = Facts(
        date_start=when,
        date_end=when,
        date_precision=DatePrecision.DAY,
        place=place,
        admin1="Balochistan",
        country="PK",
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=SubEventType.ARMED_CLASH,
        killed=Toll(security=killed),
    )
    return Report("a", facts)


def keep(storage, number: int, *told: Report) -> int:
    """An article of an outlet of its own with these reports; the number of the first."""
    source = Source(f"outlet{number}", f"Outlet {number}", SourceKind.FEED, "", publisher=f"outlet{number}")
    storage.sync_sources([*storage.sources(), source])
    stored = article(number)
    storage.save_article(stored)
    storage.save_reading(
        stored.id,
        Reading(tuple(replace(one, key=str(n)) for n, one in enumerate(told)), "rules", "1"),
        CopyMarks(b"", ()),
    )
    return storage.reports_of_article(stored.id)[0].id


def row_of(storage, number: int) -> str:
    return str(storage.reports_of_article(article(number).id)[0].incident_id)


def match_all(storage) -> None:
    """Articles of two places, matched one by one."""
    for number in range(100, 100 + ARTICLES):
        keep(storage, number, report("Mand" if number % 2 else "Kolpur", killed=number - 100))
        match_pending(storage, LATEST, NOW)


def review_all(storage) -> None:
    """Rows confirmed one by one, and the row of article 1 split as long as it has two of articles 1 to 4."""
    first = [one.id for number in (1, 2, 3, 4) for one in storage.reports_of_article(article(number).id)]
    done = []
    for number in range(REVIEWS):
        row = row_of(storage, FIRST_REVIEWED + number)
        done.append(review(storage, Confirm(row, "ann", str(number)), LATEST, datetime.now(UTC)).incident_id)
        home = row_of(storage, 1)
        left = [one.id for one in storage.reports_of_incident(home) if one.id in first]
        if len(left) > 1:
            review(storage, Split(home, "bob", reports=(left[-1],)), LATEST, datetime.now(UTC))
    print(json.dumps(done))


if __name__ == "__main__":
    opened = open_storage(sys.argv[2])
    print("ready", flush=True)
    sys.stdin.readline()
    {"match": match_all, "review": review_all}[sys.argv[1]](opened)
