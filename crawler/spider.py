"""The base of all spiders here: visits sources, tells the desk what they list, then fetches the pages that are new."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.answers import body_hash, conditional_headers, header
from crawler.articles import article_from_feed
from crawler.browser.settings import browser_settings
from crawler.conditions import Fault, fault_of_exception, fault_of_status
from crawler.errors import CrawlStopped, HostHeld
from crawler.looks import failed_look, look_at, page_headers, same_address
from crawler.middlewares.retry_after import RETRY_AFTER
from crawler.orders import Orders, orders_from_project
from crawler.outcomes import listed, unchanged
from crawler.pages import read_answer
from crawler.pool import WorkerError
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.feed import read_feed
from crawler.reading.rules import ruled
from crawler.reading.section import read_section
from crawler.reading.sitemap import read_sitemap
from crawler.settings import fetch_settings
from crawler.visit import Visit
from khabardar.records import Article, FetchFailure, KnownPage, Link, PollOutcome
from khabardar.vocabulary import PageCondition, PollCondition, SourceKind

Reader = Callable[[Document, Origin], Listing]
READERS: Mapping[SourceKind, Reader] = {
    SourceKind.FEED: read_feed,
    SourceKind.SITEMAP: read_sitemap,
    SourceKind.SECTION: read_section,
}
_ACCEPT_LIST = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"
# Redirects are not in it: they are followed. 304 and faults come to the callbacks, which know what they mean.
_STATUSES = [304, *range(400, 600)]
_FIRST = 10  # priority: every source before any page
_LAST = -10  # pages that are known, after all that are new
_MOST_STEPS = 2  # pages on the way to an article that only send their reader on
_QUEUED_FAULTS = (PollCondition.STOPPED, PollCondition.RATE_LIMITED)  # no fault of the page's: no try is counted


class SourceSpider(scrapy.Spider):
    """Takes its `Orders` from the scheduler, or makes them from config.yaml and `-a source=ID`.

    Articles go to the desk; they are items as well where somebody runs `scrapy crawl` by hand.
    """

    kind: ClassVar[SourceKind | None] = None
    orders: Orders

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, *args: Any, orders: Orders | None = None, source: str | None = None, **kwargs: Any
    ) -> Self:
        """Raises ConfigError or UsageError where config.yaml gives nothing to do."""
        orders = orders or orders_from_project(cls.kind, source)
        # The priority of a spider's own settings: `-s NAME=VALUE` on the command line still wins.
        crawler.settings.setdict(fetch_settings(orders.fetch), priority="spider")
        if any(source.javascript for source in orders.sources):
            crawler.settings.setdict(browser_settings(orders.fetch), priority="spider")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.orders = orders
        spider._visits = [Visit(source, orders.desk.state_of(source.id)) for source in orders.sources]
        spider._asked = set()
        spider._pages_of = Counter()
        return spider

    _visits: list[Visit]
    _asked: set[str]  # pages that this crawl asked for, whichever source named them
    _pages_of: Counter[str]  # how many of them a host has

    def now(self) -> datetime:
        """The crawl's clock, which the middlewares use too."""
        return self.orders.now()

    async def start(self) -> AsyncIterator[Any]:
        """One request a source."""
        for visit in tuple(self._visits):  # visits end, and leave the list, while this goes on
            headers = conditional_headers(visit.state, self.now())
            visit.asks_in_full = not headers
            yield self._document_request(visit, visit.source.url, headers)

    def closed(self, reason: str) -> None:
        """Report the sources whose visit was cut short; their queued pages stay queued."""
        for visit in tuple(self._visits):
            self._report(visit)
        if self.orders.own_pool:
            self.orders.pool.close()

    # The source's own documents.

    def _document_request(self, visit: Visit, url: str, headers: Mapping[str, str]) -> Request:
        visit.documents += 1
        return Request(
            url,
            callback=self.document_answered,
            errback=self.document_failed,
            headers={"Accept": _ACCEPT_LIST, **headers},
            cb_kwargs={"visit": visit},
            meta={
                "handle_httpstatus_list": _STATUSES,
                "dont_cache": True,
                # Not feeds and sitemaps: a browser would show them, and not give them.
                "playwright": visit.source.javascript and visit.source.kind is SourceKind.SECTION,
                "download_maxsize": int(self.orders.fetch.max_feed_megabytes * 1024 * 1024),
            },
            dont_filter=True,
            priority=_FIRST,
        )

    async def document_answered(self, response: Response, visit: Visit) -> AsyncIterator[Request | Article]:
        """A feed, sitemap or section page came, or a status that says why not."""
        try:
            listing = await self._listing(response, visit)
            async for request in self._follow_up(visit, listing):
                yield request
        finally:
            self._document_done(visit)

    async def document_failed(self, failure: Failure) -> AsyncIterator[Request | Article]:
        """It could not be had at all."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        try:
            if isinstance(failure.value, HostHeld):
                visit.hold(failure.value.wait)
            self._fault(visit, fault_of_exception(_raised(failure)), None)
            async for request in self._follow_up(visit, None):
                yield request
        finally:
            self._document_done(visit)

    async def _listing(self, response: Response, visit: Visit) -> Listing | None:
        """What the answer lists; None where there is nothing to read. Sets the visit's answer."""
        pause = response.request.meta.get(RETRY_AFTER) if response.request else None
        visit.hold(pause)
        if response.status == 304:
            visit.answer = visit.answer or unchanged(visit, response, self.now())
            return None
        if fault := fault_of_status(response.status, response.body, pause):
            self._fault(visit, fault, response.status)
            return None
        if visit.answer is None and body_hash(response) == visit.state.body_hash:
            visit.answer = unchanged(visit, response, self.now())
            return None
        listing = await self._read(response, visit)
        if not listing.condition.is_success:
            self._fault(visit, Fault(listing.condition, listing.detail), response.status)
            return None
        if visit.answer is None:
            visit.answer = listed(visit, response, listing, self.now())
        return listing

    async def _read(self, response: Response, visit: Visit) -> Listing:
        source = visit.source
        document = Document(response.body, response.url, header(response, "Content-Type") or "")
        origin = Origin(source.id, self.now(), source.timezone, source.language, source.selectors)
        try:
            return ruled(await self.orders.pool.run(READERS[source.kind], document, origin), source.rules)
        except WorkerError as error:
            return Listing(PollCondition.BROKEN_CONTENT, f"the reader failed on it: {error}")

    async def _follow_up(self, visit: Visit, listing: Listing | None) -> AsyncIterator[Request | Article]:
        """Queue what is listed, then ask for it; after the last document, for what earlier crawls left."""
        if listing is not None:
            for child in listing.children:
                yield self._document_request(visit, child, {})
            new = await self.orders.desk.found(visit.source.id, listing.links)
            visit.add(listing, new)
            if new and listing.next and visit.turns_page(listing.next):
                yield self._document_request(visit, listing.next, {})
            for request in self._page_requests(visit, new):
                yield request
        if visit.documents == 1 and visit.takes_backlog:
            # The new ones are among them by now; each page is asked for once a crawl.
            for request in self._page_requests(visit, await self.orders.desk.unfetched(visit.source.id)):
                yield request
            for known in await self.orders.desk.known_pages(visit.source.id):
                if known.link.url not in self._asked and self._has_room(known.link.url):
                    self._asked.add(known.link.url)
                    yield self._look_request(visit, known)

    def _document_done(self, visit: Visit) -> None:
        visit.documents -= 1
        self._report_if_over(visit)

    def _fault(self, visit: Visit, fault: Fault, status: int | None) -> None:
        if visit.answer is not None:
            visit.faults.append(fault)
        elif fault.condition is not PollCondition.STOPPED:
            visit.answer = PollOutcome(visit.source.id, fault.condition, self.now(), fault.detail, status)

    # The pages that they name.

    def _page_requests(self, visit: Visit, links: Iterable[Link]) -> Iterator[Request | Article]:
        for link in links:
            if visit.pages_asked >= self.orders.fetch.max_articles_per_source:
                return
            if link.url in self._asked:
                continue
            if not link.has_page:
                yield from self._told_by_feed(visit, link)
                continue
            if not self._has_room(link.url):
                continue
            self._asked.add(link.url)
            visit.pages_asked += 1
            yield self._page_request(visit, link, link.url)

    def _told_by_feed(self, visit: Visit, link: Link) -> Iterator[Article]:
        """An item that has no page: what the feed says of it is all there is."""
        self._asked.add(link.url)
        article = article_from_feed(visit.source, link, self.now(), "the feed's item has no page")
        if article is None:
            self.orders.desk.failed(FetchFailure(link.url, visit.source.id, "the item has no page and no text", True))
        else:
            yield from self._kept(article)

    def _kept(self, article: Article | None) -> Iterator[Article]:
        """Hands an article to the desk, where there is one; gives it back as an item only for `scrapy crawl`."""
        if article is not None:
            self.orders.desk.fetched(article)
            if self.orders.own_pool:
                yield article

    def _page_request(self, visit: Visit, link: Link, url: str, steps: int = 0) -> Request:
        visit.pages += 1
        return Request(
            url,
            callback=self.page_answered,
            errback=self.page_failed,
            cb_kwargs={"visit": visit, "link": link},
            meta={"handle_httpstatus_list": _STATUSES, "steps": steps, "playwright": visit.source.javascript},
            dont_filter=True,
        )

    def _look_request(self, visit: Visit, known: KnownPage) -> Request:
        visit.pages += 1
        return Request(
            known.link.url,
            callback=self.look_answered,
            errback=self.look_failed,
            headers=page_headers(known),
            cb_kwargs={"visit": visit, "known": known},
            meta={"handle_httpstatus_list": _STATUSES, "dont_cache": True, "playwright": visit.source.javascript},
            dont_filter=True,
            priority=_LAST,
        )

    def _has_room(self, url: str) -> bool:
        """Counts the page, if its host was not asked for as many as a cycle may; the others stay queued."""
        host = urlsplit(url).hostname or ""
        if self._pages_of[host] >= self.orders.fetch.max_pages_per_host:
            return False
        self._pages_of[host] += 1
        return True

    async def page_answered(self, response: Response, visit: Visit, link: Link) -> AsyncIterator[Request | Article]:
        """An article's page came, or a status that says why not."""
        try:
            visit.hold(response.request.meta.get(RETRY_AFTER) if response.request else None)
            answer = await read_answer(self.orders, response, visit.source, link)
            if answer.sends_to and response.meta["steps"] < _MOST_STEPS:
                yield self._page_request(visit, link, answer.sends_to, response.meta["steps"] + 1)
                return
            article = answer.article
            if answer.fault:
                article = self._without_page(visit, link, answer.fault, answer.page)
            for item in self._kept(article):
                yield item
        finally:
            self._page_done(visit)

    async def page_failed(self, failure: Failure) -> AsyncIterator[Article]:
        """It could not be had at all."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        link: Link = failure.request.cb_kwargs["link"]  # type: ignore[attr-defined]
        try:
            if isinstance(failure.value, HostHeld):
                visit.hold(failure.value.wait)
            article = self._without_page(visit, link, fault_of_exception(_raised(failure)))
            for item in self._kept(article):
                yield item
        finally:
            self._page_done(visit)

    async def look_answered(self, response: Response, visit: Visit, known: KnownPage) -> AsyncIterator[Article]:
        """A known page came again, or word that it is as it was."""
        try:
            visit.hold(response.request.meta.get(RETRY_AFTER) if response.request else None)
            article, is_live = None, known.is_live
            if response.status != 304:
                answer = await read_answer(self.orders, response, visit.source, known.link)
                article, is_live = same_address(answer.article, known), answer.is_live
            self.orders.desk.reread(look_at(response, known, is_live, self.now()), article)
            if article is not None and self.orders.own_pool:
                yield article
        finally:
            self._page_done(visit)

    async def look_failed(self, failure: Failure) -> None:
        """It could not be had this time: what is stored stands."""
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        known: KnownPage = failure.request.cb_kwargs["known"]  # type: ignore[attr-defined]
        try:
            if isinstance(failure.value, HostHeld):
                visit.hold(failure.value.wait)
            elif not isinstance(failure.value, CrawlStopped):
                self.orders.desk.reread(failed_look(known, self.now()), None)
        finally:
            self._page_done(visit)

    def _without_page(
        self, visit: Visit, link: Link, fault: Fault, page: PageCondition | None = None
    ) -> Article | None:
        """The feed's own words where the page is given up; else the desk is told, and the link stays queued."""
        if fault.condition in _QUEUED_FAULTS:
            visit.pages_held += fault.condition is PollCondition.RATE_LIMITED
            return None
        is_last_try = fault.permanent or link.tries + 1 >= self.orders.fetch.article_tries
        article = article_from_feed(visit.source, link, self.now(), fault.detail) if is_last_try else None
        if article is None:
            failure = FetchFailure(link.url, visit.source.id, fault.detail, fault.permanent, page)
            self.orders.desk.failed(failure)
        return article

    def _page_done(self, visit: Visit) -> None:
        visit.pages -= 1
        self._report_if_over(visit)

    # The end of a visit.

    def _report_if_over(self, visit: Visit) -> None:
        if visit.is_over:
            self._report(visit)

    def _report(self, visit: Visit) -> None:
        if visit in self._visits:
            self._visits.remove(visit)
            outcome = visit.outcome(self.now())
            if self.orders.own_pool:  # by hand: nobody else tells
                said = (visit.source.id, outcome.condition, outcome.new_items, outcome.detail)
                self.logger.info("%s: %s, %d new. %s", *said)
            self.orders.desk.polled(outcome)


def _raised(failure: Failure) -> BaseException:
    """Twisted types the value as optional; in an errback it never is."""
    return failure.value or RuntimeError("failed without an exception")
