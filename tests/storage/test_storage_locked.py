"""Every method against a file that another connection really holds."""

import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from review_samples import make_row
from servers.sqlite_file import fresh_file
from sqlalchemy import event, make_url
from storage_samples import (
    LATER,
    NOW,
    article,
    cluster,
    facts,
    keep,
    link,
    marks,
    reading,
    report,
    resolution,
    source,
    url_of,
)

from khabardar.errors import StorageError
from khabardar.interfaces import CycleRecord, DutyRun, IncidentFilter, Neighbourhood
from khabardar.records import FetchFailure, HostHold, PageLook, SourceState
from khabardar.reviews import Confirm
from storage import open_storage

WRITES = {
    "sync_sources": lambda s: s.sync_sources([source("third")]),
    "save_source_state": lambda s: s.save_source_state(SourceState("dawn", failures=1)),
    "queue_links": lambda s: s.queue_links([link(9)], NOW),
    "save_article": lambda s: s.save_article(article(8)),
    "save_articles": lambda s: s.save_articles([article(8), article(10)]),
    "save_look": lambda s: s.save_look(PageLook(url_of(1), LATER)),
    "save_failure": lambda s: s.save_failure(FetchFailure(url_of(3), "dawn", "gone", permanent=True), 3),
    "save_reading": lambda s: s.save_reading(article(2).id, reading(report()), marks(b"s", b"new")),
    "save_readings": lambda s: s.save_readings([(article(2).id, reading(report()), marks(b"s", b"new"))]),
    "revise_article": lambda s: s.revise_article(article(1, text="rewritten")),
    "replace_reading": lambda s: s.replace_reading(article(1).id, reading(), {}, marks(b"s"), LATER),
    "apply": lambda s: s.apply(resolution(cluster(1, facts=facts(freed=1))), LATER),
    "review": lambda s: s.review(Confirm("KB-", "ann"), make_row, LATER),
    "count_read_try": lambda s: s.count_read_try(article(2).id, "the reader crashed", 3),
    "release": lambda s: s.release(None),
    "condense_texts": lambda s: s.condense_texts(LATER + timedelta(days=1), LATER, 9),
    "save_host_hold": lambda s: s.save_host_hold(HostHold("dawn.example", LATER)),
    "save_past_document": lambda s: s.save_past_document("dawn", "2024", "https://dawn.example/map.xml", 3, LATER),
    "save_duty_run": lambda s: s.save_duty_run(DutyRun("backup", LATER)),
    "start_cycle": lambda s: s.start_cycle(LATER),
    "finish_cycle": lambda s: s.finish_cycle(CycleRecord(1, NOW, LATER)),
}
READS = {
    "sources": lambda s: s.sources(),
    "source_states": lambda s: s.source_states(),
    "queued_links": lambda s: s.queued_links("dawn"),
    "known_pages": lambda s: s.known_pages("dawn", NOW - timedelta(days=30), 9),
    "unread_ids": lambda s: s.unread_ids(9),
    "unread_articles": lambda s: s.unread_articles(9),
    "articles_read": lambda s: s.articles_read(unless=None, since=None, after=None, limit=9),
    "article": lambda s: s.article(article(1).id),
    "article_state": lambda s: s.article_state(article(1).id),
    "texts_read": lambda s: s.texts_read([article(1).id]),
    "articles": lambda s: s.articles(),
    "count_articles": lambda s: s.count_articles(),
    "signatures_near": lambda s: s.signatures_near([b"band"]),
    "any_pending": lambda s: s.any_pending(),
    "pending_reports": lambda s: s.pending_reports(9),
    "reports_in": lambda s: s.reports_in(Neighbourhood(date(2026, 3, 1), date(2026, 3, 1), None, None)),
    "reports_of_incident": lambda s: s.reports_of_incident("KB-"),
    "reports_of_article": lambda s: s.reports_of_article(article(1).id),
    "superseded_reports": lambda s: s.superseded_reports(article(1).id),
    "incident": lambda s: s.incident("KB-"),
    "incidents": lambda s: list(s.incidents(IncidentFilter())),
    "count_incidents": lambda s: s.count_incidents(),
    "articles_telling": lambda s: s.articles_telling(["KB-"]),
    "last_changes": lambda s: s.last_changes(["KB-"], ["place"]),
    "history": lambda s: s.history("KB-"),
    "changes_since": lambda s: list(s.changes_since(NOW - timedelta(days=1))),
    "ties_of_incident": lambda s: s.ties_of_incident("KB-"),
    "doubts_of_incident": lambda s: s.doubts_of_incident("KB-"),
    "cells_set_by": lambda s: s.cells_set_by("KB-"),
    "last_review": lambda s: s.last_review(),
    "decisions": lambda s: s.decisions([1]),
    "last_cycles": lambda s: s.last_cycles(9),
    "host_holds": lambda s: s.host_holds(),
    "past_documents": lambda s: s.past_documents("dawn", "2024"),
    "duty_runs": lambda s: s.duty_runs(),
    "stats": lambda s: s.stats(),
    "verify": lambda s: s.verify(),
    "facts": lambda s: s.facts(),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "khabardar.db"


@pytest.fixture
def filled(path):
    """A read article with its row, a fetched and a quarantined one, a queued link, a cycle; waits but briefly."""
    opened = open_storage(fresh_file(path.parent), busy_timeout=timedelta(milliseconds=20))
    opened.sync_sources([source("dawn")])
    (one,) = keep(opened, 1, report())
    opened.apply(resolution(cluster(one.id)), NOW)
    opened.save_article(article(2))
    opened.save_article(article(4))
    opened.count_read_try(article(4).id, "the reader crashed", 1)
    opened.queue_links([link(3)], NOW)
    opened.start_cycle(NOW)
    yield opened
    opened.close()


@contextmanager
def _held(path: Path, *statements: str):
    other = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        other.execute(statement).fetchall()
    yield
    other.close()


def _content(path: Path) -> list[str]:
    other = sqlite3.connect(path)
    dump = list(other.iterdump())
    other.close()
    return dump


def test_every_method_is_tried_here():
    from storage.sql_storage import SqlStorage

    public = {name for name in vars(SqlStorage) if not name.startswith("_")}
    assert public == {*WRITES, *READS, "together", "backup", "optimise", "close"}


@pytest.mark.parametrize("name", WRITES)
def test_a_write_while_another_writes_is_refused_and_nothing_is_lost(filled, path, name):
    before = _content(path)
    with _held(path, "BEGIN EXCLUSIVE"), pytest.raises(StorageError, match=r"khabardar\.db is locked"):
        WRITES[name](filled)
    assert _content(path) == before
    WRITES[name](filled)
    assert _content(path) != before


@pytest.mark.parametrize("name", READS)
def test_a_read_goes_on_while_another_writes(filled, path, name):
    before = READS[name](filled)
    with _held(path, "BEGIN EXCLUSIVE"):
        assert READS[name](filled) == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_file_that_another_keeps_to_itself_is_refused(filled, path, name):
    before = _content(path)
    filled.close()
    alone = ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "DELETE FROM cycles")
    with _held(path, *alone), pytest.raises(StorageError, match=r"khabardar\.db is locked"):
        (READS | WRITES)[name](filled)
    assert _content(path) == before


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells who holds a lock")
def test_the_process_that_holds_the_lock_is_named(filled, path):
    code = (
        f"import sqlite3; held = sqlite3.connect({str(path)!r}, isolation_level=None);"
        "held.execute('BEGIN IMMEDIATE'); print('held', flush=True); input()"
    )
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "held\n"
    with pytest.raises(StorageError, match=rf"locked by process {other.pid} \(python"):
        filled.start_cycle(NOW)
    other.communicate("\n")
    filled.start_cycle(NOW)


def _opened_with(path, *pragmas):
    """A storage whose connections are hampered as a full or read-only disk would."""
    from storage import dialect
    from storage.sql_storage import SqlStorage

    engine = dialect.engine_for(make_url(f"sqlite:///{path}"), timedelta(milliseconds=20))

    @event.listens_for(engine, "connect")
    def hamper(connection, _entry):
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return SqlStorage(engine, path)


def test_a_full_disk_is_told_and_nothing_is_half_written(filled, path):
    before = _content(path)
    full = _opened_with(path, "max_page_count = 1")
    with pytest.raises(StorageError, match="disk is full"):
        full.queue_links([link(number, content="x" * 1000) for number in range(100, 200)], NOW)
    full.close()
    assert _content(path) == before


def test_a_read_only_database_is_told(filled, path):
    readonly = _opened_with(path, "query_only = ON")
    with pytest.raises(StorageError, match="can't be written"):
        readonly.start_cycle(NOW)
    assert len(readonly.last_cycles(9)) == 1
    readonly.close()


def test_a_damaged_file_is_told(filled, path):
    for number in range(100, 200):
        filled.queue_links([link(number, content="x" * 1000)], NOW)
    filled.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StorageError, match="is damaged"):
        filled.articles()


def test_threads_that_write_at_once_wait_for_each_other(path, filled):
    from concurrent.futures import ThreadPoolExecutor

    patient = open_storage(f"sqlite:///{path}")
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: patient.start_cycle(NOW), range(40)))
    patient.close()
    assert len(set(numbers)) == 40
