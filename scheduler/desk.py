"""The desk that a crawl works for here: it puts everything into storage at once and keeps the tally of the cycle."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import sleep
from typing import Any, ParamSpec, TypeVar

from khabardar.interfaces import Storage
from khabardar.records import (
    Article,
    FetchFailure,
    HostHold,
    KnownPage,
    Link,
    PageLook,
    PollOutcome,
    Source,
    SourceState,
)
from scheduler.looking import WINDOW, due_pages
from scheduler.polling import after_poll, state_for
from scheduler.storing import StorageThread

_MOMENT = 0.03  # seconds: a fast crawl brings a dozen more meanwhile, a slow one has time
_MOST_TEXTS = 100  # in one transaction
_MOST_KNOWN = 500  # pages of one source that are looked through for those that are due
P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Tally:
    """What a crawl brought, counted as it goes."""

    outcomes: list[PollOutcome] = field(default_factory=list)
    articles: int = 0
    failures: list[FetchFailure] = field(default_factory=list)

    @property
    def failed_sources(self) -> int:
        return sum(not outcome.condition.is_success for outcome in self.outcomes)


class StorageDesk:
    """A `khabardar.interfaces.Desk` over storage in its thread.

    After one call that storage could not do, every later one raises: a source's new state, stored without the links
    that its visit brought, would lose them.
    """

    def __init__(
        self,
        storage: Storage,
        thread: StorageThread,
        sources: Sequence[Source],
        states: Mapping[str, SourceState],
        holds: Mapping[str, HostHold],
        *,
        now: Callable[[], datetime],
        chance: Callable[[], float],
        max_tries: int,
        rereads: int = 0,
        on_polled: Callable[[PollOutcome], None] = lambda outcome: None,
        on_progress: Callable[[], None] = lambda: None,
    ) -> None:
        self.tally = Tally()
        self._storage = storage
        self._thread = thread
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._states = dict(states)
        self._holds = dict(holds)
        self._now = now
        self._chance = chance
        self._max_tries = max_tries
        self._rereads = rereads  # of one source in one cycle
        self._on_polled = on_polled
        self._on_progress = on_progress
        self._fault: BaseException | None = None
        self._texts: deque[Article] = deque()  # fetched and not stored yet: their links are still queued
        self._texts_due = False  # whether the storage thread has been told of them
        self._without_text: set[str] = set()  # links that this crawl was handed from the queue

    def state_of(self, source_id: str) -> SourceState:
        return state_for(self._sources[source_id], self._states.get(source_id))

    async def unfetched(self, source_id: str) -> Sequence[Link]:
        return self._noted(await self._thread.call(self._guarded, self._storage.queued_links, source_id))

    async def found(self, source_id: str, links: Sequence[Link]) -> Sequence[Link]:
        return self._noted(await self._thread.call(self._guarded, self._storage.queue_links, links, self._now()))

    def fetched(self, article: Article) -> None:
        self._texts.append(article)
        if not self._texts_due:
            self._texts_due = True
            self._later(self._keep)
        self._on_progress()
        self.tally.articles += 1

    async def known_pages(self, source_id: str) -> Sequence[KnownPage]:
        if not self._rereads:
            return ()
        since = self._now() - WINDOW
        pages = await self._thread.call(self._guarded, self._storage.known_pages, source_id, since, _MOST_KNOWN)
        return due_pages(pages, self._now(), self._rereads)

    def reread(self, look: PageLook, article: Article | None) -> None:
        if article is not None:
            self._later(self._storage.revise_article, article)
        self._later(self._storage.save_look, look)

    def failed(self, failure: FetchFailure) -> None:
        self._later(self._storage.save_failure, failure, self._max_tries)
        self.tally.failures.append(failure)

    def polled(self, outcome: PollOutcome) -> None:
        source = self._sources[outcome.source_id]
        state = after_poll(source, self.state_of(source.id), outcome, chance=self._chance())
        self._later(self._storage.save_source_state, state)
        self._states[source.id] = state
        self.tally.outcomes.append(outcome)
        self._on_polled(outcome)

    def holds(self) -> Mapping[str, HostHold]:
        return self._holds

    def held(self, hold: HostHold) -> None:
        self._holds[hold.host] = hold
        self._later(self._storage.save_host_hold, hold)

    def _keep(self) -> None:
        """In the storage thread: all that came while it did other things, so that many cost little more than one."""
        sleep(_MOMENT)
        self._texts_due = False  # first: what comes from here on is kept now or asks for another turn
        came = [self._texts.popleft() for _ in range(len(self._texts))]
        for start in range(0, len(came), _MOST_TEXTS):
            for kept in self._storage.save_articles(came[start : start + _MOST_TEXTS]):
                # A link from the queue had no text: what was just stored under its address rewrites nothing.
                if kept is not None and kept.url not in self._without_text:
                    self._storage.revise_article(kept)

    def _noted(self, links: Sequence[Link]) -> Sequence[Link]:
        self._without_text.update(link.url for link in links)
        return links

    def _later(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._thread.later(self._guarded, function, *arguments)
        self._on_progress()

    def _guarded(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """In the storage thread, so in the order of the calls."""
        if self._fault is not None:
            raise self._fault
        try:
            return function(*arguments, **named)
        except BaseException as error:
            self._fault = error
            raise
