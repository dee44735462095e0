"""`articles show` of a page that was rewritten."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

OLD = "QUETTA: Two policemen were killed when gunmen opened fire on their vehicle in Mastung on Saturday, police said."
NEW = OLD.replace("Two policemen were", "Four policemen were")
ARTICLE = {"id": "one", "url": "https://a.example/1", "source": "The Ledger", "published": "2026-03-14T18:00:00+05:00"}


def call(folder: Path, *words: str, **options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "cli.main", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, **options)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A database with one article that was rewritten once."""
    folder = tmp_path_factory.mktemp("rewritten")
    call(folder, "init")
    for text in (OLD, NEW):
        call(folder, "replay", input=json.dumps(ARTICLE | {"text": text}))
    return folder


def test_the_last_text_is_shown_with_what_was_read_in_it(folder):
    shown = json.loads(call(folder, "articles", "show", ARTICLE["url"], "--json").stdout)
    assert (shown["text"], shown["revision"], shown["superseded"]) == (NEW, 2, [])
    assert [incident["killed"]["security"] for incident in shown["incidents"]] == [4]


def test_an_earlier_text_is_shown_with_what_was_once_read_in_it(folder):
    shown = json.loads(call(folder, "articles", "show", ARTICLE["url"], "--revision", "1", "--json").stdout)
    assert (shown["text"], shown["revision"], shown["incidents"]) == (OLD, 1, [])
    (old,) = shown["superseded"]
    assert old["killed"]["security"] == 2
    assert old["why"] == "the-ledger rewrote its article (revision 2)"
    start, end = old["evidence"]["killed.security"][0]
    assert "Two policemen" in OLD[start:end]


def test_people_see_the_same_in_words(folder):
    shown = call(folder, "articles", "show", ARTICLE["url"], "--revision", "1").stdout
    assert "[Two policemen" in shown
    assert "the-ledger rewrote its article (revision 2)" in shown
