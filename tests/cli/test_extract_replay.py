"""`extract --jsonl` and `replay --jsonl`: the form by which quality is measured."""

import json
import subprocess
import sys

import pytest

ATTACK = {
    "id": "one",
    "url": "https://a.example/1",
    "source": "The Ledger",
    "title": "Two policemen killed in Mastung",
    "published": "2026-03-14T18:00:00+05:00",
    "text": "QUETTA: Two policemen were killed and three others injured when unidentified gunmen opened fire on their "
    "vehicle in Mastung district of Balochistan on Saturday, police said.",
}
CRICKET = ATTACK | {
    "id": "two",
    "url": "https://a.example/2",
    "title": "Gladiators win",
    "text": "Quetta won the match by five wickets on Saturday after a quick fifty.",
}


def call(command: str, lines: list[str], *more: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "cli.main", command, "--jsonl", *more],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_line_an_article_in_the_same_order():
    done = call("extract", [json.dumps(CRICKET), json.dumps(ATTACK)])
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["two", "one"]
    assert answers[0]["incidents"] == []
    report = answers[1]["incidents"][0]
    assert report["killed"] == {
        "total": 2, "civilians": None, "security": 2, "militants": None, "unspecified": None, "low": 2, "high": 2
    }  # fmt: skip
    start, end = report["evidence"]["killed.security"][0]
    assert "Two policemen" in ATTACK["text"][start:end]
    assert 0 <= report["confidence"] <= 1
    assert done.returncode == 0


def test_a_bad_line_is_named_and_the_rest_is_done():
    done = call("extract", [json.dumps(CRICKET), "{oops", json.dumps(ATTACK)])
    assert done.returncode == 1
    assert "stdin:2: not JSON" in done.stderr
    assert len(done.stdout.splitlines()) == 2


def test_replay_gives_rows_and_twice_gives_the_same(tmp_path):
    database = f"sqlite:///{tmp_path / 'r.db'}"
    retold = ATTACK | {"id": "three", "url": "https://b.example/9", "source": "The Courier"}
    lines = [json.dumps(line) for line in (retold, CRICKET, ATTACK)]
    first = call("replay", lines, "--database", database)
    assert first.returncode == 0, first.stderr
    answers = [json.loads(line) for line in first.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["three", "two", "one"]
    assert answers[0]["incidents"][0]["row"] == answers[2]["incidents"][0]["row"]
    assert call("replay", lines, "--database", database).stdout == first.stdout


def test_a_text_that_changed_under_its_url_is_a_revision_and_goes_on_in_its_row(tmp_path):
    database = f"sqlite:///{tmp_path / 'r.db'}"
    mended = ATTACK | {"text": ATTACK["text"].replace("Two policemen were", "Four policemen were")}
    (before,) = json.loads(call("replay", [json.dumps(ATTACK)], "--database", database).stdout)["incidents"]
    (after,) = json.loads(call("replay", [json.dumps(mended)], "--database", database).stdout)["incidents"]
    assert after["row"] == before["row"]
    assert (before["killed"]["security"], after["killed"]["security"]) == (2, 4)


def reread(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "cli.main", "replay", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_stored_articles_are_read_again_only_when_there_is_need(tmp_path):
    database = f"sqlite:///{tmp_path / 'r.db'}"
    call("replay", [json.dumps(ATTACK), json.dumps(CRICKET)], "--database", database)
    idle = reread("--stored", "--database", database)
    assert idle.returncode == 0, idle.stderr
    assert "was read by rules" in idle.stderr
    assert "--force" in idle.stderr
    forced = reread("--stored", "--force", "--since", "2026-03-01", "--database", database)
    assert "2 articles read again by rules" in forced.stderr
    assert "0 new and 0 changed incidents" in forced.stderr


def test_stored_articles_of_no_database_are_said_to_be_missing(tmp_path):
    done = reread("--stored", "--database", f"sqlite:///{tmp_path / 'none.db'}")
    assert done.returncode == 5
    assert "there is no database" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--stored", "a.jsonl"], "leave out a.jsonl"),
        (["--stored", "--jsonl"], "khabardar export jsonl"),
        (["--stored", "--since", "March"], "write one such as"),
        (["--force", "a.jsonl"], "go with --stored"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(words, told):
    done = reread(*words, "--database", "sqlite:///none.db")
    assert done.returncode == 2
    assert told in done.stderr


def test_plain_text_and_html_are_read_too(tmp_path):
    (tmp_path / "a.txt").write_text(ATTACK["text"])
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "extract", str(tmp_path / "a.txt"), "--published", ATTACK["published"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Armed clash, Mastung" in done.stdout
    assert "[Two policemen" in done.stdout
