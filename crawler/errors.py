"""Why a request got no usable response, beyond what Scrapy's own exceptions say.

They derive from IgnoreRequest: Scrapy hands them to the errback without a traceback or a retry.

IgnoreRequest
├── RobotsForbidden     robots.txt names this address
├── RobotsUnavailable   robots.txt answers with a server error: RFC 9309 forbids everything meanwhile
├── PrivateAddress      the host is, or resolves to, an address inside a private network
├── RedirectLoop        more redirects than REDIRECT_MAX_TIMES
├── RedirectAstray      a redirect without an address, or to what is no http address
├── BodyTooLarge        the body is above the limit once unpacked
├── BodyBroken          the compressed body ends early
├── BrowserMissing      a source wants its pages opened in a browser, and there is none
├── HostHeld            the host asked for a pause longer than this crawl can wait
└── CrawlStopped        the crawl was told to stop: no fault of the page's
"""

from __future__ import annotations

from datetime import timedelta

from scrapy.exceptions import IgnoreRequest


class RobotsForbidden(IgnoreRequest):
    pass


class RobotsUnavailable(IgnoreRequest):
    def __init__(self, status: int) -> None:
        super().__init__(f"robots.txt answered {status}")
        self.status = status


class PrivateAddress(IgnoreRequest):
    pass


class RedirectLoop(IgnoreRequest):
    pass


class RedirectAstray(IgnoreRequest):
    def __init__(self, location: str) -> None:
        super().__init__(f"a redirect to {location!r}")
        self.location = location


class BodyTooLarge(IgnoreRequest):
    pass


class BodyBroken(IgnoreRequest):
    pass


class BrowserMissing(IgnoreRequest):
    pass


class HostHeld(IgnoreRequest):
    def __init__(self, host: str, wait: timedelta, why: str) -> None:
        super().__init__(f"{host} asked to wait {wait}: {why}")
        self.host = host
        self.wait = wait
        self.why = why


class CrawlStopped(IgnoreRequest):
    pass
