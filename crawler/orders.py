"""What a crawl is told to do and by whom: handed in by the scheduler, or read from config.yaml for `scrapy crawl`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from crawler.desk import MemoryDesk
from crawler.past.orders import PastOrders
from crawler.pool import WorkerPool
from khabardar.config import load_config
from khabardar.config.models import FetchConfig
from khabardar.errors import UsageError
from khabardar.interfaces import Desk, Turns
from khabardar.records import Source
from khabardar.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class Orders:
    """`pool` is closed by whoever made it; `own_pool` says that the spider did."""

    sources: tuple[Source, ...]
    desk: Desk
    fetch: FetchConfig
    pool: WorkerPool
    now: Callable[[], datetime]
    own_pool: bool = False
    past: PastOrders | None = None  # to fill the past instead of visiting
    turns: Turns | None = None  # where other machines ask the same hosts


@runtime_checkable
class HasOrders(Protocol):
    """A spider of ours, as the middlewares see it."""

    orders: Orders


def orders_from_project(kind: SourceKind | None, source_id: str | None) -> Orders:
    """Orders out of $KHABARDAR_CONFIG or ./config.yaml, over a desk in memory.

    Raises ConfigError, or UsageError where no source fits `kind` and `source_id`.
    """
    config = load_config(Path(os.environ.get("KHABARDAR_CONFIG", "config.yaml")))
    return Orders(
        sources=tuple(_chosen(config.source_records(), kind, source_id)),
        desk=MemoryDesk(max_tries=config.fetch.article_tries),
        fetch=config.fetch,
        pool=WorkerPool(config.fetch.workers),
        now=lambda: datetime.now(UTC),
        own_pool=True,
    )


def _chosen(sources: Sequence[Source], kind: SourceKind | None, source_id: str | None) -> list[Source]:
    fitting = [source for source in sources if kind is None or source.kind is kind]
    what = f"of kind {kind.value} " if kind else ""
    if source_id is None:
        if enabled := [source for source in fitting if source.enabled]:
            return enabled
        raise UsageError(f"config.yaml has no enabled source {what}to crawl")
    if chosen := [source for source in fitting if source.id == source_id]:
        return chosen
    known = ", ".join(source.id for source in fitting) or "none"
    raise UsageError(f"config.yaml has no source {what}with the id {source_id!r}; it has: {known}")
