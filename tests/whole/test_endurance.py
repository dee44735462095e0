"""Short forms of the benches `soak` and `kills`; docs/quality.md has the figures of the long ones."""

import json
import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def bench(name, *options):
    command = [sys.executable, str(_ROOT / "bench" / f"{name}.py"), *options, "--json"]
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_cycles_over_failing_sources_lose_nothing_and_nothing_grows():
    result = bench("soak", "--cycles", "24", "--settled", "12")
    assert result["kept"] == result["finished"] == 24
    assert result["failed_visits"] > 0
    assert set(result["articles"]) == {"done"}
    assert result["faults"] == []
    first, last = result["marks"]["12"], result["marks"]["24"]
    assert (last["files"], last["children"]) == (first["files"], first["children"])
    assert result["growth"] <= 1.10


def test_blows_at_random_moments_leave_the_rows_of_a_quiet_run():
    result = bench("kills", "--kills", "3", "--a-database", "3", "--a-life", "2")
    assert (result["unlike"], result["orphans"], result["damaged"], result["set_aside"]) == (0, 0, 0, 0)
    assert result["rows"] > 10
