"""The desk of a crawl that fills the past: its own queue, no visit counted, no article dated by its fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from khabardar.records import Article, FetchFailure, KnownPage, Link, PollOutcome
from scheduler.desk import StorageDesk

_UNDATED = "neither its page nor its list says when it was published, and the past is never dated by the fetch"


class PastDesk(StorageDesk):
    """A `khabardar.interfaces.Desk`; the daily work never sees the links that it queues."""

    async def unfetched(self, source_id: str) -> Sequence[Link]:
        return await self._thread.call(self._guarded, self._storage.queued_links, source_id, of_past=True)

    async def found(self, source_id: str, links: Sequence[Link]) -> Sequence[Link]:
        return await super().found(source_id, [replace(link, of_past=True) for link in links])

    async def known_pages(self, source_id: str) -> Sequence[KnownPage]:
        return ()

    def fetched(self, article: Article) -> None:
        if article.published_origin == "fetched":
            self.failed(FetchFailure(article.url, article.source_id, _UNDATED, permanent=True))
        else:
            super().fetched(article)

    def polled(self, outcome: PollOutcome) -> None:
        """When the source is due next is another matter."""
        self.tally.outcomes.append(outcome)
