"""`khabardar evaluate`, `khabardar gold` and `--engine` as a user calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from servers.model_server import ModelServer, says

TEXT = (
    "QUETTA: Three policemen were killed and five others injured when gunmen opened fire on their patrol in the "
    "Mastung district of Balochistan on Friday evening, officials said."
)
QUIET = "The provincial assembly passed its budget on Friday after a debate of four hours."
MARKED = {
    "incidents": [
        {
            "act": [{"sentence": 1, "words": "opened fire on their patrol"}],
            "place": [{"sentence": 1, "words": "Mastung"}],
            "date": [],
            "people": [
                {
                    "number": 3,
                    "became": "killed",
                    "quote": {"sentence": 1, "words": "Three policemen were killed"},
                }
            ],
        }
    ]
}


def line(name: str, text: str) -> str:
    published = "2026-03-14T11:00:00+05:00"
    return json.dumps({"id": name, "url": f"https://a.example/{name}", "published": published, "text": text})


@pytest.fixture
def call(tmp_path):
    def run(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli.main", *words],
            cwd=tmp_path,
            input=text,
            capture_output=True,
            text=True,
            env=os.environ | {"COLUMNS": "200"},
            check=False,
        )

    return run


@pytest.fixture
def folder(call, tmp_path):
    """Two articles, annotated by a careful person who agrees with the rules on the first."""
    for name, text in (("1", TEXT), ("2", QUIET)):
        done = call("gold", "new", "-", "--read", "-o", f"gold/{name}.json", text=line(name, text))
        assert done.returncode == 0, done.stderr
    return tmp_path / "gold"


def changed(file, **cells) -> None:
    gold = json.loads(file.read_text())
    gold["incidents"][0] |= cells
    file.write_text(json.dumps(gold))


def test_a_skeleton_has_the_article_and_every_cell_empty(call) -> None:
    done = call("gold", "new", "-", text=line("1", TEXT))
    skeleton = json.loads(done.stdout)
    assert (skeleton["id"], skeleton["text"]) == ("1", TEXT)
    (row,) = skeleton["incidents"]
    assert (row["key"], row["place"], row["killed"]["total"]) == ("a", None, None)


def test_an_annotation_is_never_written_over(call, folder) -> None:
    done = call("gold", "new", "-", "-o", "gold/1.json", text=line("1", TEXT))
    assert done.returncode == 2
    assert "never written over" in done.stderr


def test_gold_check_names_each_file_and_what_it_lacks(call, folder) -> None:
    assert "2 articles, 1 incidents, 1 articles without one: all well" in call("gold", "check", "gold").stderr
    changed(folder / "1.json", sub_event_type="Ambush")
    (folder / "2.json").write_text('{"id": "2"}')
    done = call("gold", "check", "gold")
    assert done.returncode == 1
    assert "1.json: incidents[0]: 'Ambush' is not a valid SubEventType" in done.stderr
    assert "2.json: 'text' is missing" in done.stderr


def test_a_total_that_its_parts_do_not_make_is_refused(call, folder) -> None:
    changed(folder / "1.json", killed={"total": 7, "security": 3})
    done = call("evaluate", "gold")
    assert done.returncode == 1
    assert "total 7, but its parts add up to 3" in done.stderr


def test_an_empty_folder_says_how_to_begin(call, tmp_path) -> None:
    done = call("evaluate", str(tmp_path))
    assert done.returncode == 1
    assert "khabardar gold new ARTICLE" in done.stderr


def test_evaluate_gives_figures_with_intervals_and_the_misses(call, folder) -> None:
    changed(folder / "1.json", killed={"total": 4, "security": 4})
    done = call("evaluate", "gold", "--misses", "9", "--rows")
    assert done.returncode == 0, done.stderr
    assert "found F1" in done.stdout
    assert "1 a killed.security: gold 4, predicted 3" in done.stdout
    assert "B-cubed F1: 1.000" in done.stdout
    figures = json.loads(call("evaluate", "gold", "--json").stdout)
    assert figures["figures"]["found F1"]["value"] == 1.0
    assert figures["figures"]["row F1"]["value"] == 0.0
    assert figures["fields"]["place"]["recall"]["value"] == 1.0


def test_an_engine_that_asks_a_model_needs_one(call, tmp_path) -> None:
    (tmp_path / "config.yaml").write_text("timezone: UTC\n")
    done = call("extract", "--engine", "llm", "-", text=TEXT)
    assert done.returncode == 2
    assert "llm.base_url" in done.stderr
    assert call("extract", "--engine", "gpt", "-", text=TEXT).returncode == 2


def test_a_model_reads_explains_and_is_evaluated(call, folder, tmp_path) -> None:
    with ModelServer(
        lambda asked: says(json.dumps(MARKED if "policemen" in str(asked) else {"incidents": []}))
    ) as server:
        (tmp_path / "config.yaml").write_text(f"llm:\n  base_url: {server.url}\n  model: toy\n")
        read = call("extract", "--engine", "llm", "--jsonl", text=line("1", TEXT))
        shown = call("extract", "--engine", "both", "--explain", "-", text=line("1", TEXT))
        judged = call("evaluate", "gold", "--engine", "llm", "--json")
    (row,) = json.loads(read.stdout)["incidents"]
    assert (row["place"], row["killed"]["security"], row["injured"]["total"]) == ("Mastung", 3, None)
    assert "THE RULES AND THE MODEL, side by side" in shown.stdout
    assert "injured.security" in shown.stdout
    assert json.loads(judged.stdout)["figures"]["found F1"]["value"] == 1.0
    assert len(server.asked) == 2, "every question is paid for once, whatever command asks it"


def test_a_model_that_is_not_there_is_named_and_with_both_the_rules_stand(call, tmp_path) -> None:
    (tmp_path / "config.yaml").write_text("llm:\n  base_url: http://127.0.0.1:9/v1\n  model: toy\n  retries: 0\n")
    alone = call("extract", "--engine", "llm", "-", text=line("1", TEXT))
    assert alone.returncode == 1
    assert "http://127.0.0.1:9/v1 can't be reached" in alone.stderr
    assert "Traceback" not in alone.stderr
    beside = call("extract", "--engine", "both", "--jsonl", text=line("1", TEXT))
    assert json.loads(beside.stdout)["incidents"][0]["killed"]["security"] == 3
