"""A newspaper with a past: sitemaps by month, older pages of its section, and, for what it took down, an archive.

    python tests/servers/archive_site.py         # prints its base url, ends when its standard input closes

One article a day from December 2023 to April 2024. The one of the 10th of each month says nowhere when it was
published; the one of the 20th was taken down, and stands in the archive's index and under `/web/`.
`/_requests` gives the paths asked for so far; `/_slow?seconds=0.1` makes pages slow.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DAYS = [date(2023, 12, 1) + timedelta(days=n) for n in range(152)]
MONTHS = sorted({(day.year, day.month) for day in DAYS})
# Nothing of ours happens in them: what is tested is which pages are fetched.
WORDS = "The council of the district met in the town hall and spoke about the repair of the road to the market. " * 4
PER_PAGE = 10


def name_of(day: date) -> str:
    return f"story-{(day - DAYS[0]).days}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.base = f"http://{self.headers['Host']}"
        if parts.path == "/_requests":
            return self.answer(json.dumps(self.server.asked), "application/json")
        if parts.path == "/_slow":
            self.server.seconds = float(parse_qs(parts.query)["seconds"][0])
            return self.answer("done")
        self.server.asked.append(self.path)
        if parts.path.startswith("/news/"):
            return self.story(parts.path)
        if parts.path.startswith("/web/"):
            return self.capture(parts.path)
        pages = {
            "/robots.txt": self.robots,
            "/feed": self.feed,
            "/index.xml": self.index,
            "/section": self.section,
            "/cdx/search/cdx": self.cdx,
        }
        if parts.path.startswith("/sitemap-"):
            return self.month(parts.path)
        return pages.get(parts.path, self.missing)()

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def answer(self, body: str, kind: str = "text/html; charset=utf-8", status: int = 200) -> None:
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def missing(self) -> None:
        self.answer("no such page", status=404)

    def robots(self) -> None:
        self.answer(f"User-agent: *\nAllow: /\nSitemap: {self.base}/index.xml\n", "text/plain")

    def feed(self) -> None:
        self.answer("<rss version='2.0'><channel><title>t</title></channel></rss>", "application/rss+xml")

    def index(self) -> None:
        rows = "".join(
            f"<sitemap><loc>{self.base}/sitemap-{year}-{month:02}.xml</loc></sitemap>" for year, month in MONTHS
        )
        self.answer(f"<sitemapindex>{rows}</sitemapindex>", "application/xml")

    def month(self, path: str) -> None:
        wanted = path.removeprefix("/sitemap-").removesuffix(".xml")
        # All were touched by one change of the site's layout: `lastmod` says nothing of their publication.
        rows = "".join(
            f"<url><loc>{self.base}/news/{name_of(day)}</loc><lastmod>2025-06-01</lastmod></url>"
            for day in DAYS
            if f"{day:%Y-%m}" == wanted
        )
        self.answer(f"<urlset>{rows}</urlset>", "application/xml")

    def section(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query).get("page", ["1"])[0])
        shown = DAYS[::-1][(page - 1) * PER_PAGE : page * PER_PAGE]
        if not shown:
            return self.missing()
        links = "".join(f"<a href='/news/{day:%Y/%m/%d}/{name_of(day)}'>A story</a> " for day in shown)
        return self.answer(f"<html><body><div class='list'>{links}</div></body></html>")

    def story(self, path: str) -> None:
        time.sleep(self.server.seconds)
        day = DAYS[int(path.rpartition("-")[2])]
        if day.day == 20:
            return self.answer("gone", status=410)
        return self.answer(self.page(day))

    def page(self, day: date) -> str:
        dated = f"<meta property='article:published_time' content='{day}T09:30:00+05:00'>" if day.day != 10 else ""
        return (
            f"<html><head><meta charset='utf-8'><title>Council meets</title>{dated}</head><body><article>"
            f"<h1>Council meets</h1><p>{WORDS}</p><p>It is story {name_of(day)}. {WORDS}</p></article>"
        )

    def cdx(self) -> None:
        """Two rows a page, so that there are several."""
        query = parse_qs(urlsplit(self.path).query)
        first, last = (query[name][0] for name in ("from", "to"))
        rows = [[f"{day:%Y%m%d}120000", f"{self.base}/news/{name_of(day)}"] for day in DAYS if day.day == 20]
        rows = [row for row in rows if first <= row[0][:8] <= last]
        start = int(query.get("resumeKey", ["0"])[0])
        more = [[], [str(start + 2)]] if start + 2 < len(rows) else []
        self.answer(json.dumps([["timestamp", "original"], *rows[start : start + 2], *more]), "application/json")

    def capture(self, path: str) -> None:
        self.answer(self.page(DAYS[int(path.rpartition("-")[2])]))


class Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.seconds = 0.0


def main() -> None:
    server = Site()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
