"""People's decisions at the command line, on the rows of three made-up articles."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from scheduler.lock import writer_lock

LINES = [
    {
        "id": name,
        "url": f"https://{name}.example/1",
        "source": source,
        "title": "Policemen killed",
        "published": "2026-03-14T18:00:00+05:00",
        "text": text,
    }
    for name, source, text in (
        (
            "a",
            "The Ledger",
            "QUETTA: Two policemen were killed and three others injured when unidentified gunmen opened fire "
            "on their vehicle in Mastung district of Balochistan on Saturday, police said.",
        ),
        (
            "b",
            "The Courier",
            "MASTUNG: Gunmen opened fire on a police vehicle in Mastung district of Balochistan on Saturday. "
            "Two policemen were killed and three others were injured, officials told the paper.",
        ),
        (
            "c",
            "The Harbour News",
            "QUETTA: Four policemen were killed and three others injured when unidentified gunmen opened fire "
            "on their vehicle in Panjgur district of Balochistan on Saturday, police said.",
        ),
    )
]


class Folder:
    def __init__(self, path):
        self.path = path
        self.url = f"sqlite:///{path / 'k.db'}"
        (path / "config.yaml").write_text(f"timezone: UTC\nstorage:\n  url: {self.url}\n")

    def call(self, *words, text=""):
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            cwd=self.path,
            input=text,
            capture_output=True,
            text=True,
            env=os.environ | {"LOGNAME": "ann", "COLUMNS": "200"},
            check=False,
        )

    def incidents(self, *words):
        done = self.call("incidents", *words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def replay(self, lines):
        done = self.call("replay", "--config", "config.yaml", text="\n".join(map(json.dumps, lines)))
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = Folder(tmp_path_factory.mktemp("filled"))
    folder.replay(LINES)
    return folder


@pytest.fixture
def folder(filled, tmp_path):
    """A copy of the filled folder for each test."""
    (tmp_path / "k.db").write_bytes((filled.path / "k.db").read_bytes())
    return Folder(tmp_path)


@pytest.fixture
def rows(folder):
    """The ids of the row of two outlets and of the other one."""
    found = sorted(folder.incidents("list"), key=lambda row: -row["publishers"])
    assert [row["publishers"] for row in found] == [2, 1]
    return [row["id"] for row in found]


def test_confirm_is_an_entry_of_who_when_and_why(folder, rows):
    done = folder.incidents("confirm", rows[0], "--note", "seen on site", "--by", "bob")
    assert done["id"] == rows[0]
    (entry,) = folder.incidents("history", rows[0])[-1:]
    assert (entry["by"], entry["field"], entry["old"], entry["new"]) == ("bob", "status", "candidate", "confirmed")
    assert entry["why"] == "seen on site"
    assert [row["id"] for row in folder.incidents("list", "--status", "confirmed")] == [rows[0]]


def test_who_decides_is_the_login_name_unless_told(folder, rows):
    folder.incidents("confirm", rows[0])
    assert folder.incidents("history", rows[0])[-1]["by"] == "ann"


def test_reject_takes_one_of_five_reasons(folder, rows):
    refused = folder.call("incidents", "reject", rows[0], "--reason", "boring")
    assert refused.returncode == 2
    assert "old-news" in refused.stderr
    folder.incidents("reject", rows[0], "--reason", "old-news", "--note", "of 2019")
    assert folder.incidents("history", rows[0])[-1]["why"] == "old news: of 2019"


def test_an_edited_cell_outlives_the_next_match(folder, rows):
    folder.incidents("edit", rows[0], "killed.security=5", "tags=ambush, raid", "--note", "hospital list")
    later = (
        LINES[0]
        | {"id": "d", "url": "https://d.example/1", "source": "The Review"}
        | {
            "text": "Two policemen died and three were hurt when armed men fired at their van in Mastung district of "
            "Balochistan on Saturday, a senior officer told The Review."
        }
    )
    folder.replay([later])
    row = folder.incidents("show", rows[0])
    assert (row["killed"]["security"], row["killed"]["total"], row["tags"]) == (5, 5, ["ambush", "raid"])
    assert row["set_by"] == {"killed.security": "ann", "tags": "ann"}
    assert row["publishers"] == 3


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("killed.securty=3", "did you mean 'killed.security'?"),
        ("killed.total=3", "is the sum of its parts"),
        ("killed.security=few", "killed.security: 'few' can't stand there"),
        ("sub_event_type=suicide bmb", "did you mean 'Suicide bomb'?"),
        ("date_start=", "date_start: '' can't stand there"),
        ("latitude=99", "not between -90 and 90"),
        ("place", "write CELL=VALUE"),
    ],
)
def test_a_value_that_makes_no_sense_is_a_usage_error(folder, rows, assignment, words):
    before = folder.incidents("history", rows[0])
    done = folder.call("incidents", "edit", rows[0], assignment)
    assert done.returncode == 2
    assert words in done.stderr
    assert folder.incidents("history", rows[0]) == before


def test_coordinates_and_areas_follow_a_place_and_it_is_said_where_they_do_not(folder, rows):
    done = folder.call("incidents", "edit", rows[0], "place=Turbat")
    assert "did not follow" not in done.stderr
    row = folder.incidents("show", rows[0])
    assert (row["place"], row["admin2"], round(row["latitude"])) == ("Turbat", "Kech", 26)
    done = folder.call("incidents", "edit", rows[0], "place=Nowhereabad")
    assert "coordinates and areas did not follow 'Nowhereabad'" in done.stderr
    first = next(entry["revision"] for entry in folder.incidents("history", rows[0]) if entry["by"])
    folder.incidents("undo", rows[0])
    folder.incidents("undo", rows[0], str(first))
    assert folder.incidents("show", rows[0])["set_by"] == {}


def test_merged_ids_lead_to_the_survivor_and_undo_brings_them_back(folder, rows):
    folder.incidents("merge", rows[1], rows[0], "--note", "one convoy")
    shown = folder.call("incidents", "show", rows[0])
    assert shown.stdout.startswith(rows[1])
    assert f"{rows[0]} was merged into {rows[1]}" in shown.stderr
    assert [row["id"] for row in folder.incidents("list")] == [rows[1]]
    folder.incidents("undo", rows[0])
    assert {row["id"] for row in folder.incidents("list")} == set(rows)


@pytest.mark.parametrize("named", ["report", "article", "url"])
def test_split_takes_numbers_articles_and_urls(folder, rows, named):
    told = folder.incidents("show", rows[0])["told_by"][1]
    new = folder.incidents("split", rows[0], str(told[named]))["id"]
    assert [one["url"] for one in folder.incidents("show", new)["told_by"]] == [told["url"]]
    # The machine would call them one: it is told again by another outlet, and they stay two.
    folder.replay([LINES[0] | {"id": "d", "url": "https://d.example/1", "source": "The Review"}])
    assert {new, rows[0]} < {row["id"] for row in folder.incidents("list")}


def test_a_report_of_another_row_is_a_usage_error_that_lists_its_own(folder, rows):
    done = folder.call("incidents", "split", rows[0], "999")
    assert done.returncode == 2
    assert "'999' is no report or article of this row; it has " in done.stderr


def test_show_why_gives_the_reasons(folder, rows):
    why = folder.incidents("show", rows[0], "--why")["why"]
    assert len(why["reports"]) == 2
    assert {"date", "place", "type"} <= {part["name"] for part in why["reports"][0]["parts"]}
    text = folder.call("incidents", "show", rows[0], "--why").stdout
    assert "Why these reports are one row" in text
    assert "date +0.30 the same day" in text


def test_changes_tell_a_copy_what_to_do(folder, rows):
    start = folder.incidents("changes", "--since", "2026-01-01")
    assert {(row["id"], row["change"]) for row in start["rows"]} == {(rows[0], "new"), (rows[1], "new")}
    assert folder.incidents("changes", "--since", start["until"]) == {"until": start["until"], "rows": []}
    folder.incidents("edit", rows[0], "killed.security=3")
    folder.incidents("merge", rows[0], rows[1])
    then = folder.incidents("changes", "--since", start["until"])
    told = {row["id"]: (row["change"], row["merged_into"]) for row in then["rows"]}
    assert told == {rows[0]: ("changed", None), rows[1]: ("merged", rows[0])}
    folder.incidents("reject", rows[0], "--reason", "out-of-scope")
    last = folder.incidents("changes", "--since", then["until"])
    assert [(row["id"], row["change"]) for row in last["rows"]] == [(rows[0], "rejected")]


def test_a_moment_that_is_none_is_a_usage_error(folder):
    done = folder.call("incidents", "changes", "--since", "soon")
    assert done.returncode == 2
    assert "--since 'soon' is no moment" in done.stderr


def test_a_review_needs_no_writer_lock(folder, rows):
    with writer_lock(folder.url, "daemon", datetime.now(UTC)):
        assert folder.call("replay", "--config", "config.yaml", text=json.dumps(LINES[0])).returncode == 75
        folder.incidents("confirm", rows[0])
        folder.incidents("undo", rows[0])


def test_what_can_not_be_done_says_why_and_changes_nothing(folder, rows):
    folder.incidents("confirm", rows[0])
    done = folder.call("incidents", "confirm", rows[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{rows[0]} is confirmed already" in done.stderr
