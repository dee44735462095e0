"""An article page's answer, to an article or to why there is none: what the spider makes of it, without requests."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import cast

from scrapy.http import Response

from crawler.answers import header, http_facts
from crawler.articles import Page, article_from_page, words_of
from crawler.conditions import Fault, fault_of_page, fault_of_status
from crawler.middlewares.retry_after import RETRY_AFTER
from crawler.orders import Orders
from crawler.pool import WorkerError
from crawler.reading.documents import PageFacts
from crawler.reading.page import read_page
from crawler.reading.rules import takes_language
from khabardar.records import Article, ArticleSelectors, Link, Source
from khabardar.vocabulary import PageCondition, PollCondition

log = logging.getLogger(__name__)
_NO_SELECTORS = ArticleSelectors()
_WALLS_THAT_STAY = (
    PageCondition.PAYWALL,
    PageCondition.SOFT_404,
    PageCondition.LOGIN,
    PageCondition.HIDDEN_ADDRESS,
)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """Either `article`, or `fault`; or `sends_to`, the address to ask in this one's place."""

    article: Article | None = None
    fault: Fault | None = None
    page: PageCondition | None = None
    sends_to: str | None = None
    is_live: bool = False


async def read_answer(orders: Orders, response: Response, source: Source, link: Link) -> PageAnswer:
    """What a page's answer is worth."""
    pause = response.request.meta.get(RETRY_AFTER) if response.request else None
    content_type = header(response, "Content-Type") or ""
    fault = fault_of_status(response.status, response.body, pause) or fault_of_page(
        link.url, response.url, content_type
    )
    if fault:
        return PageAnswer(fault=fault)
    facts = await _facts(orders, response, source, content_type)
    if facts is None:
        return PageAnswer(fault=Fault(PollCondition.BROKEN_CONTENT, "the reader failed on the page"))
    if facts.sends_to:
        return PageAnswer(sends_to=facts.sends_to, fault=_no_text(facts), page=facts.condition)
    article = article_from_page(source, link, Page(facts, http_facts(response)), orders.now())
    if article is None:
        return PageAnswer(fault=_no_text(facts), page=facts.condition)
    if not takes_language(article.language, source.rules):
        detail = f"the source's rules leave out articles in this language ({article.language})"
        return PageAnswer(fault=Fault(PollCondition.EMPTY, detail, permanent=True), page=facts.condition)
    return PageAnswer(article, is_live=facts.is_live, page=facts.condition)


async def _facts(orders: Orders, response: Response, source: Source, content_type: str) -> PageFacts | None:
    today = orders.now().date()
    selectors = next((one for one in source.article if one.valid_on(today)), _NO_SELECTORS)
    arguments = (response.body, response.url, content_type, source.timezone, source.language, selectors)
    try:
        return cast("PageFacts", await orders.pool.run(read_page, *arguments))
    except WorkerError as error:
        log.warning("the reader failed on %s: %s", response.url, error)
        return None


def _no_text(facts: PageFacts) -> Fault:
    """A wall that stands today stands tomorrow; a page without text may be one that is still being written."""
    words = words_of(facts.condition if facts.condition is not PageCondition.READ else PageCondition.NO_TEXT)
    return Fault(PollCondition.EMPTY, words, permanent=facts.condition in _WALLS_THAT_STAY)
