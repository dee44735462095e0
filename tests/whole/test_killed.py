"""SIGKILL at any moment costs nothing: one more run, and the rows are those of an undisturbed run."""

import signal
import sqlite3
import subprocess
import time

import pytest
from program import Program, program_in

from demo.site_process import SiteProcess

_WATCH_SECONDS = 0.003
_GIVE_UP_SECONDS = 60

# Ten moments over the whole way: what must have happened in the database before the blow falls.
_MOMENTS = {
    "before anything is stored": "SELECT 1",
    "first link queued": "SELECT count(*) >= 1 FROM articles",
    "first article fetched": "SELECT count(*) >= 1 FROM articles WHERE state = 'fetched'",
    "ten articles fetched": "SELECT count(*) >= 10 FROM articles WHERE state = 'fetched'",
    "thirty articles fetched": "SELECT count(*) >= 30 FROM articles WHERE state = 'fetched'",
    "first article read": "SELECT count(*) >= 1 FROM articles WHERE state = 'done'",
    "ten articles read": "SELECT count(*) >= 10 FROM articles WHERE state = 'done'",
    "thirty articles read": "SELECT count(*) >= 30 FROM articles WHERE state = 'done'",
    "first incident": "SELECT count(*) >= 1 FROM incidents",
    "fifteen incidents": "SELECT count(*) >= 15 FROM incidents",
}


@pytest.fixture(scope="module")
def site():
    with SiteProcess(day=2, slow_seconds=0.1) as process:
        yield process


@pytest.fixture(scope="module")
def undisturbed_rows(site, tmp_path_factory):
    program = program_in(tmp_path_factory.mktemp("undisturbed"), site.base_url)
    program.run("run")
    rows = program.rows()
    assert len(rows) > 15
    return rows


def kill_when(process: subprocess.Popen, program: Program, question: str) -> bool:
    """SIGKILL the process as soon as its database answers yes; False where it ended first."""
    deadline = time.monotonic() + _GIVE_UP_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return False
        if _answers_yes(program, question):
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return process.returncode == -signal.SIGKILL
        time.sleep(_WATCH_SECONDS)
    raise AssertionError(f"never came to pass: {question}")


def _answers_yes(program: Program, question: str) -> bool:
    if not program.database.exists():
        return False
    try:
        with sqlite3.connect(f"file:{program.database}?mode=ro", uri=True, timeout=0.01) as connection:
            return bool(connection.execute(question).fetchone()[0])
    except sqlite3.OperationalError:
        return False  # its tables are not made yet, or it writes just now


@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_killed_run_is_made_good_by_the_next(moment, site, undisturbed_rows, tmp_path):
    program = program_in(tmp_path / "k", site.base_url)
    victim = program.start("run", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    killed = kill_when(victim, program, _MOMENTS[moment])
    assert killed, "the run was over before the blow: this moment tests nothing"
    assert program.run("run").returncode == 4
    assert program.rows() == undisturbed_rows
