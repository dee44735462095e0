"""Annotated articles through the real stages: what an engine reads in them, and into which rows it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.gold import GoldArticle
from evaluation.scoring import Score, score_article
from khabardar.interfaces import ReadingHints, Storage
from khabardar.records import StoredReport
from khabardar.vocabulary import TollPolicy
from scheduler.asking import unanswered
from scheduler.engines import EngineChoice, Engines, engine_of
from scheduler.replay import replay
from storage import open_storage


def scores(articles: Sequence[GoldArticle], choice: EngineChoice, hints: ReadingHints) -> Iterator[Score]:
    """What each article's reading is worth, in the order given."""
    unanswered(choice, [article.item.article for article in articles])
    engine = engine_of(choice)
    for article in articles:
        reading = engine.read(article.item.article, hints)
        yield score_article(article.name, article.reports, reading.reports)


def links(articles: Sequence[GoldArticle], choice: EngineChoice, now: datetime) -> list[tuple[str, str]]:
    """(cluster, row) of every report found after all stages, in a database of their own that is thrown away.

    A report without a cluster is an incident that no other article tells.
    """
    with _scratch() as storage:
        items = [article.item for article in articles]
        rows = replay(storage, items, engines=Engines(choice), policy=TollPolicy.LATEST_CREDIBLE, now=now)
    return [link for article in articles for link in _links_of(article, rows[article.name])]


def _links_of(article: GoldArticle, stored: Sequence[StoredReport]) -> list[tuple[str, str]]:
    score = score_article(article.name, article.reports, [report.report for report in stored])
    return [
        (gold.cluster or f"{article.name}:{gold.report.key}", stored[p].incident_id or f"{article.name}:{p}")
        for g, p in score.pairs
        for gold in [article.reports[g]]
    ]


@contextmanager
def _scratch() -> Iterator[Storage]:
    with TemporaryDirectory(prefix="khabardar-evaluate-") as folder:
        storage = open_storage(f"sqlite:///{Path(folder) / 'evaluate.db'}", create=True)
        try:
            yield storage
        finally:
            storage.close()
