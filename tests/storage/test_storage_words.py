"""The filter `text` on both databases: what it finds, that the index follows the texts, and that nothing breaks it."""

from __future__ import annotations

import pytest
from review_samples import make_row
from servers.postgres import empty_database
from sqlalchemy import create_engine, text
from storage_samples import LATER, article, cluster, facts, keep, reading, report, resolution

from khabardar.errors import UsageError
from khabardar.filters import filter_from
from khabardar.interfaces import CopyMarks, IncidentFilter
from khabardar.records import Span
from khabardar.reviews import Edit
from storage import open_storage
from storage.opening import copy_database

ENGLISH = (
    "Gunmen on motorcycles attacked a police post near the café in Mand, an AK-47 was found; "
    "the Baloch Liberation Front (BLF) claimed it."
)
URDU = "مستونگ میں بم دھماکے میں تین افراد ہلاک، مُلا کریم اور پولیس اہلکار زخمی ہو گئے۔"


@pytest.fixture
def told(storage):
    """Two rows: of Mand, told by two articles, and of Mastung, told in Urdu."""
    (mand,) = keep(storage, 1, report(evidence={"place": (Span(60, 64),)}), text=ENGLISH, title="Attack on post")
    (again,) = keep(storage, 2, report(), text="Two constables died in the assault, officials said.")
    (mastung,) = keep(storage, 3, report(), text=URDU, title="دھماکا", language="ur")
    storage.apply(resolution(cluster(mand.id, again.id), cluster(mastung.id, facts=facts(2, place="Mastung"))), LATER)
    return storage


def _found(storage, words):
    return [row.facts.place for row in storage.incidents(IncidentFilter(text=words))]


FOUND = (
    ("motorcycles", ["Mand"]),
    ("MOTORCYCLES Police", ["Mand"]),
    ("police motorc", ["Mand"]),  # the last word may go on
    ("motorc police", []),  # the others may not
    ('"police post"', ["Mand"]),
    ("“police post” motorcycles", ["Mand"]),
    ('"post police"', []),
    ('"police pos"', []),
    ("motorcycles constables", []),  # each stands in another article
    ("constables", ["Mand"]),
    ("attack", ["Mand"]),  # of the headline
    ("cafe", ["Mand"]),
    ("AK-47", ["Mand"]),
    ("(BLF)", ["Mand"]),
    ("balochistan mand", ["Mand"]),  # of the row itself
    ("mast", ["Mastung"]),
    ("no such words", []),
    ("ملا كريم", ["Mastung"]),  # an Arabic kaf, and no vowel sign
    ("پوليس ہلاک", ["Mastung"]),
    ('"بم دھماکے"', ["Mastung"]),
    ("ہلاک", ["Mastung"]),  # a comma of that script follows it
    ("گئے", ["Mastung"]),  # and a full stop
)


def test_plain_words(told):
    for words, places in FOUND:
        assert _found(told, words) == places, words


HOSTILE = (
    '"', '""', '"police', "police*", "AND", "police AND NOT post", "NEAR(police post)", "words:police", "-police",
    "^police", "police'", "'; DROP TABLE articles; --", "police\\", "(police", "pol:*", "!police", "a & b | c <-> d",
    "%", "_", "police\x00post", "\udcff police", "{words}: police", "+police+post", "\u202epolice", "::", "\\'",
)  # fmt: skip


def test_what_looks_like_an_operator_is_none(told):
    for words in HOSTILE:
        if any(map(str.isalnum, words)):
            assert set(_found(told, words)) <= {"Mand"}, words
    assert _found(told, "police*") == _found(told, "+police+post") == _found(told, "police\x00post") == ["Mand"]
    assert _found(told, "police AND post") == []  # AND is a word as any other


@pytest.mark.parametrize("words", ["x" * 5_000_000, "word " * 1_000_000, "x" * 101, '"' * 999, "  …"])
def test_too_much_or_nothing_is_said(storage, words):
    with pytest.raises(UsageError, match=r"^text '.* (too long|letters|no word)"):
        _found(storage, words)
    with pytest.raises(UsageError, match=r"^--text '.* (too long|letters|no word)"):
        filter_from({"text": words}, prefix="--")


def test_the_index_follows_what_changes(told, database_url):
    told.revise_article(article(1, text="Gunmen burnt a bridge in Mand."))
    assert (_found(told, "motorcycles"), _found(told, "bridge")) == ([], ["Mand"])
    (old,) = told.reports_of_article(article(1).id)
    told.replace_reading(article(1).id, reading(report()), {"r1": old.id}, CopyMarks(b"", ()), LATER)
    told.save_article(article(4, text="A dam was blown up."))
    assert _found(told, "dam") == []  # not read yet
    told.save_reading(article(4).id, reading(report()), CopyMarks(b"s", ()))
    (new,) = told.reports_of_article(article(4).id)
    told.apply(resolution(cluster(new.id, facts=facts(3, place="Turbat"))), LATER)
    assert (_found(told, "dam"), _found(told, "turbat")) == (["Turbat"], ["Turbat"])
    (row,) = [row.id for row in told.incidents(IncidentFilter(place="Turbat"))]
    told.review(Edit(row, "ann", cells={"place": "Kech"}), make_row, LATER)
    assert (_found(told, "turbat"), _found(told, "kech")) == ([], ["Kech"])
    _check(database_url)
    assert told.verify() == []


def test_a_text_cut_down_to_its_quotes_is_found_by_what_is_left(told, database_url):
    told.condense_texts(LATER, LATER, 10)
    assert (_found(told, "Mand"), _found(told, "constables")) == (["Mand"], [])
    _check(database_url)


def test_only_the_beginning_of_an_endless_text_is_indexed(storage):
    (stored,) = keep(storage, 1, report(), text="beginning " + "w0rd \u2019ﷺ\u200b " * 40_000 + "the ending")
    storage.apply(resolution(cluster(stored.id)), LATER)
    assert (_found(storage, "beginning w0rd"), _found(storage, "ending")) == (["Mand"], [])
    many = " ".join(f"{number:x}ک" for number in range(60_000))
    (stored,) = keep(storage, 2, report(), text=many)  # words enough for more than a tsvector holds
    storage.apply(resolution(cluster(stored.id, facts=facts(4))), LATER)
    assert _found(storage, "1aک") == ["Mand"]


def test_a_backup_and_a_copy_into_the_other_kind_find_the_same(told, database_url, tmp_path):
    told.backup(tmp_path / "backup.db")
    other = empty_database() if database_url.startswith("sqlite") else f"sqlite:///{tmp_path / 'copy.db'}"
    copy_database(database_url, other)
    for url in (f"sqlite:///{tmp_path / 'backup.db'}", other):
        opened = open_storage(url)
        assert (_found(opened, "police motorc"), _found(opened, "mast")) == (["Mand"], ["Mastung"])
        opened.close()
        _check(url)


def test_words_that_the_index_lacks_are_a_fault(told, database_url):
    engine = create_engine(database_url)
    with engine.begin() as conn:
        conn.execute(
            text("DROP TRIGGER article_words_changed" + (" ON articles" if "postgres" in database_url else ""))
        )
    engine.dispose()
    keep(told, 5, report())
    assert [fault for fault in told.verify() if "words" in fault] != []


def _check(url):
    """The index of SQLite holds what the texts hold, word by word."""
    if url.startswith("sqlite"):
        engine = create_engine(url)
        with engine.begin() as conn:
            conn.exec_driver_sql("INSERT INTO article_words (article_words, rank) VALUES ('integrity-check', 1)")
            conn.exec_driver_sql("INSERT INTO incident_words (incident_words) VALUES ('integrity-check')")
        engine.dispose()
