"""`sources list` says where to change a url that moved for good; `check --live` groups what can't be resolved."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from program import Program

from khabardar.records import Source, SourceState
from khabardar.vocabulary import PollCondition, SourceKind
from storage import open_storage

CONFIG = """\
storage:
  url: sqlite:///k.db
sources:
  - id: herald
    url: https://herald.example/feed
  - id: ledger
    name: The Ledger
    url: https://ledger.example/feed
"""
WHEN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_move_for_good_is_shown_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG)
    storage = open_storage(f"sqlite:///{tmp_path}/k.db", create=True)
    ledger = Source("ledger", "The Ledger", SourceKind.FEED, "https://ledger.example/feed", "ledger")
    storage.sync_sources([ledger])
    storage.save_source_state(
        SourceState(
            "ledger",
            url=ledger.url,
            condition=PollCondition.OK,
            last_polled_at=WHEN,
            last_success_at=WHEN,
            moved_to="https://ledger.example/new",
        )
    )
    storage.close()
    shown = Program(tmp_path).run("sources", "list")
    assert shown.returncode == 0, shown.stderr
    assert "config.yaml:8: ledger moved for good; change the line to `url: https://ledger.example/new`" in shown.stderr
    assert "2026-03-02 09:30" in shown.stdout
    assert "condition" in shown.stdout


def test_many_names_that_can_not_be_resolved_are_one_line(tmp_path: Path) -> None:
    sources = [{"id": f"paper-{n}", "url": f"http://paper-{n}.invalid/feed"} for n in range(3)]
    (tmp_path / "config.yaml").write_text(json.dumps({"fetch": {"retries": 0}, "sources": sources}))
    done = Program(tmp_path).run("check", "--live")
    assert done.returncode == 1
    assert done.stderr.count("FAILED dns") == 1
    assert "3 sources" in done.stderr
    assert "is this machine on the network?" in done.stderr
