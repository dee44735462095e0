"""Refuses hosts that lead into a private network, on the first request and after each redirect.

Where connections are made by this process, the resolver keeps private addresses to itself. A proxy resolves names
itself: what it is asked for is looked at before.
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request

from crawler.errors import PrivateAddress
from crawler.resolver import GuardedResolver, addresses_of, installed_resolver, is_public


class PrivateAddressMiddleware:
    """Sets the resolver's guard by ALLOW_PRIVATE_ADDRESSES, and gives its refusals their right name."""

    def __init__(self, resolver: GuardedResolver) -> None:
        self._resolver = resolver

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """How Scrapy makes it."""
        resolver = installed_resolver()
        resolver.allow_private = crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        return cls(resolver)

    async def process_request(self, request: Request) -> None:
        """Lets a proxy be in the operator's own network; raises PrivateAddress for what it must not be asked for."""
        proxy = request.meta.get("proxy")
        if not proxy:
            return
        if host := urlsplit(proxy).hostname:
            self._resolver.exempt.add(host)
        asked = urlsplit(request.url).hostname or ""
        if not self._resolver.allow_private and not all(map(is_public, await addresses_of(asked))):
            raise PrivateAddress(f"{asked} leads to a private address")

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raises PrivateAddress where "can't be resolved" means that the guard kept the address."""
        host = urlsplit(request.url).hostname or ""
        if isinstance(exception, CannotResolveHostError) and host in self._resolver.refused:
            raise PrivateAddress(f"{host} leads to a private address") from exception
