"""Scrapy's settings for a crawl in which a source says `javascript: true`."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from typing import Any

from khabardar.config.models import FetchConfig


def browser_settings(config: FetchConfig) -> dict[str, Any]:
    """The handler, and what its browser may do."""
    is_there = find_spec("scrapy_playwright") is not None
    handler = "crawler.browser.handler.BrowserHandler" if is_there else "crawler.browser.missing.NoBrowserHandler"
    # It writes a traceback for every page that fails; what counts comes back as the request's fault.
    logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
    launch: dict[str, Any] = {"headless": True}
    if config.browser:
        launch["executable_path"] = config.browser
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "file": None, "data": None, "ftp": None, "s3": None},
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": config.timeout.total_seconds() * 1000,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_MAX_CONTEXTS": 4,
        "PLAYWRIGHT_ABORT_REQUEST": "crawler.browser.handler.is_not_needed",
    }
