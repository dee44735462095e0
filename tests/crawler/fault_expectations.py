"""What comes of each fault of `tests/servers/fault_server.py`, by the kind of document that has it."""

from __future__ import annotations

KINDS = ("feed", "sitemap", "section", "page")


def expected(fault: str, kind: str) -> str:
    """The condition of a source whose list has the fault; for `page`, what becomes of the article."""
    return SPECIAL.get((fault, kind)) or (PAGES if kind == "page" else LISTS)[fault]


# Condition of the source (several where the clock decides), and, for a page, words of why it gave no article.
_BOTH = {
    ("connection", "connection was refused or broke"): (
        *("closes-at-once", "resets", "closes-in-the-head", "closes-in-the-body", "resets-in-the-body"),
        *("closes-in-a-chunk", "no-http-at-all", "no-head-only-a-body", "status-without-a-number"),
        *("chunk-without-a-size", "length-below-zero", "length-no-number", "two-lengths", "header-line-of-100-kb"),
        "redirect-to-a-closed-port",
    ),
    ("timeout", "no complete answer in time"): (
        *("hangs-before-the-status", "hangs-in-the-head", "hangs-in-the-body", "drips", "headers-without-end"),
    ),
    ("ok", "article"): (
        *("header-without-a-colon", "no-length-but-an-end", "hints-before-the-answer", "gzip-in-gzip"),
        *("deflate-without-its-head", "206", "moved-for-good", "moved-for-a-while", "robots-is-a-page"),
        *("robots-is-binary", "robots-in-a-circle", "robots-forbids-another", "utf-16", "charset-that-is-none"),
        *("bytes-of-no-charset", "control-characters", "type-of-nothing", "entity-bomb", "entity-from-a-file"),
        *("100000-deep", "half-a-megabyte-in-one-tag"),
    ),
    ("too-large timeout", ""): ("body-without-end",),
    ("too-large", "above the limit"): ("length-of-a-gigabyte", "gzip-bomb"),
    ("broken-content", "damaged or ends early"): ("gzip-cut-off", "gzip-that-is-none", "brotli-that-is-none"),
    ("empty", "answers 204"): ("204",),
    ("broken-content", "answers 304"): ("304-unasked",),
    ("client-error", "answers 4"): ("400", "401", "402", "403", "405", "418", "451"),
    ("client-error", "404 not found"): ("404",),
    ("client-error", "challenge"): ("403-with-a-challenge",),
    ("gone", "410 gone"): ("410",),
    ("rate-limited", "queued"): ("429", "429-for-ten-minutes", "429-until-a-date", "429-with-nonsense"),
    ("server-error", "the server answers"): ("500", "502", "503", "503-for-an-hour", "504", "520", "999"),
    ("redirect-loop", "in a circle or too often"): (
        *("redirect-to-itself", "redirect-that-sets-a-cookie", "redirect-of-many-hops"),
    ),
    ("client-error", "redirects without an address"): ("redirect-to-nowhere",),
    ("client-error", "no web address"): (
        *("redirect-to-a-file", "redirect-to-ftp", "redirect-to-script", "redirect-to-data", "redirect-to-nonsense"),
    ),
    ("dns", "can't be resolved"): ("redirect-to-no-such-host",),
    # On the host of a page its feed is forbidden already.
    ("forbidden-by-robots", "nothing"): ("robots-forbids",),
    ("server-error", "nothing"): ("robots-500",),
    ("rate-limited", "nothing"): ("robots-429",),
    ("timeout", "nothing"): ("robots-hangs",),
    ("empty", ""): ("empty", "blank"),
    ("broken-content", ""): ("nul-bytes", "binary", "packed-by-who-knows-what", "cut-in-the-middle"),
    ("ok", "not a web page but image/jpeg"): ("type-of-a-picture",),
    ("not-a-feed", "not a web page but application/json"): ("an-error-in-json",),
    ("not-a-feed", ""): ("a-page-of-consent",),
}
LISTS = {fault: condition for (condition, _), faults in _BOTH.items() for fault in faults}
PAGES = {fault: words for (_, words), faults in _BOTH.items() for fault in faults}
SPECIAL = {
    ("packed-by-who-knows-what", "sitemap"): "not-a-feed",
    ("cut-in-the-middle", "sitemap"): "empty",  # its one address is in the part that is missing
    ("cut-in-the-middle", "page"): "article",
    ("100000-deep", "sitemap"): "not-a-feed",
    ("half-a-megabyte-in-one-tag", "sitemap"): "not-a-feed",
    ("an-error-in-json", "section"): "broken-content",
    ("a-page-of-consent", "section"): "broken-content",
}
