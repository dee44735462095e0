"""A desk in memory: for `scrapy crawl` by hand, and for tests. What it knows ends with the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from khabardar.records import Article, FetchFailure, HostHold, Link, PollOutcome, SourceState


class MemoryDesk:
    """A `khabardar.interfaces.Desk`; `articles`, `failures` and `outcomes` are what a crawl brought."""

    def __init__(self, states: Mapping[str, SourceState] | None = None, max_tries: int = 3) -> None:
        self.articles: list[Article] = []
        self.failures: list[FetchFailure] = []
        self.outcomes: list[PollOutcome] = []
        self.queued: dict[str, Link] = {}
        self._states = dict(states or {})
        self._max_tries = max_tries
        self._holds: dict[str, HostHold] = {}
        self._known: set[str | tuple[str, str]] = set()  # canonical urls, and (source, guid)

    def state_of(self, source_id: str) -> SourceState:
        """What the last `polled` of this source left."""
        return self._states.get(source_id) or SourceState(source_id)

    async def unfetched(self, source_id: str) -> Sequence[Link]:
        """Links of this source that were found and neither fetched nor given up."""
        return [link for link in self.queued.values() if link.source_id == source_id]

    async def found(self, source_id: str, links: Sequence[Link]) -> Sequence[Link]:
        """The new ones, now queued."""
        new = []
        for link in links:
            keys: set[str | tuple[str, str]] = {link.url, (source_id, link.guid or link.url)}
            if self._known.isdisjoint(keys):
                self.queued[link.url] = link
                new.append(link)
            self._known |= keys
        return new

    def fetched(self, article: Article) -> None:
        """Takes its link off the queue."""
        self.articles.append(article)
        self.queued.pop(article.url, None)

    def failed(self, failure: FetchFailure) -> None:
        """Counts a try; the link leaves the queue when the tries are used up or another can't help."""
        self.failures.append(failure)
        link = self.queued.pop(failure.url, None)
        if link and not failure.permanent and link.tries + 1 < self._max_tries:
            self.queued[failure.url] = replace(link, tries=link.tries + 1)

    def polled(self, outcome: PollOutcome) -> None:
        """Remembers the validators, so that the next crawl with this desk asks conditionally."""
        self.outcomes.append(outcome)
        if outcome.condition.is_success:
            state = self.state_of(outcome.source_id)
            self._states[outcome.source_id] = replace(
                state,
                etag=outcome.etag or state.etag,
                last_modified=outcome.last_modified or state.last_modified,
                body_hash=outcome.body_hash or state.body_hash,
                condition=outcome.condition,
                last_polled_at=outcome.at,
                full_at=outcome.at if outcome.full else state.full_at,
            )

    def holds(self) -> Mapping[str, HostHold]:
        """What `held` was told."""
        return self._holds

    def held(self, hold: HostHold) -> None:
        """Replaces what was known of the host."""
        self._holds[hold.host] = hold
