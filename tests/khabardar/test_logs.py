"""One stream, one line an event, no secrets."""

import json
import logging

import pytest
import structlog

from khabardar.errors import StorageError
from khabardar.logs import configure_logs, mask


@pytest.fixture(autouse=True)
def _restored():
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(capsys):
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("form", ["text", "json"])
def test_our_lines_and_those_of_libraries_come_in_one_form(form, capsys):
    configure_logs("info", form)
    structlog.get_logger("khabardar.test").info("cycle finished", source="dawn", article="3fa2")
    logging.getLogger("scrapy.core").warning("of a library")
    logging.getLogger("apscheduler.scheduler").error("of another")
    logging.getLogger("scrapy.core").info("too chatty")
    told = lines(capsys)
    assert len(told) == 3
    assert all(word in told[0] for word in ("cycle finished", "khabardar.test", "dawn", "3fa2"))
    if form == "json":
        assert [json.loads(line)["level"] for line in told] == ["info", "warning", "error"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_traceback_stays_in_its_event_s_line(form, capsys):
    configure_logs("info", form)
    try:
        raise ValueError("two\nlines at https://me:hunter2@host.example/")
    except ValueError:
        logging.getLogger("twisted").exception("it failed")
    (line,) = lines(capsys)
    assert "ValueError" in line
    assert "hunter2" not in line


def test_ids_that_are_bound_are_on_every_line_below(capsys):
    configure_logs("info", "json")
    with structlog.contextvars.bound_contextvars(cycle=7, source="dawn"):
        logging.getLogger("scrapy").warning("slow")
    (line,) = lines(capsys)
    assert (json.loads(line)["cycle"], json.loads(line)["source"]) == (7, "dawn")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ann:hunter2@feed.example/rss", "https://ann:***@feed.example/rss"),
        ("postgresql+psycopg://k:p%40ss@db/khabardar", "postgresql+psycopg://k:***@db/khabardar"),
        ("https://x.example/f?access_token=abc&page=2", "https://x.example/f?access_token=***&page=2"),
        ("https://x.example/f?page=2&api_key=abc", "https://x.example/f?page=2&api_key=***"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("https://x.example/keynote?monkey=1", "https://x.example/keynote?monkey=1"),
        ("a mail to ann@host.example at 10:30", "a mail to ann@host.example at 10:30"),
    ],
)
def test_secrets_are_masked_and_nothing_else(text, shown):
    assert mask(text) == shown


def test_secrets_by_name_and_inside_of_values(capsys):
    configure_logs("info", "json")
    structlog.get_logger("t").info("told", smtp_password="abc", urls=["https://a:b@c.example"], tokens=3)
    event = json.loads(lines(capsys)[0])
    assert (event["smtp_password"], event["urls"], event["tokens"]) == ("***", ["https://a:***@c.example"], 3)


def test_an_error_of_ours_that_passes_through_scrapy_is_not_told_twice(capsys):
    configure_logs("info", "text")
    for error in (StorageError("the disk is full"), ValueError("a defect")):
        try:
            raise error
        except Exception:
            logging.getLogger("scrapy.core.scraper").exception("Spider error")
    (line,) = lines(capsys)
    assert "a defect" in line
