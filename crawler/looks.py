"""Known pages, read again: what is asked, what is reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scrapy.http import Response

from crawler.answers import header
from khabardar.identity import article_id
from khabardar.records import Article, KnownPage, PageLook


def page_headers(known: KnownPage) -> dict[str, str]:
    """If-None-Match, else If-Modified-Since: the same as for a source's own documents."""
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


def look_at(response: Response, known: KnownPage, is_live: bool, now: datetime) -> PageLook:
    """What the answer leaves behind; one that is no success leaves the validators as they were."""
    if response.status == 200:
        return PageLook(known.link.url, now, header(response, "ETag"), header(response, "Last-Modified"), is_live)
    return replace(failed_look(known, now), is_live=is_live and response.status == 304)


def failed_look(known: KnownPage, now: datetime) -> PageLook:
    """It counts as a look, or a page that is gone would be asked for in every cycle."""
    return PageLook(known.link.url, now, known.etag, known.last_modified, known.is_live)


def same_address(article: Article | None, known: KnownPage) -> Article | None:
    """Under the address that it is known by, whatever the page calls itself now; a page, never the feed's words."""
    if article is None or article.text_origin != "page":
        return None
    return replace(article, id=article_id(known.link.url), url=known.link.url, addresses=())
