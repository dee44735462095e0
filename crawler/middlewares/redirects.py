"""Scrapy's redirects, with a name for the chain that never ends."""

from __future__ import annotations

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.errors import RedirectLoop


class CountedRedirectMiddleware(RedirectMiddleware):
    """Raises RedirectLoop beyond REDIRECT_MAX_TIMES."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:  # it raises it for nothing else
            raise RedirectLoop(str(error)) from error
