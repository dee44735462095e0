"""The one taxonomy of what goes wrong: exceptions and statuses to a PollCondition, a sentence, and "try again?"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from service_identity.exceptions import VerificationError

from crawler.errors import (
    BodyBroken,
    BodyTooLarge,
    BrowserMissing,
    CrawlStopped,
    HostHeld,
    PrivateAddress,
    RedirectAstray,
    RedirectLoop,
    RobotsForbidden,
    RobotsUnavailable,
)
from khabardar.config.durations import format_duration
from khabardar.vocabulary import PollCondition

_TOO_LARGE = (
    "the body is above the limit; raise fetch.max_feed_megabytes for a feed, fetch.max_page_megabytes for a page"
)
_CHALLENGE_MARKS = (b"cf-chl", b"cf_chl", b"challenge-platform", b"Just a moment...", b"_Incapsula_", b"captcha")


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong with one request; `permanent` means that another try can't help."""

    condition: PollCondition
    detail: str
    permanent: bool = False


# Order matters: the first class that fits wins.
_BY_EXCEPTION: tuple[tuple[type[BaseException], Fault], ...] = (
    (CrawlStopped, Fault(PollCondition.STOPPED, "the crawl was stopped before its turn; it stays due")),
    (
        RobotsForbidden,
        Fault(
            PollCondition.ROBOTS,
            "robots.txt forbids this address; choose another, or ask the site, or set fetch.obey_robots: false",
            permanent=True,
        ),
    ),
    (
        PrivateAddress,
        Fault(
            PollCondition.PRIVATE_ADDRESS,
            "the host leads to a private or loopback address; set fetch.allow_private_addresses: true if that is meant",
            permanent=True,
        ),
    ),
    (
        RedirectLoop,
        Fault(
            PollCondition.REDIRECT_LOOP,
            "the address redirects in a circle or too often; open it in a browser and take the address it ends at",
        ),
    ),
    (
        BodyTooLarge,
        Fault(PollCondition.TOO_LARGE, _TOO_LARGE, permanent=True),
    ),
    (
        BrowserMissing,
        Fault(
            PollCondition.NO_BROWSER,
            "its pages need a browser: `pip install 'khabardar[javascript]'`, then `playwright install chromium`, or "
            "name one in fetch.browser, such as /usr/bin/chromium",
        ),
    ),
    (
        BodyBroken,
        Fault(
            PollCondition.BROKEN_CONTENT, "the compressed body is damaged or ends early; if it stays so, tell the site"
        ),
    ),
    (
        # Scrapy cancels a download for nothing but its size; a stop comes as CrawlStopped.
        DownloadCancelledError,
        Fault(PollCondition.TOO_LARGE, _TOO_LARGE, permanent=True),
    ),
    (
        CannotResolveHostError,
        Fault(PollCondition.DNS, "the host name can't be resolved; check the url for a typo, and this machine's DNS"),
    ),
    (
        DownloadTimeoutError,
        Fault(PollCondition.TIMEOUT, "no complete answer in time; raise fetch.timeout if the site is always slow"),
    ),
    (
        UnsupportedURLSchemeError,
        Fault(PollCondition.CLIENT_ERROR, "the address is neither http nor https", permanent=True),
    ),
)
_TLS = Fault(
    PollCondition.TLS,
    "the certificate or the TLS handshake is bad; check the url in a browser, and this machine's clock",
)
_CONNECTION = Fault(PollCondition.CONNECTION, "the connection was refused or broke; the site may be down or block us")


def fault_of_exception(error: BaseException) -> Fault:
    """What an errback's exception means."""
    if isinstance(error, RobotsUnavailable):
        return _robots_unavailable(error.status)
    if isinstance(error, HostHeld):
        return Fault(
            PollCondition.RATE_LIMITED,
            f"{error.host} is left alone for {format_duration(error.wait)}, since {error.why}",
        )
    if isinstance(error, RedirectAstray):
        where = f"to {error.location!r}, which is no web address" if error.location else "without an address"
        return Fault(PollCondition.CLIENT_ERROR, f"it redirects {where}; look for the new address on the site")
    for kind, fault in _BY_EXCEPTION:
        if isinstance(error, kind):
            return fault
    if any(isinstance(cause, TlsError | VerificationError) for cause in _causes(error)):
        return _TLS
    if isinstance(error, IgnoreRequest):
        return _dropped(error)
    return Fault(_CONNECTION.condition, f"{_CONNECTION.detail} ({type(error).__name__})")


def fault_of_status(status: int, body: bytes, retry_after: timedelta | None) -> Fault | None:
    """What a response's status means; None where it has content to read."""
    if status in (200, 203, 206):
        return None
    if status in (204, 205):
        return Fault(
            PollCondition.EMPTY, f"the server answers {status}: nothing; if it stays so, look for a new address"
        )
    if status == 429:
        return Fault(PollCondition.RATE_LIMITED, f"429 too many requests{_pause(retry_after)}; raise fetch.delay")
    if status >= 500:
        return _challenged(status, body) or Fault(
            PollCondition.SERVER_ERROR, f"the server answers {status}{_pause(retry_after)}; it is tried again later"
        )
    if status == 410:
        return Fault(
            PollCondition.GONE, "410 gone: the site took this address down for good; remove it", permanent=True
        )
    if status == 404:
        return Fault(PollCondition.CLIENT_ERROR, "404 not found; look for the new address on the site")
    return _challenged(status, body) or Fault(
        PollCondition.CLIENT_ERROR,
        f"the server answers {status}; open the address in a browser and mend the url",
        permanent=status in (400, 401, 405, 406, 451),
    )


def fault_of_page(asked: str, got: str, content_type: str) -> Fault | None:
    """What an answer with content says that is no article: a file, or the home page in place of what is gone."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind and not kind.startswith("text/") and "html" not in kind and "xml" not in kind:
        return Fault(PollCondition.BROKEN_CONTENT, f"not a web page but {kind}", permanent=True)
    if urlsplit(got).path in ("", "/") and urlsplit(asked).path not in ("", "/"):
        return Fault(PollCondition.GONE, "the site sends readers of this page to its home page")
    return None


def _dropped(error: BaseException) -> Fault:
    return Fault(PollCondition.CLIENT_ERROR, f"the request was dropped: {error}")


def _robots_unavailable(status: int) -> Fault:
    condition = PollCondition.RATE_LIMITED if status == 429 else PollCondition.SERVER_ERROR
    return Fault(condition, f"robots.txt answers {status}, which forbids all fetching (RFC 9309) until it is back")


def _challenged(status: int, body: bytes) -> Fault | None:
    if status not in (403, 503) or not any(mark in body for mark in _CHALLENGE_MARKS):
        return None
    detail = f"{status} with a challenge for browsers; ask the site to let this user agent in, or use its sitemap"
    return Fault(PollCondition.CLIENT_ERROR, detail)


def _pause(retry_after: timedelta | None) -> str:
    return f", asks to wait {format_duration(retry_after)}" if retry_after else ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it was raised from, and what Twisted packed into its list of reasons."""
    yield error
    for reason in getattr(error, "reasons", ()):
        yield from _causes(reason.value)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
