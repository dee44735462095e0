"""`scrapy crawl feed -a source=ID -O out.jsonl`: one source of this kind, or all of them."""

from __future__ import annotations

from typing import ClassVar

from crawler.spider import SourceSpider
from khabardar.vocabulary import SourceKind


class FeedSpider(SourceSpider):
    name = "feed"
    kind: ClassVar[SourceKind | None] = SourceKind.FEED
