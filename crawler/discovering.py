"""A polite look around one site for its feeds and sitemaps: what `khabardar sources test` does.

    found = await discover("https://paper.example/", config.fetch, pool, now)

A few requests, one after the other, through the same robots.txt, delays and limits as every crawl.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.http import Request, Response

from crawler.answers import header
from crawler.conditions import fault_of_exception, fault_of_status
from crawler.desk import MemoryDesk
from crawler.discovery import (
    Candidate,
    Finding,
    SiteFacts,
    facts_of,
    home_of,
    named_by_page,
    named_by_robots,
    newest_of,
    section_selector,
    usual,
)
from crawler.orders import Orders
from crawler.pages import read_answer
from crawler.pool import WorkerError, WorkerPool
from crawler.reading.documents import Document, Listing, Origin
from crawler.reading.feed import read_feed
from crawler.reading.section import read_section
from crawler.reading.sitemap import read_sitemap
from crawler.run import crawl_settings
from crawler.settings import fetch_settings
from crawler.twisted_log import log_twisted_to_python
from khabardar.config.models import FetchConfig
from khabardar.records import Link, Selectors, Source
from khabardar.vocabulary import PollCondition, SourceKind

_READERS = {SourceKind.FEED: read_feed, SourceKind.SITEMAP: read_sitemap, SourceKind.SECTION: read_section}
_MOST_CANDIDATES = 6  # of one kind
_PAGES_TRIED = 2
_ACCEPT_ANY = [304, *range(400, 600)]


@dataclass
class Discovered:
    """What was found, the best first. `fault`: why the given address could not be read, in words."""

    url: str
    site: SiteFacts = field(default_factory=SiteFacts)
    findings: list[Finding] = field(default_factory=list)
    fault: str = ""


async def discover(url: str, fetch: FetchConfig, pool: WorkerPool, now: Callable[[], datetime]) -> Discovered:
    """Look at `url`, at its site's home page, at robots.txt, and at what they name. Needs a running reactor."""
    log_twisted_to_python()
    found = Discovered(url)
    runner = AsyncCrawlerRunner(crawl_settings())
    orders = Orders((), MemoryDesk(), fetch, pool, now)
    await runner.crawl(runner.create_crawler(DiscoverySpider), orders=orders, found=found)
    return found


class DiscoverySpider(scrapy.Spider):
    """Asks one address after the other, since each answer decides what is asked next."""

    name = "discovery"
    orders: Orders
    found: Discovered

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, orders: Orders, found: Discovered, **kwargs: Any) -> Any:
        """How Scrapy makes it."""
        crawler.settings.setdict(fetch_settings(orders.fetch), priority="spider")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.orders, spider.found = orders, found
        return spider

    def now(self) -> datetime:
        """The clock that the middlewares use."""
        return self.orders.now()

    async def start(self) -> AsyncIterator[Any]:
        """The whole errand; nothing is left to callbacks."""
        await self._look_around()
        return
        yield  # what makes it a generator, as Scrapy wants it

    async def _look_around(self) -> None:
        url = self.found.url
        response = await self._asked(url)
        if response is None:
            return
        self.found.url = response.url
        for kind in (SourceKind.FEED, SourceKind.SITEMAP):
            given = await self._judged(Candidate(response.url, kind, "the address given"), response)
            if given.is_usable:
                self.found.findings.append(given)
                return
        page = _document(response)
        self.found.site = facts_of(page)
        candidates = named_by_page(page)
        if not candidates and response.url != home_of(response.url) and (home := await self._asked(home_of(url))):
            candidates = named_by_page(_document(home))
        await self._try(candidates or usual(response.url, SourceKind.FEED), first_only=not candidates)
        await self._sitemaps(response.url)
        if not any(finding.is_usable for finding in self.found.findings):
            await self._section(page, response)
        self.found.findings.sort(key=_worth)

    async def _sitemaps(self, url: str) -> None:
        robots = await self._asked(f"{home_of(url)}robots.txt", dont_obey_robotstxt=True)
        named = named_by_robots(robots.text, robots.url) if robots is not None and hasattr(robots, "text") else []
        await self._try(named or usual(url, SourceKind.SITEMAP), first_only=not named)

    async def _section(self, page: Document, response: Response) -> None:
        """A page of links, for a site that has neither."""
        selector = section_selector(page)
        if selector:
            candidate = Candidate(response.url, SourceKind.SECTION, "the site names no feed, so the page itself")
            self.found.findings.append(replace(await self._judged(candidate, response, selector), selector=selector))

    async def _try(self, candidates: list[Candidate], *, first_only: bool) -> None:
        """`first_only`: of addresses that are only guessed, the first that answers is enough."""
        for candidate in candidates[: len(candidates) if first_only else _MOST_CANDIDATES]:
            response = await self._asked(candidate.url)
            if response is None:
                if not first_only:
                    self.found.findings.append(
                        Finding(candidate, PollCondition.CLIENT_ERROR, self.found.fault or "it does not answer")
                    )
                continue
            finding = await self._judged(candidate, response)
            if finding.is_usable or not first_only:
                self.found.findings.append(finding)
            if finding.is_usable and first_only:
                return

    async def _judged(self, candidate: Candidate, response: Response, selector: str | None = None) -> Finding:
        """What it lists, and whether two of its articles can be read."""
        listing = await self._read(_document(response), candidate, selector)
        if listing.children and (child := await self._asked(listing.children[0])):
            listing = await self._read(_document(child), candidate, selector)
        finding = Finding(
            replace(candidate, url=response.url),
            listing.condition,
            listing.detail,
            items=len(listing.links),
            newest=newest_of(listing.links),
        )
        return await self._with_pages(finding, listing.links[:_PAGES_TRIED]) if finding.is_usable else finding

    async def _with_pages(self, finding: Finding, links: tuple[Link, ...]) -> Finding:
        lengths, faults = [], []
        source = Source("test", "", finding.candidate.kind, finding.candidate.url, "")
        for link in links:
            if not link.has_page:
                lengths.append(len(link.content or ""))
                continue
            response = await self._asked(link.url)
            if response is None:
                lengths.append(0)
                faults.append(self.found.fault)
                continue
            answer = await read_answer(self.orders, response, source, link)
            lengths.append(len(answer.article.text) if answer.article else 0)
            if answer.fault or (answer.article and answer.article.remark):
                faults.append(answer.fault.detail if answer.fault else str(answer.article and answer.article.remark))
        return replace(finding, pages=tuple(lengths), page_faults=tuple(dict.fromkeys(filter(None, faults))))

    async def _read(self, document: Document, candidate: Candidate, selector: str | None) -> Listing:
        origin = Origin("test", self.now(), selectors=Selectors(list=selector or "a"))
        try:
            return await self.orders.pool.run(_READERS[candidate.kind], document, origin)
        except WorkerError as error:
            return Listing(PollCondition.BROKEN_CONTENT, f"the reader failed on it: {error}")

    async def _asked(self, url: str, **meta: Any) -> Response | None:
        """None: `found.fault` says why."""
        more = {"handle_httpstatus_list": _ACCEPT_ANY, "download_maxsize": self._most_bytes(), **meta}
        try:
            request = Request(url, meta=more, dont_filter=True, callback=scrapy.http.request.NO_CALLBACK)
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # Scrapy's download errors have no common class
            self.found.fault = fault_of_exception(error).detail
            return None
        fault = fault_of_status(response.status, response.body, None)
        self.found.fault = fault.detail if fault else ""
        return None if fault else response

    def _most_bytes(self) -> int:
        return int(self.orders.fetch.max_feed_megabytes * 1024 * 1024)


def _document(response: Response) -> Document:
    return Document(response.body, response.url, header(response, "Content-Type") or "")


def _worth(finding: Finding) -> tuple[bool, bool, int, int]:
    """Usable before broken, readable before not, feeds before sitemaps, then more items."""
    kinds = list(SourceKind)
    return (not finding.is_usable, not any(finding.pages), kinds.index(finding.candidate.kind), -finding.items)
