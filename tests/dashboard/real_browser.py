"""Debian's Chromium, driven as a person would; whatever a page asks of another host, or complains of, is noted."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_AXE = (Path(__file__).parent / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def chromium():
    """A running Chromium; left before other tests of this process want an event loop of their own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person at one server. `faults` must stay empty."""

    def __init__(self, browser, port, *, size=DESK, script=True):
        self.base = f"http://127.0.0.1:{port}"
        self.context = browser.new_context(viewport=size, java_script_enabled=script, reduced_motion="reduce")
        self.context.set_default_timeout(8000)
        self.faults = []
        self.page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", self._said)

    def _asked(self, request):
        if not request.url.startswith((self.base, "data:")):
            self.faults.append(f"asked {request.url}")

    def _said(self, message):
        refused = "status of 422" in message.text or "status of 400" in message.text or "status of 404" in message.text
        if message.type in ("error", "warning") and not refused:
            self.faults.append(f"console: {message.text}")

    def go(self, path):
        self.page.goto(self.base + path)
        return self.page

    def drawn(self):
        """The map, once it shows its marks."""
        self.page.wait_for_selector("#map[data-state=drawn]")
        return self.page

    def accessibility(self):
        """What axe finds serious or critical: rule, how often, and the first place."""
        self.page.evaluate(_AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {one['help']} ({len(one['nodes'])}×, {one['nodes'][0]['html'][:160]})"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]

    def width_of_content(self):
        return self.page.evaluate("document.documentElement.scrollWidth")

    def leave(self):
        self.context.close()
        assert not self.faults, self.faults
