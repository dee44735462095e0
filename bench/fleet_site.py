"""Several web hosts on loopback, in a process of their own, whose papers publish by the clock and note every request.

`python bench/fleet_site.py HOSTS PAPERS ARTICLES SECONDS 127.0.0.`: HOSTS addresses (127.0.0.1, 127.0.0.2, …) with
PAPERS feeds each. A paper's feed lists its first article at once and its ARTICLES-th after SECONDS from the first
request on. Every third link leads to another host, by a redirect of the paper's own. `/log` gives [host, seconds, path]
of each request. It prints its port, and ends when its standard input does.
"""

from __future__ import annotations

import json
import sys
import threading
import time

from failing_site import article
from quiet_http import Answering, QuietServer


class Site:
    """What all hosts share."""

    def __init__(self, hosts: int, papers: int, articles: int, seconds: float, net: str) -> None:
        self.net = net
        self.hosts, self.papers, self.articles, self.seconds = hosts, papers, articles, seconds
        self.began: float | None = None
        self.log: list[tuple[str, float, str]] = []
        self.lock = threading.Lock()

    def published(self) -> int:
        """How many articles each feed lists now."""
        now = time.monotonic()
        self.began = self.began or now
        share = min(1.0, (now - self.began) / self.seconds) if self.seconds else 1.0
        return 1 + round((self.articles - 1) * share)


class Handler(Answering):
    server: Server

    def do_GET(self) -> None:  # noqa: N802 - http.server calls it so
        site, host = self.server.site, self.server.server_address[0]
        if self.path == "/log":
            return self.answer(json.dumps(site.log).encode(), "application/json")
        with site.lock:
            site.log.append((str(host), time.monotonic(), self.path))
        parts = self.path.strip("/").split("/")
        if self.path == "/robots.txt":
            return self.answer(b"User-agent: *\nAllow: /\n", "text/plain")
        if parts[-1] == "feed":
            return self.answer(listing(int(parts[0]), site.published()), "application/rss+xml")
        if parts[1] == "to":
            elsewhere = int(str(host).rsplit(".", 1)[1]) % site.hosts + 1
            place = f"http://{site.net}{elsewhere}:{self.server.server_port}/{parts[0]}/article/{parts[2]}"
            return self.answer(b"", "text/plain", 302, place)
        return self.answer(article(int(parts[0]), int(parts[2])), "text/html; charset=utf-8")


class Server(QuietServer):
    def __init__(self, site: Site, host: int, port: int) -> None:
        super().__init__((f"{site.net}{host}", port), Handler)
        self.site = site


def listing(paper: int, newest: int) -> bytes:
    items = "".join(
        f"<item><title>Report {number} of {paper}</title>"
        f"<link>/{paper}/{'to' if number % 3 == 2 else 'article'}/{number}</link><guid>{paper}-{number}</guid></item>"
        for number in range(newest)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{paper}</title>{items}</channel></rss>".encode()


def main() -> None:
    hosts, papers, articles, seconds = (int(word) for word in sys.argv[1:5])
    site = Site(hosts, papers, articles, seconds, sys.argv[5])
    servers = [Server(site, 1, 0)]
    servers += [Server(site, host, servers[0].server_port) for host in range(2, hosts + 1)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(servers[0].server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
