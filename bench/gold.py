"""Score the whole way (read, match, keep) against a folder of annotated articles.

    python bench/gold.py FOLDER SCORER [SCORER'S OPTIONS …]

FOLDER holds articles as JSON with their `incidents`; SCORER is a program that takes the folder and a file of
predictions, one JSON line an article. The articles go through `khabardar replay --jsonl` into a new database.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

_NOT_FOR_THE_READER = ("incidents", "notes")


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, scorer = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as scratch:
        predictions = Path(scratch) / "predictions.jsonl"
        predictions.write_text(_replayed(folder, f"sqlite:///{scratch}/gold.db"), encoding="utf-8")
        return subprocess.run(
            [sys.executable, scorer, str(folder), str(predictions), *sys.argv[3:]], check=False
        ).returncode


def _replayed(folder: Path, database: str) -> str:
    lines = (_line(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json")))
    command = [sys.executable, "-m", "cli.main", "replay", "--jsonl", "--database", database]
    return subprocess.run(command, input="\n".join(lines), text=True, stdout=subprocess.PIPE, check=True).stdout


def _line(article: dict[str, object]) -> str:
    return json.dumps({key: value for key, value in article.items() if key not in _NOT_FOR_THE_READER})


if __name__ == "__main__":
    sys.exit(main())
