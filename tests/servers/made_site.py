"""A web site whose pages a test writes itself, served for real on loopback by a thread of the test's process.

with MadeSite() as site:
    site.put("/feed", feed_of(...), "application/rss+xml")
    ...                                     # crawl it
    assert site.paths() == [...]
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

PARAGRAPHS = (
    "QUETTA: Armed men on motorcycles opened fire on a van near the old customs post on Sunday evening, police said.",
    "Two labourers died on the spot and a third was taken to the district hospital, where his condition was stable.",
    "The station house officer said that a case had been registered and that a search of the hills was under way.",
    "No group has claimed the attack. Traders of the bazaar announced that they would keep their shops shut for a day.",
)


@dataclass
class Made:
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def story(
    title: str = "Two labourers shot dead in Mastung", head: str = "", text: Iterable[str] = PARAGRAPHS, tail: str = ""
) -> str:
    """An article's page, as most outlets write them."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return (
        f"<!doctype html><html lang='en'><head><title>{title} - The Made Paper</title>"
        f"<meta property='og:site_name' content='The Made Paper'>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article>{tail}</body></html>"
    )


def rss(*items: str, head: str = "") -> str:
    """A feed of items as `rss_item` makes them."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<channel><title>The Made Paper</title><link>/</link><description>News</description>{head}{''.join(items)}"
        "</channel></rss>"
    )


def rss_item(link: str = "", title: str = "An item", **cells: str) -> str:
    """`guid`, `pubDate`, `category`, `description` and the like as given; no `<link>` where it is empty."""
    link_tag = f"<link>{link}</link>" if link else ""
    rest = "".join(f"<{name}>{value}</{name}>" for name, value in cells.items())
    return f"<item><title>{title}</title>{link_tag}{rest}</item>"


class MadeSite:
    """`pages` may be changed while it serves; a page with an `ETag` answers 304 to who has it."""

    def __init__(self) -> None:
        self.pages: dict[str, Made] = {}
        self.log: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.log.append((self.path, dict(self.headers.items())))
                made = site.pages.get(self.path, Made(b"no such page", status=404))
                etag = made.headers.get("ETag")
                if etag and self.headers.get("If-None-Match") == etag:
                    made = Made(b"", made.kind, 304, made.headers)
                self.send_response(made.status)
                for name, value in {"Content-Type": made.kind, **made.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(made.body)))
                self.end_headers()
                self.wfile.write(made.body)

            def log_message(self, *_: object) -> None:
                """Quiet: tests ask `paths`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        """A page at this path, query included; `Location` makes it a redirect."""
        data = body if isinstance(body, bytes) else body.encode()
        status = 302 if "Location" in headers else 200
        self.pages[path] = Made(data, kind, status, {name.replace("_", "-"): value for name, value in headers.items()})

    def feed(self, *items: str, path: str = "/feed") -> None:
        """The items as RSS."""
        self.put(path, rss(*items), "application/rss+xml; charset=utf-8")

    def paths(self) -> list[str]:
        """What was asked for so far, without robots.txt."""
        return [path for path, _ in self.log if path != "/robots.txt"]
