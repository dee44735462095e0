"""`scrapy crawl watch`: sources of every kind in one crawl, so that each host has one pace. What the scheduler runs."""

from __future__ import annotations

from crawler.spider import SourceSpider


class WatchSpider(SourceSpider):
    name = "watch"
