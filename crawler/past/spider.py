"""Fills the past of sources: reads the lists of older articles, queues what may be of the days, and fetches it.

Lists come first. All else is as ever: robots.txt, one request at a time to a host, its pace, its holds. What
was read and what was queued is kept by the desk, so that the next round goes on where this one ended.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.answers import header
from crawler.conditions import Fault, fault_of_exception, fault_of_status
from crawler.errors import HostHeld
from crawler.past.days import is_before, page_may_be_of
from crawler.past.orders import PastOrders, Way
from crawler.past.reading import PastListing, read_past_sitemap, read_wayback_index, sitemaps_of_robots
from crawler.pool import WorkerError
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.rules import ruled
from crawler.spider import READERS, SourceSpider
from crawler.visit import Visit
from khabardar.errors import UsageError
from khabardar.records import Article, Link, PollOutcome
from khabardar.vocabulary import PollCondition

_STATUSES = [304, *range(400, 600)]
_FIRST = 10  # priority: lists before pages
_CDX_ROWS = 5000
_GIVEN_UP = (PollCondition.CLIENT_ERROR, PollCondition.GONE)


class PastSpider(SourceSpider):
    """Needs `Orders` with `past`: `khabardar run --since … --until … --source ID` gives them."""

    name = "past"
    past: PastOrders

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Raises UsageError without orders for the past."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider.orders.past is None:
            raise UsageError("the past is filled by `khabardar run --since DAY --until DAY --source ID`")
        spider.past = spider.orders.past
        spider._lists = set(spider.past.done)
        spider._last_page = {}
        spider._to_captures = []
        spider._captured = set()
        return spider

    _lists: set[str]  # asked for, in this round or before
    _last_page: dict[str, frozenset[str]]  # source -> addresses on its last page: some sites have no end of pages
    _captured: set[str]  # pages whose capture was asked for
    _to_captures: list[tuple[Visit, Link]]  # pages that are gone from their site, and may be in the Wayback Machine

    async def start(self) -> AsyncIterator[Any]:
        """The first list of each way, then the pages that earlier rounds queued."""
        for visit in tuple(self._visits):
            visit.answer = PollOutcome(visit.source.id, PollCondition.OK, self.now())
            visit.documents += 1  # a visit ends with its last open request, and none may be open yet
            for request in self._first_lists(visit):
                yield request
            for page in self._page_requests(visit, await self.orders.desk.unfetched(visit.source.id)):
                yield page
            self._document_done(visit)

    def _first_lists(self, visit: Visit) -> Iterator[Request]:
        source = visit.source
        if Way.SITEMAPS in self.past.ways:
            if source.archive.sitemaps:
                for url in source.archive.sitemaps:
                    yield from self._list_request(visit, Way.SITEMAPS, url)
            else:
                yield from self._list_request(visit, Way.SITEMAPS, urljoin(source.url, "/robots.txt"))
        if Way.PAGES in self.past.ways and source.archive.pages:
            # The last page read comes again: where all pages are the same, only the one before shows it.
            number = self._first_unread_page(visit)
            self._lists.discard(_page(visit, number - 1))
            yield from self._list_request(visit, Way.PAGES, _page(visit, max(number - 1, 1)), max(number - 1, 1))
        if Way.WAYBACK in self.past.ways:
            yield from self._list_request(visit, Way.WAYBACK, self._index_url(visit, None))

    def _first_unread_page(self, visit: Visit) -> int:
        number = 1
        while _page(visit, number) in self._lists:
            number += 1
        return number

    def _index_url(self, visit: Visit, resume: str | None) -> str:
        days = self.past.days
        query = {
            "url": visit.source.archive.wayback or urlsplit(visit.source.url).hostname,
            "matchType": "prefix",
            "from": f"{days.first:%Y%m%d}",
            "to": f"{days.last:%Y%m%d}",
            "output": "json",
            "fl": "timestamp,original",
            "filter": ["statuscode:200", "mimetype:text/html"],
            "collapse": "urlkey",
            "limit": _CDX_ROWS,
            "showResumeKey": "true",
        } | ({"resumeKey": resume} if resume else {})
        return f"{self.past.wayback_url.rstrip('/')}/cdx/search/cdx?{urlencode(query, doseq=True)}"

    def _list_request(self, visit: Visit, way: Way, url: str, number: int = 0) -> Iterator[Request]:
        if url in self._lists:
            return
        self._lists.add(url)
        visit.documents += 1
        yield Request(
            url,
            callback=self.list_answered,
            errback=self.list_failed,
            cb_kwargs={"visit": visit, "way": way, "number": number},
            meta={
                "handle_httpstatus_list": _STATUSES,
                "dont_cache": True,
                "dont_obey_robotstxt": url.endswith("/robots.txt"),
                "download_maxsize": int(self.orders.fetch.max_feed_megabytes * 1024 * 1024),
            },
            dont_filter=True,
            priority=_FIRST,
        )

    async def list_answered(
        self, response: Response, visit: Visit, way: Way, number: int
    ) -> AsyncIterator[Request | Article]:
        """A list came, or a status that says why not."""
        try:
            asked = response.request.url if response.request else response.url
            is_robots = asked.endswith("/robots.txt")
            fault = None if is_robots else fault_of_status(response.status, response.body, None)
            if fault and way is Way.PAGES and fault.condition in _GIVEN_UP and number > 1:
                return  # beyond the last page
            listing = PastListing(fault=fault.detail) if fault else await self._list_read(response, visit, way)
            if listing.fault:
                self.past.list_failed(asked, listing.fault)
                return
            new = await self.orders.desk.found(visit.source.id, listing.links)
            # Lists of lists are read in each round: what they name may have been cut short by the round's end.
            is_new = asked not in self.past.done and not listing.children and not is_robots
            if is_new and (listing.listed or way is not Way.PAGES):
                self.past.list_read(asked, len(listing.links))
            for request in self._further_lists(visit, way, number, listing):
                yield request
            for page in self._page_requests(visit, new):
                yield page
        finally:
            self._document_done(visit)

    async def list_failed(self, failure: Failure) -> None:
        """It could not be had at all."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.cb_kwargs["visit"]
        try:
            if isinstance(failure.value, HostHeld):
                visit.hold(failure.value.wait)
            fault = fault_of_exception(failure.value or RuntimeError("failed without an exception"))
            if fault.condition is not PollCondition.STOPPED:
                self.past.list_failed(request.url, fault.detail)
        finally:
            self._document_done(visit)

    async def _list_read(self, response: Response, visit: Visit, way: Way) -> PastListing:
        source, days = visit.source, self.past.days
        document = Document(response.body, response.url, header(response, "Content-Type") or "")
        origin = Origin(source.id, self.now(), source.timezone, source.language, source.selectors)
        if response.url.endswith("/robots.txt"):
            return sitemaps_of_robots(document if response.status == 200 else replace(document, body=b""))
        try:
            if way is Way.PAGES:
                return self._of_page(visit, await self.orders.pool.run(READERS[source.kind], document, origin))
            if way is Way.WAYBACK:
                listing = await self.orders.pool.run(read_wayback_index, document, origin, days, source.url)
            else:
                listing = await self.orders.pool.run(read_past_sitemap, document, origin, days)
        except WorkerError as error:
            return PastListing(fault=f"the reader failed on it: {error}")
        return replace(listing, links=ruled(Listing(PollCondition.OK, links=listing.links), source.rules).links)

    def _of_page(self, visit: Visit, listing: Listing) -> PastListing:
        """An older page of a section or feed, read as the source's own; without links it is the last."""
        source, days = visit.source, self.past.days
        links = ruled(listing, source.rules).links
        urls = frozenset(link.url for link in links)
        if urls == self._last_page.get(source.id) or all(is_before(days, link.url, link.published) for link in links):
            return PastListing(listed=0)
        self._last_page[source.id] = urls
        kept = (link for link in links if page_may_be_of(days, link.url, link.published, None))
        return PastListing(tuple(replace(link, of_past=True) for link in kept), listed=len(links))

    def _further_lists(self, visit: Visit, way: Way, number: int, listing: PastListing) -> Iterator[Request]:
        for child in listing.children:
            yield from self._list_request(visit, way, child)
        if way is Way.PAGES and listing.listed:
            yield from self._list_request(visit, way, _page(visit, number + 1), number + 1)
        if way is Way.WAYBACK and listing.resume:
            yield from self._list_request(visit, way, self._index_url(visit, listing.resume))

    # Pages that are gone: what the Wayback Machine kept of them.

    async def page_answered(self, response: Response, visit: Visit, link: Link) -> AsyncIterator[Request | Article]:
        """As ever; a page kept by the Wayback Machine is read as if it came from its own address."""
        if response.meta.get("is_capture"):
            response = response.replace(url=link.url)
        visit.pages += 1  # stays open until the page's captures are asked for
        async for result in super().page_answered(response, visit, link):
            yield result
        for request in self._capture_requests():
            yield request
        self._page_done(visit)

    def _without_page(self, visit: Visit, link: Link, fault: Fault, *rest: Any) -> Article | None:
        may_be_kept = Way.WAYBACK in self.past.ways and fault.condition in _GIVEN_UP
        if may_be_kept and link.url not in self._captured:
            self._captured.add(link.url)
            self._to_captures.append((visit, link))
            return None
        return super()._without_page(visit, link, fault, *rest)

    def _capture_requests(self) -> Iterator[Request]:
        while self._to_captures:
            visit, link = self._to_captures.pop()
            base, day = self.past.wayback_url.rstrip("/"), self.past.days.last
            request = self._page_request(visit, link, f"{base}/web/{day:%Y%m%d}id_/{link.url}")
            request.meta["is_capture"] = True
            yield request


def _page(visit: Visit, number: int) -> str:
    return (visit.source.archive.pages or "").replace("{page}", str(number))
