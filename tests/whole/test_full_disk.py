"""A disk that is full in the middle of a run: one clear line, exit 5, and with space again the rows of a quiet run."""

import os
import subprocess
import sys
import warnings

import pytest
from program import program_in

_STORAGE_UNREACHABLE = 5
_SOME_SOURCES_FAILED = 4


def mount(*arguments):
    return subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of memory with hardly more space than empty tables take."""
    folder = tmp_path / "disk"
    folder.mkdir()
    refused = "only Linux has this" if sys.platform != "linux" else "only root may mount" if os.geteuid() else ""
    if not refused:
        done = mount("-t", "tmpfs", "-o", "size=1100k", "tmpfs", str(folder))
        refused = done.stderr if done.returncode else ""
    if refused:
        warnings.warn(f"NOT TESTED: a run on a full disk: {refused}", stacklevel=1)
        pytest.skip(refused)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_run_on_a_full_disk_says_so_and_the_next_one_makes_it_good(small_disk, program_at, site):
    program = program_in(small_disk / "k", site.base_url)
    done = program.run("run")
    assert done.returncode == _STORAGE_UNREACHABLE, done.stderr
    assert "the disk is full" in done.stderr or "the disk reports an error" in done.stderr
    assert "Traceback" not in done.stderr
    assert mount("-o", "remount,size=64m", str(small_disk)).returncode == 0
    assert program.run("db", "verify").returncode == 0
    assert program.run("run").returncode == _SOME_SOURCES_FAILED
    undisturbed = program_at(site.base_url, "undisturbed")
    undisturbed.run("run")
    assert program.rows() == undisturbed.rows()
