"""One writer at a time, across real processes."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from khabardar.errors import LockHeld, StorageError
from scheduler.lock import current_holder, lock_path, writer_lock

NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
HOLDER = """
import sys
from datetime import UTC, datetime
from scheduler.lock import writer_lock
with writer_lock(sys.argv[1], "daemon", datetime(2026, 3, 14, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'k.db'}"


@pytest.fixture
def other_process(url):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_lock_is_free_again_after_its_block(url):
    with writer_lock(url, "run", NOW):
        assert current_holder(url).pid == os.getpid()
    assert current_holder(url) is None
    with writer_lock(url, "run", NOW):
        pass


def test_a_second_process_is_refused_with_the_name_of_the_first(url, other_process):
    name = rf"process {other_process.pid} \(khabardar daemon, since 2026-03-14"
    with pytest.raises(LockHeld, match=name) as refused, writer_lock(url, "run", NOW):
        pass
    assert refused.value.exit_code == 75


def test_the_lock_ends_with_a_killed_process(url, other_process):
    other_process.send_signal(signal.SIGKILL)
    other_process.wait()
    assert current_holder(url) is None
    with writer_lock(url, "run", NOW):
        pass


def test_asking_who_holds_it_does_not_take_it_away(url, other_process):
    assert current_holder(url).pid == other_process.pid
    assert current_holder(url).pid == other_process.pid


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageError, match="nowhere"), writer_lock(f"sqlite:///{tmp_path}/nowhere/k.db", "run", NOW):
        pass


def test_two_urls_of_one_file_share_its_lock(url):
    assert lock_path(url).name == "k.db.lock"
