"""A process that is killed in the middle of a transaction."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from storage_samples import NOW, article, cluster, keep, report, resolution, source

from khabardar.interfaces import IncidentFilter
from storage import open_storage

_KILLED = """
import os, signal, sys
sys.path.insert(0, {samples!r})
from sqlalchemy import Engine, event
from storage import open_storage
from storage_samples import *

opened = open_storage({url!r})
written = 0

@event.listens_for(Engine, "after_cursor_execute")
def count(conn, cursor, statement, *rest):
    global written
    if statement.startswith(("INSERT", "UPDATE")):
        written += 1
        if written == {after}:
            os.kill(os.getpid(), signal.SIGKILL)

{action}
print("survived")
"""
_SAVE_READING = "opened.save_reading(article(2).id, reading(report('a'), report('b', parent='a')), marks(b's', b'x'))"
_APPLY = "opened.apply(resolution(cluster(1, 2), cluster(3, row=opened.incident('KB-').id, facts=facts(9))), LATER)"


@pytest.fixture
def filled(database_url):
    """Two reports that wait for their match, one that has its row, and an article that waits for its reading."""
    opened = open_storage(database_url)
    opened.sync_sources([source("dawn")])
    keep(opened, 1, report("a"), report("b"))
    (third,) = keep(opened, 3, report())
    opened.apply(resolution(cluster(third.id)), NOW)
    opened.save_article(article(2))
    yield opened
    opened.close()


def _state(opened):
    rows = list(opened.incidents(IncidentFilter()))
    return (
        opened.count_articles(),
        opened.pending_reports(99),
        opened.signatures_near([b"band", b"x"]),
        rows,
        [opened.history(row.id) for row in rows],
    )


def _killed(url, action, after):
    code = _KILLED.format(samples=str(Path(__file__).parent), url=url, action=action, after=after)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("action", [_SAVE_READING, _APPLY], ids=["save_reading", "apply"])
@pytest.mark.parametrize("after", [1, 3, 4])
def test_a_transaction_that_is_killed_leaves_no_trace_and_can_be_done_again(filled, database_url, action, after):
    before = _state(filled)
    assert _killed(database_url, action, after).returncode == -signal.SIGKILL
    assert _state(filled) == before
    assert filled.facts()["integrity"] == "ok"
    again = _killed(database_url, action, after=0)
    assert again.stdout == "survived\n", again.stderr
    assert _state(filled) != before
