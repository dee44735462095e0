"""Scrapy's settings for this project; what config.yaml decides is laid over them by `fetch_settings`.

They are safe for a crawl inside a long-lived process: nothing listens on a port, nothing looks at the whole process.
"""

from __future__ import annotations

from typing import Any

from khabardar import __version__
from khabardar.config.models import FetchConfig

BOT_NAME = "khabardar"
LOG_LEVEL = "INFO"  # at DEBUG, `scrapy crawl` prints every article whole
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
USER_AGENT = f"Khabardar/{__version__}"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Each crawl would open a telnet port and, since Scrapy 2.19, an HTTP server that runs the Python it is sent.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
# It measures the process's peak, so one large crawl would end every later one.
MEMUSAGE_ENABLED = False
COOKIES_ENABLED = False

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Khabardar"
CONCURRENT_REQUESTS = 64  # over all hosts; many may wait for one slow host's turn
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # Scrapy makes so many tasks for the output of each callback: 100 cost more than the download
SCHEDULER = "crawler.queue.HostQueue"
DOWNLOAD_DELAY = 2.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# Articles are evidence: a page that anybody on the way could have written is a fault of the source and is shown as one.
DOWNLOAD_VERIFY_CERTIFICATES = True
RETRY_TIMES = 1
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the desk is told; the log need not cry
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
ALLOW_PRIVATE_ADDRESSES = False
RETRY_AFTER_LONGEST_HOLD = 10.0  # seconds: a longer wait is the scheduler's business
# Seconds. Up to the first, a cycle waits for every page of a host; beyond it for a few, and the rest is left for later
# cycles. Beyond the second a source's pages would never have their turn, since its list comes first.
CRAWL_DELAY_WAITED_OUT = 30.0
CRAWL_DELAY_LONGEST = 300.0

DOWNLOAD_HANDLERS = {
    "http": "crawler.handler.StoppableHandler",
    "https": "crawler.handler.StoppableHandler",
    # A redirect must not lead into this machine's files.
    "file": None,
    "data": None,
    "ftp": None,
    "s3": None,
}
# What has no part in the work here, and is called for every request all the same.
DOWNLOADER_STATS = False
REFERER_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False
EXTENSIONS = {"scrapy.extensions.logstats.LogStats": None, "scrapy.extensions.corestats.CoreStats": None}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # callbacks know what a status means
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.CachedRobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.middlewares.retry_after.RetryAfterMiddleware": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.compression.HonestCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.CountedRedirectMiddleware": 600,
    "crawler.middlewares.private_addresses.PrivateAddressMiddleware": 760,
}
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = {
    "json": "crawler.exporters.ArticleArray",
    "jsonlines": "crawler.exporters.ArticleLines",
    "jsonl": "crawler.exporters.ArticleLines",
    "jl": "crawler.exporters.ArticleLines",
}

# Seconds. Without any delay Scrapy 2.19 sends all that waits for a host at once, whatever the concurrency: it counts a
# request as under way only one turn of the loop after it has been taken from the queue.
_SHORTEST_DELAY = 0.001


def fetch_settings(config: FetchConfig) -> dict[str, Any]:
    """The part of Scrapy's settings that config.yaml decides."""
    return {
        "USER_AGENT": f"{USER_AGENT} (+{config.contact})" if config.contact else USER_AGENT,
        "ROBOTSTXT_OBEY": config.obey_robots,
        "DOWNLOAD_DELAY": max(config.delay.total_seconds(), _SHORTEST_DELAY),
        "DOWNLOAD_TIMEOUT": config.timeout.total_seconds(),
        "DOWNLOAD_MAXSIZE": int(config.max_page_megabytes * 1024 * 1024),
        "RETRY_TIMES": config.retries,
        "CLOSESPIDER_TIMEOUT": config.max_cycle_time.total_seconds(),
        "ALLOW_PRIVATE_ADDRESSES": config.allow_private_addresses,
    }
