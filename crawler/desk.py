"""A desk in memory: for `scrapy crawl` by hand, and for tests. What it knows ends with the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from khabardar.records import Article, FetchFailure, HostHold, KnownPage, Link, PageLook, PollOutcome, SourceState


class MemoryDesk:
    """A `khabardar.interfaces.Desk`; `articles`, `failures` and `outcomes` are what a crawl brought."""

    def __init__(self, states: Mapping[str, SourceState] | None = None, max_tries: int = 3, rereads: int = 0) -> None:
        self.articles: list[Article] = []
        self.reread_articles: list[Article] = []
        self.failures: list[FetchFailure] = []
        self.outcomes: list[PollOutcome] = []
        self.queued: dict[str, Link] = {}
        self._states = dict(states or {})
        self._max_tries = max_tries
        self._rereads = rereads
        self._pages: dict[str, KnownPage] = {}
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
        for url in (article.url, *article.addresses):
            self.queued.pop(url, None)
            self._known.add(url)
        if article.text_origin == "page" and article.http:
            link = Link(article.url, article.source_id, article.guid, article.title, article.published)
            self._pages[article.url] = KnownPage(
                link, article.http.etag, article.http.last_modified, is_live=article.is_live
            )

    async def known_pages(self, source_id: str) -> Sequence[KnownPage]:
        """The first few of the source, where it was asked for."""
        return [page for page in self._pages.values() if page.link.source_id == source_id][: self._rereads]

    def reread(self, look: PageLook, article: Article | None) -> None:
        """Remembers the validators."""
        known = self._pages[look.url]
        self._pages[look.url] = replace(known, etag=look.etag, last_modified=look.last_modified, is_live=look.is_live)
        if article is not None:
            self.reread_articles.append(article)

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
