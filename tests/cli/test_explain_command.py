"""`extract --explain`, for people and as JSON."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = (
    "QUETTA: Two policemen were killed and three others injured when unidentified gunmen opened fire on their vehicle "
    "in Mastung district of Balochistan on Saturday, police said.\n\n"
    "At least 120 people have been killed in the province so far this year."
)
LINE = {"id": "one", "title": "Two policemen killed", "published": "2026-03-14T18:00:00+05:00", "text": TEXT}


def extract(*words: str, given: str = json.dumps(LINE)) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "cli.main", "extract", *words]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False)


def unwrapped(text: str) -> str:
    """Without what depends on the width of the terminal."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def shown() -> str:
    done = extract("--explain", "-")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_clauses_come_with_what_became_of_them_and_the_line_that_did_it(shown):
    shown = unwrapped(shown)
    assert "1. opens a: it tells of an act [extraction/scope.py:" in shown
    assert "2. set aside: running total or statistic" in shown
    assert "extraction/lexicon/acts.csv:" in shown


def test_reports_come_with_their_cells_and_the_reasons_of_empty_ones(shown):
    report = unwrapped(shown)
    report = report[report.index("REPORT a: Armed clash, Mastung") :]
    assert 'killed.security 2 from "Two policemen"' in report
    full, empty = report.split("empty, because")
    assert "claimed_by:" in empty
    assert "claimed_by" not in full


def test_json_is_the_same_as_data():
    (document,) = json.loads(extract("--explain", "--json", "-").stdout)
    assert document["id"] == "one"
    assert [clause["standing"] for clause in document["clauses"]] == ["opens a", "set aside"]
    cells = {cell["cell"]: cell for cell in document["reports"][0]["cells"]}
    start, end = cells["killed.security"]["spans"][0]
    assert TEXT[start:end] == "Two policemen"
    assert cells["tags"]["why"]


def test_json_without_explain_gives_the_reports():
    (document,) = json.loads(extract("--json", "-").stdout)
    assert document["incidents"] == json.loads(extract("--jsonl").stdout)["incidents"]


def test_an_article_without_incident_says_so():
    done = extract("--explain", "-", given="Quetta won the match by five wickets after a quick fifty.")
    assert done.returncode == 0
    assert "NO REPORT" in done.stdout


def test_jsonl_goes_with_neither():
    done = extract("--jsonl", "--explain")
    assert done.returncode == 2
    assert "--explain --json" in done.stderr
    assert extract("--jsonl", "--json").returncode == 2


def test_the_walk_in_the_docs_is_what_the_program_says():
    root = Path(__file__).parents[2]
    page = (root / "docs" / "extraction.md").read_text(encoding="utf-8")
    _, command, *wanted = page[page.index("```text\n$ grep") :].split("```")[1].split("\n")
    site = (root / "examples" / "site" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    line = next(line for line in site if command.split()[2] in line)
    said = unwrapped(re.sub(r"(\.(?:csv|py)):\d+", r"\1:N", extract("--explain", "-", given=line).stdout))
    for piece in (piece for text in wanted for piece in re.split(r" ?…(?: |$)", text)):
        assert unwrapped(piece) in said
