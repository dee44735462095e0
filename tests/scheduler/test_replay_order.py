"""The bundled site's articles, read, matched and kept for real, in whatever order they come: the same rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from khabardar.article_json import NamedArticle, parse_article
from khabardar.interfaces import IncidentFilter
from khabardar.vocabulary import TollPolicy
from scheduler.engines import EngineChoice, Engines
from scheduler.replay import replay
from storage import open_storage

NOW = datetime(2026, 3, 20, tzinfo=UTC)
SITE = Path(__file__).parents[2] / "examples" / "site" / "expected.jsonl"


def rows_after(path: Path, news: list[NamedArticle], batch: int) -> dict[frozenset[tuple[str, str]], object]:
    """What each row says, by the articles and keys of its reports."""
    storage = open_storage(f"sqlite:///{path}")
    rules = Engines(EngineChoice("rules"))
    for start in range(0, len(news), batch):
        some = news[start : start + batch]
        replay(storage, some, engines=rules, policy=TollPolicy.LATEST_CREDIBLE, now=NOW)
    told = {}
    for row in storage.incidents(IncidentFilter(background=True)):
        reports = frozenset((one.article_url, one.report.key) for one in storage.reports_of_incident(row.id))
        told[reports] = (row.facts, row.role, row.confidence, row.reports, row.articles, row.publishers)
    storage.close()
    return told


def test_articles_that_come_late_give_the_rows_of_a_replay_in_order(tmp_path: Path) -> None:
    news = [parse_article(line, NOW) for line in SITE.read_text(encoding="utf-8").splitlines()]
    in_order = rows_after(tmp_path / "order.db", news, len(news))
    Random(5).shuffle(news)
    assert rows_after(tmp_path / "late.db", news, 4) == in_order
    assert any(len(row) > 3 for row in in_order)
