"""One cycle: fetch what is due, read what was fetched, match what was read. Cron does it once, the daemon often."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from crawler.pool import WorkerError, WorkerPool
from crawler.run import Crawl
from khabardar.config import Config
from khabardar.interfaces import CycleRecord, Storage
from khabardar.records import Article, FetchFailure, PollOutcome, Source
from scheduler.desk import StorageDesk, Tally
from scheduler.polling import due_sources
from scheduler.stages import Matched, hints_for, keep_reading, match_pending, read_article

log = structlog.get_logger("khabardar.cycle")
_READ_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Summary:
    """What one cycle did; `record` is what is stored of it."""

    record: CycleRecord
    tally: Tally

    @property
    def nothing_answered(self) -> bool:
        """All sources failed: the fault is more likely ours (no network) than theirs."""
        return bool(self.tally.outcomes) and self.tally.failed_sources == len(self.tally.outcomes)


@dataclass
class Worker:
    """Does cycles over one database with one pool of processes; may be asked to stop in the middle of one."""

    config: Config
    storage: Storage
    pool: WorkerPool
    now: Callable[[], datetime]
    on_polled: Callable[[PollOutcome], None] = lambda outcome: None
    chance: Callable[[], float] = random.random
    _crawl: Crawl | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)

    def due(self) -> list[Source]:
        """The sources whose time has come."""
        return due_sources(self.config.source_records(), self.storage.source_states(), self.now())

    async def cycle(self, sources: Sequence[Source]) -> Summary:
        """Visit these sources, then read and match everything that waits, whoever left it."""
        started = self.now()
        cycle_id = self.storage.start_cycle(started)
        with structlog.contextvars.bound_contextvars(cycle=cycle_id):
            self.storage.sync_sources(self.config.source_records())
            tally = await self._fetch(sources)
            read, reports = await self._read()
            matched = match_pending(self.storage, self.config.deduplication.policy, self.now())
            record = _record(cycle_id, started, self.now(), tally, (read, reports), matched)
            self.storage.finish_cycle(record)
            log.info("cycle finished", sources=record.sources, failed=record.failed_sources, new=record.new_articles)
        return Summary(record, tally)

    async def stop(self) -> None:
        """Finish what is in hand and begin nothing new; returns when the crawl has ended or its grace is over."""
        self._stopping = True
        if self._crawl:
            await self._crawl.stop(self.config.schedule.grace)

    async def _fetch(self, sources: Sequence[Source]) -> Tally:
        desk = StorageDesk(
            self.storage,
            sources,
            now=self.now,
            chance=self.chance,
            max_tries=self.config.fetch.article_tries,
            on_polled=self.on_polled,
        )
        if sources and not self._stopping:
            self._crawl = Crawl(sources, desk, self.config.fetch, self.pool, self.now)
            try:
                await self._crawl.run()
            finally:
                self._crawl = None
        return desk.tally

    async def _read(self) -> tuple[int, int]:
        """Read all fetched articles; returns (articles, reports)."""
        articles = reports = 0
        sources = {source.id: source for source in self.storage.sources()}
        while not self._stopping and (batch := self.storage.unread_articles(_READ_AT_ONCE)):
            counts = await asyncio.gather(
                *(self._read_one(article, sources.get(article.source_id)) for article in batch)
            )
            articles += len(batch)
            reports += sum(counts)
        return articles, reports

    async def _read_one(self, article: Article, source: Source | None) -> int:
        try:
            reading = await self.pool.run(read_article, self.config.extraction.engine, article, hints_for(source))
        except WorkerError as error:
            # One article that kills or hangs the reader must not stop the others: it is set aside with its reason.
            log.error("article set aside", article=article.id, url=article.url, reason=str(error))
            reason = f"the reader failed on it: {error}"
            self.storage.save_failure(FetchFailure(article.url, article.source_id, reason, permanent=True), 1)
            return 0
        keep_reading(self.storage, article, reading, self.now())
        return len(reading.reports)


def _record(
    cycle_id: int, started: datetime, finished: datetime, tally: Tally, read: tuple[int, int], matched: Matched
) -> CycleRecord:
    return CycleRecord(
        id=cycle_id,
        started_at=started,
        finished_at=finished,
        sources=len(tally.outcomes),
        failed_sources=tally.failed_sources,
        new_articles=tally.articles,
        read_articles=read[0],
        reports=read[1],
        new_incidents=matched.new_incidents,
        changed_incidents=matched.changed_incidents,
    )
