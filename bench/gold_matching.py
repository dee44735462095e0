"""Score the matcher alone: the annotated reports themselves, instead of what the reader makes of the articles.

    python bench/gold_matching.py FOLDER SCORER [SCORER'S OPTIONS …]

FOLDER holds articles as JSON with their `incidents`; SCORER is a program that takes the folder and a file of
predictions. The reports are kept and matched the real way in a new database, in order of publication.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khabardar.article_json import NamedArticle, parse_article
from khabardar.codec import report_from_dict, report_to_dict
from khabardar.interfaces import Storage
from khabardar.records import Reading
from khabardar.vocabulary import TollPolicy
from scheduler.stages import keep_reading, match_pending
from storage import open_storage

_NOW = datetime(2026, 11, 23, tzinfo=UTC)


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, scorer = Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as scratch:
        storage = open_storage(f"sqlite:///{scratch}/gold.db")
        predictions = Path(scratch) / "predictions.jsonl"
        predictions.write_text("\n".join(_matched(storage, folder)), encoding="utf-8")
        storage.close()
        command = [sys.executable, scorer, str(folder), str(predictions), *sys.argv[3:]]
        return subprocess.run(command, check=False).returncode


def _matched(storage: Storage, folder: Path) -> list[str]:
    read = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    articles = [(parse_article(json.dumps(gold), _NOW), gold) for gold in read]
    for named, gold in sorted(articles, key=lambda pair: (pair[0].article.published, pair[0].article.url)):
        _keep(storage, named, gold)
    match_pending(storage, TollPolicy.LATEST_CREDIBLE, _NOW)
    return [_line(storage, named) for named, _ in articles]


def _keep(storage: Storage, named: NamedArticle, gold: dict[str, Any]) -> None:
    storage.save_article(named.article)
    reports = tuple(report_from_dict(report) for report in gold["incidents"])
    keep_reading(storage, named.article, Reading(reports, "gold", "1"), _NOW)


def _line(storage: Storage, named: NamedArticle) -> str:
    told = storage.reports_of_article(named.article.id)
    return json.dumps(
        {"id": named.name, "incidents": [report_to_dict(t.report) | {"row": t.incident_id} for t in told]}
    )


if __name__ == "__main__":
    sys.exit(main())
