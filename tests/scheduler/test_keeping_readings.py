"""Many readings kept at once are kept as if one by one, on both databases; that of a text that changed is dropped."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from review_workers import report
from servers.postgres import drop_database, fresh_database

from deduplication import bands, signature
from khabardar.errors import StorageError
from khabardar.identity import article_id
from khabardar.records import Article, Reading, Report, Source, Span
from khabardar.vocabulary import ArticleState, SourceKind
from scheduler.stages import Read, keep_reading, keep_readings, keep_what_can_be
from storage import dialect, open_storage

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
OUTLETS = ("dawn", "herald", "tribune")
WORDS = [head + tail for head in ("ba", "ce", "di", "fo", "gu", "ha") for tail in ("lan", "mir", "nok", "pus", "rat")]


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request, tmp_path):
    """Two empty databases."""
    if request.param == "sqlite":
        yield [f"sqlite:///{tmp_path / name}.db" for name in "ab"]
        return
    made = [fresh_database() for _ in "ab"]
    yield made
    for url in made:
        drop_database(url)


def prose(seed, words=120):
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) for _ in range(words))


def article(number, text):
    """Those with a higher number were published before."""
    url = f"https://news.example/{number}"
    published = NOW - timedelta(minutes=number)
    return Article(article_id(url), url, OUTLETS[number % len(OUTLETS)], f"No. {number}", published, NOW, text)


def reading(number):
    """No, one, or two reports, or a wave with its part."""
    facts = report(day=1 + number).facts
    told = [
        Report(
            key,
            facts,
            evidence={"place": (Span(0, 3), Span(4, 7)), "date_start": (Span(8, 9),)},
            parent="r1" if key == "r2" and number % 4 == 3 else None,
        )
        for key in ("r1", "r2")[: number % 3 if number % 4 < 3 else 2]
    ]
    return Reading(tuple(told), "rules", "1", notes=(f"note {number}",))


def news():
    """Copies of one another before and after, a link between two groups, notices of the same words, and others."""
    first, second = prose(1), prose(2)
    notice = "the page that you look for is not here any more, please go back to the first page"
    texts = [
        first,
        second,
        first,
        notice,
        prose(3),
        f"{first} {second}",
        notice,
        second,
        "too short",
        notice,
        notice,
        notice,
    ]
    return [Read(article(n, text), reading(n), signature(text)) for n, text in enumerate(texts)]


def kept(storage, articles):
    """All that storage tells of them, with the numbers of rows left out."""
    told = {}
    for one in articles:
        reports = storage.reports_of_article(one.id)
        numbers = {report.id: report.report.key for report in reports}
        told[one.title] = [
            (report.report, report.voice, report.pending, report.revision, numbers.get(report.parent_id))
            for report in reports
        ]
    listed = sorted((row.title, row.state, row.reports, row.copy_of) for row in storage.articles())
    return told, listed, storage.verify()


@pytest.mark.parametrize("before", [0, 3])
@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_are_kept_as_one_by_one(urls, seed, before):
    came = news()
    random.Random(seed).shuffle(came)
    outcomes = []
    for url, at_once in zip(urls, (1, len(came)), strict=True):
        with closing(open_storage(url)) as storage:
            storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
            for one in came:
                storage.save_article(one.article)
            for one in came[:before]:
                keep_readings(storage, [one], NOW)
            for start in range(before, len(came), at_once):
                keep_readings(storage, came[start : start + at_once], NOW)
            outcomes.append(kept(storage, [one.article for one in came]))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][2] == []
    # One text holds both of the first two, so that all who carry any of the three are one; the seventh was first.
    voices = {voice for n in (0, 1, 2, 5, 7) for _, voice, *_ in outcomes[0][0][f"No. {n}"]}
    assert voices == {OUTLETS[7 % len(OUTLETS)]}


def test_first_and_second_readings_may_come_together(urls):
    with closing(open_storage(urls[0])) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        one, two = (Read(article(n, prose(n)), reading(n), signature(prose(n))) for n in (1, 2))
        for read in (one, two):
            storage.save_article(read.article)
        keep_readings(storage, [one], NOW)
        again = replace(one, reading=replace(reading(2), engine_version="2"))
        keep_readings(storage, [again, two], NOW)
        assert [told.report.key for told in storage.reports_of_article(one.article.id)] == ["r1", "r2"]
        assert [told.report.key for told in storage.reports_of_article(two.article.id)] == ["r1", "r2"]


def test_what_was_read_of_a_text_that_changed_meanwhile_is_dropped(urls):
    with closing(open_storage(urls[0])) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        old = article(1, prose(1))
        storage.save_article(old)
        assert storage.revise_article(replace(old, text=prose(5)))
        keep_reading(storage, old, reading(1), NOW)
        assert storage.article_state(old.id) is ArticleState.FETCHED
        (waiting,) = storage.unread_articles(9)
        assert (waiting.text, waiting.revision) == (prose(5), 2)
        keep_reading(storage, waiting, reading(1), NOW)
        assert [told.revision for told in storage.reports_of_article(old.id)] == [2]


def test_one_that_the_database_refuses_costs_only_itself(urls):
    with closing(open_storage(urls[0])) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        came = [Read(article(n, prose(n)), reading(n), signature(prose(n))) for n in range(5)]
        came[2] = replace(came[2], reading=replace(reading(2), reports=(reading(2).reports[0],) * 2))
        for one in came:
            storage.save_article(one.article)
        kept, refused = keep_what_can_be(storage, came, NOW)
        assert [one.article.title for one in kept] == ["No. 0", "No. 1", "No. 3", "No. 4"]
        ((culprit, why),) = refused
        assert culprit == came[2].article
        assert why.startswith("what was read can't be stored: the database ")
        assert [one.id for one in storage.unread_articles(9)] == [culprit.id]


def test_what_a_locked_database_refuses_is_nobodys_fault(tmp_path):
    url = f"sqlite:///{tmp_path / 'k.db'}"
    with closing(open_storage(url, busy_timeout=timedelta(milliseconds=10))) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        came = [Read(article(n, prose(n)), reading(n), signature(prose(n))) for n in range(2)]
        for one in came:
            storage.save_article(one.article)
        with closing(sqlite3.connect(tmp_path / "k.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="is locked"):
                keep_what_can_be(storage, came, NOW)
        assert len(keep_what_can_be(storage, came, NOW)[0]) == 2


def test_whole_numbers_and_fractions_may_stand_in_one_column(urls):
    with closing(open_storage(urls[0])) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        one = article(1, prose(1))
        storage.save_article(one)
        told = [replace(report(), key=key, confidence=sure) for key, sure in (("r1", 1), ("r2", 0.5))]
        keep_reading(storage, one, Reading(tuple(told), "rules", "1"), NOW)
        assert [kept.report.confidence for kept in storage.reports_of_article(one.id)] == [1.0, 0.5]


def test_candidates_are_asked_for_in_portions(urls, monkeypatch):
    monkeypatch.setattr(dialect, "_PORTION", 2)
    with closing(open_storage(urls[0])) as storage:
        storage.sync_sources(Source(name, name, SourceKind.FEED, "", name) for name in OUTLETS)
        for number in range(6):
            storage.save_article(article(number, prose(1)))
            keep_reading(storage, article(number, prose(1)), reading(1), NOW)
        assert len(storage.signatures_near(bands(signature(prose(1))))) == 6
        assert {told.voice for told in storage.pending_reports(9)} == {OUTLETS[5 % len(OUTLETS)]}


def test_a_reading_of_what_is_not_stored_is_dropped(urls):
    with closing(open_storage(urls[0])) as storage:
        assert keep_what_can_be(storage, [Read(article(1, "x"), reading(1), signature("x"))], NOW) == ([], [])
        assert storage.articles() == []
