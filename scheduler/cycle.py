"""One cycle: fetch what is due, read what was fetched, match what was read. Cron does it once, the daemon often.

Each stage can also be done alone, and while a crawl is under way: its queue is in storage. No two of a kind at once.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from crawler.past.orders import PastOrders
from crawler.pool import TaskFailed, WorkerError, WorkerPool
from crawler.run import Crawl
from khabardar.config import Config
from khabardar.config.models import FetchConfig
from khabardar.errors import KhabardarError
from khabardar.interfaces import CycleRecord, Storage, Turns
from khabardar.records import Article, PollOutcome, Source, SourceState
from khabardar.vocabulary import PollCondition
from scheduler import hooks
from scheduler.asking import unanswered_meanwhile
from scheduler.batches import batch
from scheduler.clock import after_setting_back
from scheduler.desk import StorageDesk, Tally
from scheduler.engines import EngineChoice, Engines, engines_of, with_answers_at_hand
from scheduler.past_desk import PastDesk
from scheduler.polling import after_our_fault, due_sources
from scheduler.progress import Progress
from scheduler.stages import Matched, Read, hints_for, keep_what_can_be, match_some, read_article
from scheduler.storing import StorageThread

log = structlog.get_logger("khabardar.cycle")
_READ_AT_ONCE = 50
KEPT_AT_ONCE = 25  # readings: storage costs less a piece, and few are lost with the process
_ALL_ALIKE = 3  # articles that fail in one way, and none that does not: the reader is broken, not they
READ_TRIES = 3  # of an article whose reader crashes or hangs; then it is set aside


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
class _Done:
    """What the stages after fetching did in this process, whoever asked for it."""

    cycles: int = 0
    articles: int = 0
    reports: int = 0
    set_aside: int = 0
    matched: Matched = field(default_factory=Matched)


@dataclass
class Worker:
    """Does cycles over one database with one pool of processes; may be asked to stop in the middle of one."""

    config: Config
    storage: Storage
    pool: WorkerPool
    now: Callable[[], datetime]
    on_polled: Callable[[PollOutcome], None] = lambda outcome: None
    on_progress: Callable[[str, int, int], None] = lambda stage, done, known: None
    chance: Callable[[], float] = random.random
    progress: Progress = field(default_factory=Progress)
    thread: StorageThread = field(default_factory=StorageThread)
    turns: Turns | None = None  # where other machines ask the same hosts
    failed_duties: int = field(default=0, init=False)
    _crawl: Crawl | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)
    _done: _Done = field(default_factory=_Done, init=False)
    _readings: deque[Read] = field(default_factory=deque, init=False)  # that are not stored yet
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _matching: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def due(self, gone_by: timedelta | None = None) -> list[Source]:
        """The sources whose time has come; with `gone_by`, since the last such call, no more than its share of them."""
        return await self.thread.call(self._due, gone_by)

    @property
    def is_stopping(self) -> bool:
        """Whether it was told to begin nothing new."""
        return self._stopping

    async def cycle(self, sources: Sequence[Source], past: PastOrders | None = None) -> Summary:
        """Visit these sources, or fill their past; then read and match everything that waits, whoever left it."""
        started, before = self.now(), (self._done.articles, self._done.reports, self._done.matched)
        cycle_id = await self.thread.call(self.storage.start_cycle, started)
        with structlog.contextvars.bound_contextvars(cycle=cycle_id):
            await self.thread.call(self.storage.sync_sources, self.config.source_records())
            tally = await self._fetch(sources, past)
            await self.read()
            await self.match()
            await self.tell()
            record = _record(cycle_id, started, self.now(), tally, before, self._done)
            await self.thread.call(self.storage.finish_cycle, record)
            self._done.cycles += 1
            log.info(
                "cycle finished",
                sources=record.sources,
                failed=record.failed_sources,
                new=record.new_articles,
                read=record.read_articles,
                rows=record.new_incidents,
            )
        return Summary(record, tally)

    async def stop(self) -> None:
        """Finish what is in hand and begin nothing new; returns when the crawl has ended or its grace is over."""
        self._stopping = True
        if self._crawl:
            await self._crawl.stop(self.config.schedule.grace)

    async def fetch(self, source: Source) -> Tally:
        """Visit one source and fetch what is new of it."""
        return await self._fetch([source], None)

    async def read(self, ids: Collection[str] | None = None) -> None:
        """Read all articles that are stored and not read yet, or those of these ids."""
        async with self._reading:
            with self.progress.doing("read") as moved:
                engines = engines_of(self.config)
                waiting: dict[str, str] = {}  # for a model that gives no answer now: article id to why
                while not self._stopping and (batch := await self._unread(waiting, ids)):
                    known = await self.thread.call(self.storage.sources, {article.source_id for article in batch})
                    sources = {source.id: source for source in known}
                    choices = await self._asked(batch, engines, waiting, moved)
                    ready = [article for article in batch if article.id in choices]
                    tasks = (
                        self._read_one(article, choices[article.id], sources.get(article.source_id), moved)
                        for article in ready
                    )
                    faults = await asyncio.gather(*tasks)
                    await self._keep_readings()
                    await self._count_tries(list(zip(ready, faults, strict=True)))
                if waiting:
                    log.warning("articles wait for the model", articles=len(waiting), why=next(iter(waiting.values())))

    async def match(self) -> None:
        """Give every report that waits its row."""
        async with self._matching:
            with self.progress.doing("match") as moved:
                while not self._stopping:
                    policy = self.config.deduplication.policy
                    matched = await self.thread.call(match_some, self.storage, policy, self.now())
                    if matched is None:
                        return
                    self._done.matched += matched
                    moved()

    async def tell(self) -> None:
        """What comes after matching; a fault in it stops nothing."""
        for hook in hooks.after_match(self.config):
            try:
                await hook(self.storage, self.now())
            except Exception:  # a border: whatever a channel's library raises, the watch goes on
                log.exception("telling failed", hook=getattr(hook, "__name__", str(hook)))

    def counts(self) -> dict[str, int]:
        """Since this process began, for metrics."""
        return {
            "cycles": self._done.cycles,
            "articles_read": self._done.articles,
            "articles_set_aside": self._done.set_aside,
            "reports_read": self._done.reports,
            "incidents_new": self._done.matched.new_incidents,
            "incidents_changed": self._done.matched.changed_incidents,
            "duties_failed": self.failed_duties,
        }

    def _due(self, gone_by: timedelta | None) -> list[Source]:
        """In the storage thread."""
        records, now = self.config.source_records(), self.now()
        states = self.storage.source_states()
        for state in after_setting_back(states.values(), now):
            log.warning("the clock was set back: the source waits from now on", source=state.source_id)
            self.storage.save_source_state(state)
            states[state.source_id] = state
        due = due_sources(records, states, now, holds=self.storage.host_holds())
        return due if gone_by is None else batch(due, records, states, gone_by)

    async def _fetch(self, sources: Sequence[Source], past: PastOrders | None) -> Tally:
        if not sources or self._stopping:
            return Tally()
        with self.progress.doing("fetch") as moved:
            states = await self.thread.call(self.storage.source_states, [source.id for source in sources])
            holds = await self.thread.call(self.storage.host_holds)
            desk = (PastDesk if past else StorageDesk)(
                self.storage,
                self.thread,
                sources,
                states,
                holds,
                now=self.now,
                chance=self.chance,
                max_tries=self.config.fetch.article_tries,
                rereads=self.config.fetch.reread_per_source,
                on_polled=self._polled,
                on_progress=moved,
            )
            self._crawl = Crawl(sources, desk, self._limits(past), self.pool, self.now, past, self.turns)
            try:
                await self._crawl.run()
            finally:
                self._crawl = None
                await self.thread.settle()
            if past is None:
                await self._forgive(sources, states, desk)
        return desk.tally

    def _limits(self, past: PastOrders | None) -> FetchConfig:
        """The past is one source's, so that only its host's limit counts."""
        fetch = self.config.fetch
        return fetch.model_copy(update={"max_articles_per_source": fetch.max_pages_per_host}) if past else fetch

    def _polled(self, outcome: PollOutcome) -> None:
        if outcome.condition is PollCondition.GONE:
            log.warning("source retired: asked once a month from now on", source=outcome.source_id, why=outcome.detail)
        elif not outcome.condition.is_success:
            log.info("source failed", source=outcome.source_id, condition=outcome.condition.value, why=outcome.detail)
        self.on_polled(outcome)

    async def _forgive(self, sources: Sequence[Source], before: dict[str, SourceState], desk: StorageDesk) -> None:
        """Where nothing answered at all, this machine is off the net: no source is to pay for it."""
        outcomes = desk.tally.outcomes
        if len(outcomes) < 2 or desk.tally.failed_sources < len(outcomes):
            return
        for source in sources:
            state = desk.state_of(source.id)
            forgiven = after_our_fault(source, before.get(source.id) or SourceState(source.id), state)
            if forgiven != state:
                await self.thread.call(self.storage.save_source_state, forgiven)

    async def _unread(self, waiting: Mapping[str, str], ids: Collection[str] | None) -> list[Article]:
        unread = await self.thread.call(self.storage.unread_articles, _READ_AT_ONCE + len(waiting), ids)
        return [article for article in unread if article.id not in waiting]

    async def _asked(
        self, batch: Sequence[Article], engines: Engines, waiting: dict[str, str], moved: Callable[[], None]
    ) -> dict[str, EngineChoice]:
        """The engine of each article that can be read now; models are asked first, and what must wait for one does."""
        ready: dict[str, EngineChoice] = {}
        for choice in engines.every():
            articles = [article for article in batch if engines.of(article.source_id) == choice]
            faults = await unanswered_meanwhile(choice, articles, lambda: self._stopping, moved)
            waits = faults if choice.name == "llm" else {}
            waiting |= waits
            at_hand = (article.id for article in articles if article.id not in waits)
            ready |= {one: with_answers_at_hand(choice, faults.get(one)) for one in at_hand}
        return {} if self._stopping else ready

    async def _read_one(
        self, article: Article, choice: EngineChoice, source: Source | None, moved: Callable[[], None]
    ) -> WorkerError | None:
        """Returns why it could not be read."""
        with structlog.contextvars.bound_contextvars(article=article.id, source=article.source_id):
            try:
                reading, signed = await self.pool.attempt(read_article, choice, article, hints_for(source))
            except WorkerError as error:
                return error
            finally:
                moved()
            self._readings.append(Read(article, reading, signed))
            log.debug("article read", reports=len(reading.reports))
            if len(self._readings) >= KEPT_AT_ONCE:
                await self._keep_readings()
        return None

    async def _keep_readings(self) -> None:
        """All that were made since the last time: many cost less than one each."""
        came = [self._readings.popleft() for _ in range(len(self._readings))]
        if not came:
            return
        kept, refused = await self.thread.call(keep_what_can_be, self.storage, came, self.now())
        self._done.articles += len(kept)
        self._done.reports += sum(len(read.reading.reports) for read in kept)
        self.on_progress("read", self._done.articles, 0)
        for article, reason in refused:
            await self._count_try(article, reason, tries=1)

    async def _count_tries(self, results: Sequence[tuple[Article, WorkerError | None]]) -> None:
        """One article that kills or hangs the reader must not stop the others: it is set aside with its reason.

        Raises KhabardarError where the reader fails on each article in the same way: that is no fault of theirs.
        """
        if self._stopping:
            return  # the pool was closed under them
        faults = [(article, error) for article, error in results if error is not None]
        if len(faults) == len(results) >= _ALL_ALIKE and len({(type(e), str(e)) for _, e in faults}) == 1:
            fault = faults[0][1]
            if isinstance(fault, TaskFailed):
                raise KhabardarError(f"the reader fails on every article: {fault}; they wait until that is mended")
        for article, error in faults:
            tries = 1 if isinstance(error, TaskFailed) else READ_TRIES  # what the reader itself raises, it raises again
            times = "" if tries == 1 else f" {tries} times"
            await self._count_try(article, f"the reader failed on it{times}: {error}", tries)

    async def _count_try(self, article: Article, reason: str, tries: int) -> None:
        with structlog.contextvars.bound_contextvars(article=article.id, source=article.source_id):
            if await self.thread.call(self.storage.count_read_try, article.id, reason, tries):
                self._done.set_aside += 1
                log.error("article set aside", url=article.url, reason=reason)
            else:
                log.warning("the article is read again", url=article.url, reason=reason)


def _record(
    cycle_id: int,
    started: datetime,
    finished: datetime,
    tally: Tally,
    before: tuple[int, int, Matched],
    done: _Done,
) -> CycleRecord:
    return CycleRecord(
        id=cycle_id,
        started_at=started,
        finished_at=finished,
        sources=len(tally.outcomes),
        failed_sources=tally.failed_sources,
        new_articles=tally.articles,
        read_articles=done.articles - before[0],
        reports=done.reports - before[1],
        new_incidents=done.matched.new_incidents - before[2].new_incidents,
        changed_incidents=done.matched.changed_incidents - before[2].changed_incidents,
    )
