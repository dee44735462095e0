"""Scrapy's redirects, with names for the chain that never ends and for the one that leads out of the web."""

from __future__ import annotations

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawler.errors import RedirectAstray, RedirectLoop

_REDIRECTS = (301, 302, 303, 307, 308)


class CountedRedirectMiddleware(RedirectMiddleware):
    """Raises RedirectLoop beyond REDIRECT_MAX_TIMES, RedirectAstray for a redirect to what is no web address."""

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        try:
            followed = super().process_response(request, response)
        except IgnoreRequest as error:  # it raises it for nothing else
            raise RedirectLoop(str(error)) from error
        except ValueError as error:
            raise RedirectAstray(_location(response)) from error
        if followed is response and response.status in _REDIRECTS:
            raise RedirectAstray(_location(response))
        return followed

    def _engine_started(self) -> None:
        """Scrapy's own warns in each crawl that no Referer is sent, which is as we want it."""


def _location(response: Response) -> str:
    return (response.headers.get("Location") or b"").decode("latin-1")[:200]
