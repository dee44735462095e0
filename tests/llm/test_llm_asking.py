"""Asking a model over HTTP: a server that misbehaves, a day's budget, hours, and answers that are paid for once."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from llm_helpers import AMBUSH, BOMB, answer, article
from servers.model_server import Answering, ModelServer, refuses, says

from extraction.llm.engine import LlmEngine
from khabardar.errors import ModelUnavailable, StorageError, UsageError
from khabardar.interfaces import Prompt, ReadingHints
from llm.asking import AskedModel, refusal
from llm.ledger import Spent
from llm.settings import Budget, Hours, ModelSettings, Structured

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
RIGHT = answer(AMBUSH, BOMB)
QUESTION = Prompt("system", "user", {"type": "object"}, "1")


@pytest.fixture
def settings(tmp_path):
    def make(server: ModelServer | str, **others) -> ModelSettings:
        url = server if isinstance(server, str) else server.url
        return ModelSettings(
            url, "toy", tmp_path / "ledger.db", **{"retries": 0, "timeout": timedelta(seconds=5)} | others
        )

    return make


def asked(settings: ModelSettings, now: datetime = NOON) -> AskedModel:
    return AskedModel(settings, lambda: now)


def test_an_article_is_read_through_a_real_server(settings) -> None:
    with ModelServer(says(RIGHT)) as server:
        reading = LlmEngine(asked(settings(server))).read(article(), ReadingHints())
    assert [report.facts.place for report in reading.reports] == ["Mastung", "Turbat"]
    (request,) = server.asked
    assert request["model"] == "toy"
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["temperature"] == 0


def test_the_same_question_is_paid_for_once(settings) -> None:
    with ModelServer(says("one"), says("two")) as server:
        first, again = (asked(settings(server)).ask(QUESTION) for _ in range(2))
        other = asked(settings(server)).ask(Prompt("system", "user", {}, "2"))
    assert (first, again, other, len(server.asked)) == ("one", "one", "two", 2)


@pytest.mark.parametrize("trouble", [refuses(429, Retry_After="0"), refuses(500), refuses(503)])
def test_a_passing_refusal_is_tried_again(settings, trouble) -> None:
    with ModelServer(trouble, says("yes")) as server:
        assert asked(settings(server, retries=2)).ask(QUESTION) == "yes"


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (refuses(401, "bad key"), "401.*bad key"),
        (refuses(404, "no such model"), "404.*no such model"),
        (refuses(500, "out of memory"), "500"),
        (refuses(429, "slow down"), "429"),
        (Answering(b"<html>It works!</html>"), "does not speak the protocol"),
        (Answering(b'{"choices": ['), "does not speak the protocol"),
    ],
)
def test_a_lasting_refusal_says_what_came_instead_of_an_answer(settings, trouble, why) -> None:
    with ModelServer(trouble) as server, pytest.raises(ModelUnavailable, match=why):
        asked(settings(server)).ask(QUESTION)


def test_a_server_that_stalls_is_given_up(settings) -> None:
    with ModelServer(says("late", wait=3)) as server, pytest.raises(ModelUnavailable, match=r"no answer within 0\.2 s"):
        asked(settings(server, timeout=timedelta(seconds=0.2))).ask(QUESTION)


def test_a_server_that_is_not_there_is_named(settings) -> None:
    with pytest.raises(ModelUnavailable, match=r"127\.0\.0\.1:9/v1 can't be reached"):
        asked(settings("http://127.0.0.1:9/v1")).ask(QUESTION)


def test_a_server_that_knows_no_schema_is_asked_without(settings) -> None:
    def answering(request):
        return refuses(400, "response_format is not supported") if "response_format" in request else says(RIGHT)

    with ModelServer(answering) as server:
        model = asked(settings(server))
        assert model.ask(QUESTION) == RIGHT
        model.ask(Prompt("system", "another", {}, "1"))
        with pytest.raises(ModelUnavailable, match="400"):
            asked(settings(server, structured=Structured.SCHEMA)).ask(Prompt("s", "third", {}, "1"))
    assert ["response_format" in request for request in server.asked] == [True, False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        RIGHT[: len(RIGHT) // 2],
        '{"events": "none"}',
        "Desolé, je ne peux pas.",
        "",
    ],
)
def test_half_an_answer_or_one_of_another_form_is_mended_once(settings, text) -> None:
    with ModelServer(says(text), says(RIGHT)) as server:
        reading = LlmEngine(asked(settings(server))).read(article(), ReadingHints())
    assert len(reading.reports) == 2
    assert len(server.asked) == 2


def test_an_answer_without_choices_is_an_empty_one(settings) -> None:
    with ModelServer(Answering(b'{"id": "x", "object": "chat.completion", "choices": []}')) as server:
        reading = LlmEngine(asked(settings(server))).read(article(), ReadingHints())
    assert reading.reports == ()
    assert any("could not be read" in note for note in reading.notes)


def test_the_key_comes_from_a_file_or_the_environment(settings, tmp_path, monkeypatch) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    monkeypatch.setenv("MY_KEY", "from-env")
    with ModelServer(says("yes")) as server:
        asked(settings(server, key_env="MY_KEY", key_file=file)).ask(QUESTION)
        asked(settings(server, key_env="MY_KEY")).ask(Prompt("s", "two", {}, "1"))
        asked(settings(server, key_env="NO_SUCH")).ask(Prompt("s", "three", {}, "1"))
        with pytest.raises(UsageError, match=r"api_key_file.*No such file"):
            asked(settings(server, key_file=tmp_path / "none")).ask(Prompt("s", "four", {}, "1"))
    assert server.keys == ["Bearer from-file", "Bearer from-env", "Bearer none"]


def test_a_day_s_budget_stops_it_and_says_so(settings) -> None:
    with ModelServer(says("yes", tokens=(800, 300))) as server:
        model = asked(settings(server, budget=Budget(tokens=1000)))
        model.ask(QUESTION)
        with pytest.raises(ModelUnavailable, match="1100 of 1000 tokens"):
            model.ask(Prompt("s", "two", {}, "1"))
        assert model.ask(QUESTION) == "yes", "what is paid for can be had"
        tomorrow = asked(settings(server, budget=Budget(tokens=1000)), NOON + timedelta(days=1))
        assert tomorrow.ask(Prompt("s", "two", {}, "1")) == "yes"
    assert len(server.asked) == 2


def test_money_is_counted_by_both_prices(settings) -> None:
    prices = Budget(money=0.01, price_in=2.0, price_out=10.0)
    with ModelServer(says("yes", tokens=(3000, 500))) as server:
        model = asked(settings(server, budget=prices))
        model.ask(QUESTION)
        with pytest.raises(ModelUnavailable, match=r"0\.01 of 0\.01 \(llm.money_per_day\)"):
            model.ask(Prompt("s", "two", {}, "1"))


def test_what_a_server_does_not_count_is_guessed_high(settings, tmp_path) -> None:
    with ModelServer(says("yes", tokens=None)) as server:
        asked(settings(server)).ask(Prompt("s" * 300, "u" * 300, {}, "1"))
    spent = (
        sqlite3.connect(tmp_path / "ledger.db").execute("SELECT questions, tokens_in, tokens_out FROM days").fetchall()
    )
    assert spent == [(1, 200, 1)]


def test_no_question_is_asked_outside_the_hours() -> None:
    night = Hours(time(22), time(6))
    for hour, allowed in ((21, False), (22, True), (2, True), (6, False), (12, False)):
        why = refusal(Budget(), night, Spent(), 10, datetime(2026, 3, 14, hour, tzinfo=UTC))
        assert (why is None) is allowed
    assert "22:00-06:00" in (refusal(Budget(), night, Spent(), 10, NOON) or "")


def test_hours_and_days_are_those_of_the_zone(settings) -> None:
    karachi = ZoneInfo("Asia/Karachi")
    with ModelServer(says("yes")) as server:
        at_night = settings(server, hours=Hours(time(22), time(6)), zone=karachi)
        assert asked(at_night, datetime(2026, 3, 14, 18, tzinfo=UTC)).ask(QUESTION) == "yes"
        with pytest.raises(ModelUnavailable, match="outside"):
            asked(at_night, datetime(2026, 3, 14, 3, tzinfo=UTC)).ask(Prompt("s", "two", {}, "1"))


def test_a_broken_ledger_is_named(settings, tmp_path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no database" * 100)
    with ModelServer(says("yes")) as server, pytest.raises(StorageError, match=r"ledger\.db.*delete it"):
        asked(settings(server)).ask(QUESTION)
