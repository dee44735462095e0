"""What people decide on the page, without JavaScript: each decision, its history, its undo, and what can't be done."""

import re
from contextlib import closing

import newsroom
import pytest

from khabardar.filters import filter_from
from khabardar.reviews import Confirm
from khabardar.vocabulary import IncidentStatus, TollPolicy
from scheduler.review import review
from storage import open_storage


@pytest.fixture
def storage(config_of_copy):
    with closing(open_storage(config_of_copy.storage.url)) as opened:
        yield opened


def row(storage, **words):
    return next(iter(storage.incidents(filter_from(words))))


def test_confirm_tells_who_and_can_be_undone(reviewer, storage):
    name = row(storage, place="Zehri").id
    reviewer.get("/")
    reviewer.post("/name", {"name": "Ann ‮ of the desk", "next": f"/incidents/{name}"})
    reviewer.get(f"/incidents/{name}")
    page = reviewer.followed(reviewer.post(f"/incidents/{name}/confirm", {})).text
    assert "Confirmed." in page
    assert "Undo the last decision" in page
    assert storage.incident(name).status is IncidentStatus.CONFIRMED
    assert storage.history(name)[-1].by.startswith("Ann")
    page = reviewer.followed(reviewer.post(f"/incidents/{name}/undo", {})).text
    assert "Taken back." in page
    assert storage.incident(name).status is IncidentStatus.CANDIDATE


def test_a_rejection_needs_a_reason(reviewer, storage):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    refused = reviewer.post(f"/incidents/{name}/reject", {"reason": "dull"})
    assert refused.status == 422
    assert "Choose a reason" in refused.text
    page = reviewer.followed(reviewer.post(f"/incidents/{name}/reject", {"reason": "old-news", "note": "of 2019"})).text
    assert "Rejected." in page
    assert "old news: of 2019" in page
    assert name not in reviewer.get("/").text
    assert name in reviewer.get("/?status=rejected").text


def test_a_cell_is_put_right_and_says_by_whom(reviewer, storage):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    fields = {"cell": "killed.security", "value": "3"}
    page = reviewer.followed(reviewer.post(f"/incidents/{name}/edit", fields)).text
    assert "set by" in page
    assert storage.incident(name).facts.killed.security == 3
    assert storage.cells_set_by(name)


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("killed.security", "many", "can&#39;t stand there"),
        ("killed.total", "3", "is the sum of its parts"),
        ("sub_event_type", "Suicide bom", "did you mean &#39;Suicide bomb&#39;"),
        ("colour", "red", "is no cell that can be set"),
        ("latitude", "99", "not between -90 and 90"),
    ],
)
def test_a_value_that_can_not_stand_there_is_refused_with_words(reviewer, storage, cell, value, words):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    answer = reviewer.post(f"/incidents/{name}/edit", {"cell": cell, "value": value})
    assert answer.status == 422
    assert words in answer.text
    assert storage.cells_set_by(name) == {}


def test_a_possible_double_is_merged_by_one_button(reviewer, storage):
    keep, gone = row(storage, place="Zehri").id, row(storage, place="Baghbana").id
    page = reviewer.get(f"/incidents/{keep}").text
    assert f'name="other" value="{gone}"' in page
    page = reviewer.followed(reviewer.post(f"/incidents/{keep}/merge", {"other": gone})).text
    assert "Merged" in page
    assert reviewer.get(f"/incidents/{gone}").header("location") == f"/incidents/{keep}?from={gone}"
    assert f"{gone} was merged into {keep}" in reviewer.get(f"/incidents/{keep}?from={gone}").text


@pytest.mark.parametrize("other", ["", "KB-ZZZZZZZ", "itself"])
def test_a_merge_that_makes_no_sense_is_refused(reviewer, storage, other):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    answer = reviewer.post(f"/incidents/{name}/merge", {"other": name if other == "itself" else other})
    assert answer.status in (404, 422)
    assert 'class="note bad"' in answer.text or "There is no such incident" in answer.text


def test_reports_are_split_off_into_a_row_of_their_own(reviewer, storage):
    name = next(one.id for one in storage.incidents(filter_from({"outlets": "3"})))
    reports = storage.reports_of_incident(name)
    reviewer.get(f"/incidents/{name}")
    nothing = reviewer.post(f"/incidents/{name}/split", {})
    assert nothing.status == 422
    assert "Tick the reports" in nothing.text
    answer = reviewer.post(f"/incidents/{name}/split", {"report": [reports[0].id], "note": "the second blast"})
    page = reviewer.followed(answer).text
    assert "Split" in page
    assert storage.incident(name).reports == len(reports) - 1


def test_any_revision_can_be_undone_from_the_history(reviewer, storage):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    reviewer.post(f"/incidents/{name}/edit", {"cell": "killed.security", "value": "3"})
    reviewer.post(f"/incidents/{name}/confirm", {})
    page = reviewer.get(f"/incidents/{name}").text
    first = re.findall(r'name="revision" value="(\d+)"', page)[-1]
    reviewer.followed(reviewer.post(f"/incidents/{name}/undo", {"revision": first}))
    assert storage.incident(name).facts.killed.security is None
    assert storage.incident(name).status is IncidentStatus.CONFIRMED


def test_what_was_decided_twice_is_said_and_nothing_breaks(reviewer, storage):
    name = row(storage, place="Zehri").id
    reviewer.get(f"/incidents/{name}")
    review(storage, Confirm(name, "bob"), TollPolicy.LATEST_CREDIBLE, newsroom.NOW)
    answer = reviewer.post(f"/incidents/{name}/confirm", {})
    assert answer.status == 422
    assert "is confirmed already" in answer.text


def test_the_queue_goes_on_without_javascript(reviewer, storage):
    page = reviewer.get("/review").text
    opened = re.search(r'class="open"><a href="/review\?row=(KB-\w+)"', page)[1]
    answer = reviewer.post(f"/incidents/{opened}/confirm", {"back": "queue"})
    page = reviewer.followed(answer).text
    assert "Confirmed." in page
    assert f'<li id="q-{opened}"' not in page
    assert f'action="/incidents/{opened}/undo"' in page
    reviewer.followed(reviewer.post(f"/incidents/{opened}/undo", {"back": "queue"}))
    assert f'<li id="q-{opened}"' in reviewer.get("/review").text


def test_an_unknown_decision_and_an_unknown_row_are_said(reviewer):
    reviewer.get("/")
    assert reviewer.post("/incidents/KB-ZZZZZZZ/confirm", {}).status == 404
    assert reviewer.post("/incidents/KB-ZZZZZZZ/praise", {}).status == 404
