"""The program as its users have it: processes, a database file, the bundled site as a server of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from demo.site import demo_config
from khabardar.config.writer import write_config

_PATIENCE_SECONDS = 120
# What a row says; not when it was first seen, which two runs can't share.
_UNSTABLE = {"first_seen", "last_changed", "revision"}


def program_in(folder: Path, base_url: str) -> "Program":
    """A program in this folder, watching the bundled site that is served there."""
    folder.mkdir(parents=True, exist_ok=True)
    write_config(demo_config(base_url, folder / "k.db"), folder / "config.yaml")
    return Program(folder)


@dataclass(frozen=True)
class Program:
    """`khabardar` in a folder of its own, pointed at a running site."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def database(self) -> Path:
        return self.folder / "k.db"

    def start(self, *arguments: str, **options: object) -> subprocess.Popen:
        command = [sys.executable, "-m", "cli.main", *arguments]
        if arguments[0] not in ("extract", "init"):
            command += ["--config", str(self.config)]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        environment = os.environ | {"NO_COLOR": "1", "COLUMNS": "200"}
        return subprocess.Popen(command, text=True, cwd=self.folder, env=environment, **pipes)

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=_PATIENCE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def json(self, *arguments: str) -> object:
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def rows(self) -> list[dict]:
        """All rows, background ones too, without what depends on the clock."""
        rows = self.json("incidents", "list", "--background", "--limit", "10000")
        return sorted(
            ({key: value for key, value in row.items() if key not in _UNSTABLE} for row in rows),
            key=lambda row: row["id"],
        )
