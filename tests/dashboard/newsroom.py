"""A database for the page: the bundled site's articles through the real stages, and the hard cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from demo.content import SiteArticle, load_content
from demo.site import demo_config, site_folder
from khabardar.article_json import NamedArticle
from khabardar.config import Config
from khabardar.config.models import ScheduleConfig
from khabardar.identity import article_id, content_hash
from khabardar.interfaces import CopyMarks, CycleRecord, Resolution, Storage
from khabardar.records import (
    Article,
    Facts,
    FetchFailure,
    Link,
    Reading,
    Report,
    ScoredPair,
    ScorePart,
    SourceState,
    Span,
    Toll,
)
from khabardar.vocabulary import (
    DatePrecision,
    GeoPrecision,
    PollCondition,
    SubEventType,
    TollPolicy,
)
from scheduler.engines import Engines
from scheduler.replay import replay
from scheduler.stages import match_pending
from storage import open_storage

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
BIDI = "\u202eevil\u202c \u2067turned\u2069"
HOSTILE = f'<script>window.hacked = true</script><img src=x onerror="window.hacked = true"> {BIDI} &amp; "quoted"'
URDU = "مستونگ میں بم دھماکے میں تین افراد ہلاک اور بارہ زخمی ہو گئے، پولیس نے بتایا۔"
LONG = "x" * 5_000_000
_POLICY = TollPolicy.LATEST_CREDIBLE


def config_in(folder: Path) -> Config:
    """The config of the database in this folder."""
    return demo_config("http://127.0.0.1:9", folder / "page.db").model_copy(
        update={"schedule": ScheduleConfig(poll_min=timedelta(minutes=10), poll_max=timedelta(hours=12))}
    )


def build(folder: Path) -> None:
    """Make and fill that database."""
    config = config_in(folder)
    storage = open_storage(config.storage.url)
    try:
        storage.sync_sources(config.source_records())
        _news(storage)
        _hard_cases(storage)
        _states(storage, config)
    finally:
        storage.close()


def _news(storage: Storage) -> None:
    """Two days of the bundled site, as two cycles would have brought them."""
    content = load_content(site_folder())
    for day, at in ((1, NOW - timedelta(days=1)), (2, NOW - timedelta(hours=1))):
        articles = [_named(article) for article in content.articles if article.day == day]
        storage.queue_links([Link(a.article.url, a.source) for a in articles], at)
        replay(storage, articles, engines=Engines(), policy=_POLICY, now=at)


def _named(article: SiteArticle) -> NamedArticle:
    url = f"http://127.0.0.1:9{article.path}"
    stored = Article(
        id=article_id(url),
        url=url,
        source_id=article.outlet.id,
        title=article.title,
        published=article.published,
        fetched=article.published + timedelta(minutes=20),
        text=article.text,
        content_hash=content_hash(article.text),
    )
    return NamedArticle(article.id, article.outlet.id, stored)


def facts(**cells: object) -> Facts:
    base = Facts(
        date_start=date(2026, 3, 14),
        date_end=date(2026, 3, 14),
        date_precision=DatePrecision.DAY,
        place="Mastung",
        admin2="Mastung",
        admin1="Balochistan",
        country="PK",
        latitude=29.8,
        longitude=66.85,
        geo_precision=GeoPrecision.TOWN,
        sub_event_type=SubEventType.REMOTE_EXPLOSIVE,
    )
    return replace(base, **cells)


def told(storage: Storage, name: str, text: str, what: Facts, marked: str, **cells: object) -> int:
    """An article with one report whose place stands in the marked words; returns the report's number."""
    start = text.index(marked)
    source = str(cells.pop("source_id", "quetta-ledger"))
    article = Article(
        id=article_id(f"https://{name}"),
        url=f"https://{name}",
        source_id=source,
        title=str(cells.pop("title", "A headline")),
        published=NOW - timedelta(hours=5),
        fetched=NOW - timedelta(hours=4),
        text=text,
    )
    storage.save_article(replace(article, **cells))
    spans = {"place": (Span(start, start + len(marked)),)}
    reading = Reading((Report("r1", what, evidence=spans, confidence=0.6),), "rules", "test")
    storage.save_reading(article.id, reading, CopyMarks(article.id.encode(), ()))
    return storage.reports_of_article(article.id)[0].id


def _hard_cases(storage: Storage) -> None:
    nowhere = {"latitude": None, "longitude": None}
    told(
        storage,
        "hostile.example/1",
        f"{HOSTILE} in Dhadar. {HOSTILE}",
        facts(place="Dhadar", admin2="Kachhi", latitude=29.47, longitude=67.65, perpetrator=HOSTILE),
        "Dhadar",
        title=HOSTILE,
    )
    told(
        storage,
        "urdu.example/1",
        URDU,
        facts(
            place="مستونگ",
            killed=Toll(unspecified=3),
            injured=Toll(unspecified=12),
            date_start=date(2026, 3, 13),
            date_end=date(2026, 3, 13),
        ),
        "مستونگ",
        language="ur",
        title=URDU,
    )
    told(
        storage,
        "long.example/1",
        f"{LONG} Nushki {LONG}",
        facts(
            place=LONG[:4000],
            admin2="Nushki",
            latitude=29.55,
            longitude=66.02,
            date_start=date(2026, 3, 12),
            date_end=date(2026, 3, 12),
        ),
        "Nushki",
        title=LONG,
    )
    told(
        storage,
        "province.example/1",
        "Somewhere in Sindh, four were hurt.",
        facts(
            place=None,
            admin2=None,
            admin1="Sindh",
            geo_precision=GeoPrecision.PROVINCE,
            injured=Toll(civilians=4),
            latitude=26.0,
            longitude=68.5,
            sub_event_type=SubEventType.ATTACK,
        ),
        "Sindh",
    )
    told(
        storage,
        "nowhere.example/1",
        "Two men were taken away, a party said.",
        facts(
            place=None,
            admin2=None,
            admin1=None,
            country=None,
            geo_precision=GeoPrecision.COUNTRY,
            abducted=2,
            **nowhere,
            sub_event_type=SubEventType.ABDUCTION,
        ),
        "taken",
    )
    match_pending(storage, _POLICY, NOW - timedelta(hours=2))
    _possible_double(storage)


def _possible_double(storage: Storage) -> None:
    """Two rows of one blast that the machine did not dare to make one, each graver than the rest of the queue."""
    pair = [
        told(
            storage,
            "one.example/round",
            "A blast in Zehri killed five.",
            facts(place="Zehri", latitude=28.1, longitude=66.2, killed=Toll(civilians=45), killed_high=45),
            "Zehri",
        ),
        told(
            storage,
            "two.example/round",
            "Blast at Baghbana: seven dead.",
            facts(place="Baghbana", latitude=27.5, longitude=66.6, killed=Toll(security=47), killed_high=47),
            "Baghbana",
            source_id="makran-dispatch",
        ),
    ]
    match_pending(storage, _POLICY, NOW - timedelta(hours=2))
    reasons = (ScorePart("date", 0.3, "the same day"), ScorePart("place", -0.1, "70 km apart"))
    storage.apply(Resolution((), (ScoredPair(*pair, 0.55, reasons),)), NOW - timedelta(hours=2))


def _states(storage: Storage, config: Config) -> None:
    for source in config.source_records():
        good = source.id != "gwadar-tide"
        storage.save_source_state(
            SourceState(
                source.id,
                next_poll_at=NOW + timedelta(minutes=5),
                interval=timedelta(minutes=20),
                failures=0 if good else 4,
                condition=PollCondition.OK if good else PollCondition.CONNECTION,
                detail="" if good else "the connection was refused or broke; the site may be down or block us",
                last_polled_at=NOW - timedelta(minutes=4),
                last_success_at=NOW - timedelta(minutes=4) if good else NOW - timedelta(days=2, hours=3),
                newest_item_at=NOW - timedelta(hours=6) if good else NOW - timedelta(days=3),
            )
        )
    gone = Link("https://gone.example/1", "makran-dispatch", title="A page that went away", published=NOW)
    storage.queue_links([gone], NOW)
    storage.save_failure(FetchFailure(gone.url, gone.source_id, "404: the page is gone", permanent=True), 3)
    for hours in (7, 1):
        begun = NOW - timedelta(hours=hours)
        number = storage.start_cycle(begun)
        storage.finish_cycle(CycleRecord(number, begun, begun + timedelta(seconds=42), 11, 1, 23, 23, 31, 4, 2))
