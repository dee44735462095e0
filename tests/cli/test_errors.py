"""What a person sees who did something wrong, and the exit code that a script sees."""

import os
import subprocess
import sys

import pytest


def call(*words, folder, text=""):
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *words],
        cwd=folder,
        input=text,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if key != "KHABARDAR_CONFIG"},
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [("check",), ("run",), ("daemon",), ("sources", "list"), ("articles", "list"), ("incidents", "list"), ("doctor",),
     ("export", "csv"), ("replay",)],
)  # fmt: skip
def test_every_command_refuses_a_bad_config_with_all_its_faults(command, tmp_path):
    (tmp_path / "config.yaml").write_text("fetch:\n  dely: 2s\nsources:\n  - id: a\n    url: nowhere\n")
    done = call(*command, folder=tmp_path)
    assert done.returncode == 3
    assert "config.yaml:2: fetch.dely: unknown option (did you mean 'delay'?)" in done.stderr
    assert "config.yaml:5: sources.0.url: 'nowhere' is not a web address" in done.stderr
    assert done.stdout == ""


def test_without_a_config_the_way_out_is_named(tmp_path):
    done = call("run", folder=tmp_path)
    assert done.returncode == 3
    assert "khabardar init" in done.stderr


def test_without_a_database_the_way_out_is_named(tmp_path):
    (tmp_path / "config.yaml").write_text("timezone: UTC\n")
    done = call("incidents", "list", folder=tmp_path)
    assert done.returncode == 5
    assert "khabardar.db" in done.stderr


def test_init_writes_a_config_that_checks_and_keeps_the_one_that_is_there(tmp_path):
    assert call("init", folder=tmp_path).returncode == 0
    assert (tmp_path / "khabardar.db").exists()
    assert call("check", folder=tmp_path).returncode == 0
    (tmp_path / "config.yaml").write_text("timezone: UTC\n")
    assert call("init", folder=tmp_path).returncode == 2
    assert (tmp_path / "config.yaml").read_text() == "timezone: UTC\n"
    assert call("init", "--force", folder=tmp_path).returncode == 0


def test_an_empty_table_says_why(tmp_path):
    call("init", folder=tmp_path)
    done = call("incidents", "list", folder=tmp_path)
    assert done.stdout == ""
    assert "khabardar doctor" in done.stderr


def test_a_bad_filter_names_itself(tmp_path):
    call("init", folder=tmp_path)
    assert "did you mean 'Suicide bomb'?" in call("incidents", "list", "--type", "suicide", folder=tmp_path).stderr
    assert "--since 'soon'" in call("incidents", "list", "--since", "soon", folder=tmp_path).stderr


def test_doctor_of_a_fresh_database_does_not_say_all_is_well(tmp_path):
    call("init", folder=tmp_path)
    done = call("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "no cycle has run yet" in done.stdout
