"""One source in one crawl: what is still open, what was found, and, at the end, the one outcome that is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crawler.conditions import Fault
from crawler.reading.documents import Listing
from khabardar.config.durations import format_duration
from khabardar.records import Link, PollOutcome, Source, SourceState
from khabardar.vocabulary import PollCondition

# The host itself is in trouble or wants to be left alone: pages of an earlier crawl would only burn their tries.
_HOST_FAULTS = frozenset(
    (
        PollCondition.DNS,
        PollCondition.CONNECTION,
        PollCondition.TLS,
        PollCondition.TIMEOUT,
        PollCondition.RATE_LIMITED,
        PollCondition.SERVER_ERROR,
        PollCondition.PRIVATE_ADDRESS,
        PollCondition.STOPPED,
    )
)


@dataclass
class Visit:
    """Mutable, and known to its spider only. `answer` is what the source's own address gave."""

    source: Source
    state: SourceState
    documents: int = 0  # feed, sitemap or section requests that are open
    pages: int = 0  # page requests that are open
    pages_asked: int = 0
    pages_held: int = 0  # left in the queue because their host asked for a pause
    answer: PollOutcome | None = None
    faults: list[Fault] = field(default_factory=list)  # of the sitemaps that an index names
    retry_after: timedelta | None = None
    asks_in_full: bool = True  # without validators: a 304 would be wrong
    turned: set[str] = field(default_factory=set)  # further pages of the section that were asked for

    @property
    def is_over(self) -> bool:
        """Nothing is open any more."""
        return self.documents == 0 and self.pages == 0

    @property
    def takes_backlog(self) -> bool:
        """Whether pages queued by earlier crawls may be asked for now."""
        return self.answer is not None and self.answer.condition not in _HOST_FAULTS

    def hold(self, pause: timedelta | None) -> None:
        """A host asked for a pause; the longest one asked for is reported."""
        if pause and (self.retry_after is None or pause > self.retry_after):
            self.retry_after = pause

    def turns_page(self, url: str) -> bool:
        """Whether the section's next page is to be read; it is then counted."""
        if url in self.turned or url == self.source.url or len(self.turned) + 1 >= self.source.selectors.pages:
            return False
        self.turned.add(url)
        return True

    def add(self, listing: Listing, new: Sequence[Link]) -> None:
        """Count what a document of this source listed."""
        if self.answer is None:
            return
        dates = [link.published for link in listing.links if link.published]
        known = [self.answer.newest_item_at] if self.answer.newest_item_at else []
        self.answer = replace(
            self.answer,
            items=self.answer.items + len(listing.links),
            new_items=self.answer.new_items + len(new),
            newest_item_at=max([*dates, *known], default=None),
            news_at=self.answer.news_at + tuple(link.published for link in new if link.published),
        )

    def outcome(self, at: datetime) -> PollOutcome:
        """What is told of the visit; a source that was never reached is `stopped`."""
        if self.answer is None:
            return PollOutcome(
                self.source.id, PollCondition.STOPPED, at, "the crawl ended before this source's turn; it stays due"
            )
        answer = replace(self.answer, at=at, retry_after=self.retry_after)
        if self.faults and answer.items == 0:
            fault = self.faults[0]
            return replace(answer, condition=fault.condition, detail=f"of the sitemaps that it names: {fault.detail}")
        if self.pages_held:
            wait = format_duration(self.retry_after) if self.retry_after else "a while"
            held = f"{self.pages_held} pages stay queued, since their host asked to wait {wait}"
            return replace(answer, detail="; ".join(filter(None, (answer.detail, held))))
        return answer
