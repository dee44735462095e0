"""A full disk and one that is read-only, on a small file system of memory: clear errors, and nothing committed is lost.

Needs the right to mount; without it the tests are skipped, loudly.
"""

import os
import subprocess
import sys
import warnings

import pytest
from storage_samples import article, keep, report

from khabardar.errors import StorageError
from storage import open_storage, verify_file


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk(tmp_path):
    """A folder with 3 MiB of space."""
    folder = tmp_path / "disk"
    folder.mkdir()
    refused = "only Linux has this" if sys.platform != "linux" else "only root may mount" if os.geteuid() else ""
    if not refused:
        done = mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder))
        refused = done.stderr if done.returncode else ""
    if refused:
        warnings.warn(f"NOT TESTED: a full and a read-only disk: {refused}", stacklevel=1)
        pytest.skip(refused)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def filled(storage, up_to=400):
    """Articles stored before the disk was full."""
    stored = []

    def fill():
        for number in range(up_to):
            one = article(
                1 + number % 28, id=f"{number:016}", url=f"https://dawn.example/full/{number}", text="word " * 5000
            )
            storage.save_article(one)
            stored.append(one.id)

    with pytest.raises(StorageError, match=r"the disk is full; free some space|the disk reports an error"):
        fill()
    return stored


def test_on_a_full_disk_nothing_committed_is_lost_and_work_goes_on_when_there_is_space(small_disk):
    url = f"sqlite:///{small_disk / 'k.db'}"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 500_000)
    storage = open_storage(url)
    keep(storage, 1, report())
    stored = filled(storage)
    assert len(stored) > 5
    assert {row.id for row in storage.articles()} == {article(1).id, *stored}
    storage.close()
    ballast.unlink()
    again = open_storage(url)
    assert {row.id for row in again.articles()} == {article(1).id, *stored}
    assert again.verify() == []
    again.save_article(article(2))
    again.close()


def test_a_database_can_be_read_on_a_full_disk_and_a_backup_there_is_refused(small_disk):
    storage = open_storage(f"sqlite:///{small_disk / 'k.db'}")
    stored = filled(storage)
    assert len(storage.articles()) == len(stored)
    with pytest.raises(StorageError, match=r"would need .* MiB are free there"):
        storage.backup(small_disk / "copy.db")
    assert not (small_disk / "copy.db").exists()
    storage.close()


def test_a_read_only_disk_is_named_and_what_is_there_stays(small_disk):
    path = small_disk / "k.db"
    storage = open_storage(f"sqlite:///{path}")
    keep(storage, 1, report())
    storage.close()
    assert mount("-o", "remount,ro", str(small_disk)).returncode == 0
    with pytest.raises(StorageError, match=r"read-only|can't be opened"):
        open_storage(f"sqlite:///{path}").save_article(article(2))
    mount("-o", "remount,rw", str(small_disk))
    assert verify_file(path) == []
    again = open_storage(f"sqlite:///{path}")
    assert [row.id for row in again.articles()] == [article(1).id]
    again.close()
