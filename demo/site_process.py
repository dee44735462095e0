"""The bundled news site in a process of its own, as the demo and the tests use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.site_state import Request

_STOP_SECONDS = 5.0
_CALL_SECONDS = 10.0


class SiteProcess:
    """`with SiteProcess() as site:` gives a running server; it is gone when the block ends, or when we are killed."""

    def __init__(self, day: int = 1, slow_seconds: float = 2.0, port: int = 0) -> None:
        self._arguments = ["--day", str(day), "--slow-seconds", str(slow_seconds), "--port", str(port)]
        self._process: subprocess.Popen[str] | None = None
        self.base_url = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "demo.site_server", *self._arguments],
            stdin=subprocess.PIPE,  # the server ends when this pipe does
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": _import_path()},
        )
        assert self._process.stdout is not None
        self.base_url = self._process.stdout.readline().strip()
        if not self.base_url:
            raise RuntimeError(f"the bundled news site did not start; it exited with {self._process.wait()}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process is not None
        try:
            self._process.communicate(timeout=_STOP_SECONDS)  # closes stdin
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def show_day(self, day: int) -> None:
        """Make visible what the outlets publish up to `day`."""
        request = urllib.request.Request(f"{self.base_url}/_control/day/{day}", method="POST")
        urllib.request.urlopen(request, timeout=_CALL_SECONDS).close()

    def requests(self) -> list[Request]:
        """Every request so far, oldest first, with its status; requests of control are left out."""
        with urllib.request.urlopen(f"{self.base_url}/_control/requests", timeout=_CALL_SECONDS) as answer:
            return [Request(**entry) for entry in json.load(answer)]


def _import_path() -> str:
    """Ours first: the child finds `demo` in a checkout that is not installed, whatever its working directory."""
    inherited = os.environ.get("PYTHONPATH")
    ours = str(Path(__file__).resolve().parent.parent)
    return os.pathsep.join([ours, inherited] if inherited else [ours])
