"""Hosts that misbehave: `http://FAULT.KIND.test:PORT/…` does FAULT in place of a good feed, sitemap, section or page.

    python tests/servers/fault_server.py         # prints its port, ends when its standard input closes

It writes bytes to the socket itself: much of this no HTTP library would send. `/robots.txt` and `/fine/…` are good on
every host but those whose fault is robots.txt's. A feed of kind `page` is good, and its one item leads to the fault.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path

WORDS = (
    "Armed men fired at a check post near the bypass on Monday evening and fled into the hills, police said. "
    "Officials at the district hospital said that three wounded passengers had been brought in and one referred. "
    "A case was registered against unknown persons, and a search of the hills was under way, the officials added. "
)
MOST_SECONDS = 30  # of a fault that would never end
_TYPES = {"feed": "application/rss+xml", "sitemap": "application/xml", "section": "text/html", "page": "text/html"}


class Exchange(socketserver.StreamRequestHandler):
    """One connection, one request."""

    server: Faults
    wbufsize = 0

    def handle(self) -> None:
        """Reads the request's head, then does what the host is named for."""
        line = self.rfile.readline(65536).decode("latin-1").split(" ")
        if len(line) < 2:
            return
        self.path = line[1]
        self.headers: dict[str, str] = {}
        while (header := self.rfile.readline(65536).decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            self.headers[name.lower()] = value.strip()
        self.host = self.headers.get("host", "")
        self.fault, self.kind, *_ = [*self.host.partition(":")[0].split("."), "", ""]
        with suppress(OSError):  # gone in the middle, as it should be
            self.answer_request()

    def answer_request(self) -> None:
        """Good answers for all that is not what the host is named for."""
        self.server.seen.append(f"{self.host.partition(':')[0]} {self.path}")
        is_robots = self.path == "/robots.txt"
        if is_robots and not self.fault.startswith("robots-"):
            return self.send(b"", status="404 Not Found")
        if self.path.startswith("/fine/"):
            return self.send(page(self.path), "text/html")
        if self.kind == "page" and self.path == "/list":
            return self.send(feed(f"http://{self.host}/it"), _TYPES["feed"])
        if self.fault.startswith("robots-") and not is_robots:
            return self.good()
        return FAULTS.get(self.fault, Exchange.good)(self)

    def good(self) -> None:
        """What a host without a fault answers."""
        self.send(self.body(), _TYPES.get(self.kind, "text/html"))

    def body(self) -> bytes:
        """A good document of this host's kind."""
        link = f"http://{self.host}/fine/{self.fault}"
        return {"feed": feed, "sitemap": sitemap, "section": section}.get(self.kind, page)(link)

    def send(self, body: bytes, kind: str | None = None, status: str = "200 OK", **headers: str) -> None:
        """A well-formed answer; `headers` are added, `_` stands for a dash."""
        kind = kind or _TYPES.get(self.kind, "text/html")
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def raw(self, data: bytes) -> None:
        """To the wire as it is."""
        self.wfile.write(data)

    def head(self, *lines: str) -> None:
        """A status line and a few headers, without their end."""
        kind = _TYPES.get(self.kind, "text/html")
        self.raw("\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {kind}", *lines]).encode() + b"\r\n")

    def hang(self) -> None:
        """Until the client goes or the tests end."""
        self.server.closing.wait(MOST_SECONDS)

    def forever(self, data: bytes, every: float = 0.0) -> None:
        """Again and again, until the client goes."""
        ends = time.monotonic() + MOST_SECONDS
        while time.monotonic() < ends and not self.server.closing.wait(every):
            self.raw(data)

    def reset(self) -> None:
        """A reset in place of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def feed(link: str, items: str = "") -> bytes:
    item = f"<item><title>Check post attacked</title><link>{link}</link></item>"
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Daily</title>"
        f"<link>http://daily.test/</link><description>News</description>{items or item}</channel></rss>"
    ).encode()


def sitemap(link: str) -> bytes:
    return (
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        f"<url><loc>{link}</loc></url></urlset>"
    ).encode()


def section(link: str) -> bytes:
    return f"<html><body><div class='list'><a href='{link}'>Check post attacked</a></div></body></html>".encode()


def page(_: str, text: str = "") -> bytes:
    paragraphs = text or "".join(f"<p>{WORDS}</p>" for _ in range(3))
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>Check post attacked</title>"
        "<meta property='article:published_time' content='2026-03-02T09:30:00+05:00'></head>"
        f"<body><article><h1>Check post attacked</h1>{paragraphs}</article></body></html>"
    ).encode()


def status(line: str, body: bytes = b"no", **headers: str) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(body, "text/html", line, **headers)


def redirect(to: str, code: str = "302 Found") -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(b"", status=code, Location=to)


def own_redirect(code: str) -> Callable[[Exchange], None]:
    """To a good document of the same kind."""

    def answer(exchange: Exchange) -> None:
        if exchange.path == "/there":
            exchange.good()
        else:
            exchange.send(b"", status=code, Location="/there")

    return answer


def hops(exchange: Exchange) -> None:
    count = int(exchange.path.rpartition("-")[2]) if exchange.path.startswith("/hop-") else 0
    exchange.send(b"", status="302 Found", Location=f"/hop-{count + 1}")


def encoded(name: str, pack: Callable[[bytes], bytes]) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(pack(exchange.body()), Content_Encoding=name)


def body_of(make: Callable[[bytes], bytes], kind: str | None = None) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(make(exchange.body()), kind)


def raw_head(*lines: str, body: bytes = b"") -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        exchange.head(*lines)
        exchange.raw(b"\r\n" + body)

    return answer


def then(*steps: Callable[[Exchange], None]) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        for step in steps:
            step(exchange)

    return answer


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
SECRET = Path(__file__).with_name("not_for_feeds.txt").resolve()
OUTSIDE = f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM '{SECRET.as_uri()}'>]>".encode()


def with_entity(doctype: bytes, entity: bytes) -> Callable[[Exchange], None]:
    """The document with a declaration of entities, and one of them in a title."""

    def answer(exchange: Exchange) -> None:
        body = exchange.body()
        body = body.partition(b"?>")[2] if body.startswith(b"<?xml") else body
        marked = body.replace(b"Check post attacked", entity).replace(b"</loc>", entity + b"</loc>")
        exchange.send(doctype + marked)

    return answer


# What a host is named for. Names say what is wrong; `tests/crawler/test_fault_matrix.py` says what comes of it.
FAULTS: dict[str, Callable[[Exchange], None]] = {
    # The line.
    "closes-at-once": lambda exchange: None,
    "resets": Exchange.reset,
    "hangs-before-the-status": Exchange.hang,
    "hangs-in-the-head": then(lambda x: x.head("X-A: b"), Exchange.hang),
    "hangs-in-the-body": then(raw_head("Content-Length: 9999", body=b"<rss>"), Exchange.hang),
    "drips": then(raw_head("Content-Length: 9999"), lambda x: x.forever(b" ", 0.1)),
    "closes-in-the-head": lambda x: x.head("X-A: b"),
    "closes-in-the-body": raw_head("Content-Length: 9999", body=b"<html><p>begun"),
    "resets-in-the-body": then(raw_head("Content-Length: 9999", body=b"<html><p>begun"), Exchange.reset),
    "closes-in-a-chunk": raw_head("Transfer-Encoding: chunked", body=b"ff\r\n<html>"),
    # HTTP itself.
    "no-http-at-all": lambda x: x.raw(b"HELO mail.test\r\n220 ready\r\n"),
    "no-head-only-a-body": lambda x: x.raw(x.body()),
    "status-without-a-number": lambda x: x.raw(b"HTTP/1.1 fine\r\n\r\n" + x.body()),
    "chunk-without-a-size": raw_head("Transfer-Encoding: chunked", body=b"size\r\n<html>\r\n"),
    "length-below-zero": raw_head("Content-Length: -5", body=b"<html>"),
    "length-no-number": raw_head("Content-Length: many", body=b"<html>"),
    "two-lengths": raw_head("Content-Length: 5", "Content-Length: 7", body=b"<html>x"),
    "header-line-of-100-kb": lambda x: x.send(x.body(), X_Long="y" * 100_000),
    "headers-without-end": then(lambda x: x.head(), lambda x: x.forever(b"X-A: b\r\n" * 100, 0.05)),
    "header-without-a-colon": lambda x: x.raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n" + x.body()),
    "no-length-but-an-end": lambda x: x.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + x.body()),
    "hints-before-the-answer": lambda x: (x.raw(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), x.good())[1],
    # Size and packing.
    "body-without-end": then(raw_head("Connection: close"), lambda x: x.forever(b"<!-- " + b"x" * 1_000_000 + b" -->")),
    "length-of-a-gigabyte": raw_head("Content-Length: 1073741824"),
    "gzip-bomb": encoded("gzip", lambda body: gzip.compress(b"\0" * 60_000_000, 9)),
    "gzip-cut-off": encoded("gzip", lambda body: gzip.compress(body * 50)[:-40]),
    "gzip-that-is-none": encoded("gzip", lambda body: body),
    "gzip-in-gzip": encoded("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "deflate-without-its-head": encoded("deflate", raw_deflate),
    "brotli-that-is-none": encoded("br", lambda body: body),
    "packed-by-who-knows-what": encoded("x-own", lambda body: body[::-1]),
    # Statuses.
    "204": status("204 No Content", b""),
    "206": lambda x: x.send(x.body(), status="206 Partial Content", Content_Range="bytes 0-99/100"),
    "304-unasked": status("304 Not Modified", b""),
    "400": status("400 Bad Request"),
    "401": status("401 Unauthorized", WWW_Authenticate="Basic"),
    "402": status("402 Payment Required"),
    "403": status("403 Forbidden"),
    "403-with-a-challenge": status("403 Forbidden", b"<title>Just a moment...</title>"),
    "404": status("404 Not Found"),
    "405": status("405 Method Not Allowed"),
    "410": status("410 Gone"),
    "418": status("418 I'm a teapot"),
    "429": status("429 Too Many Requests"),
    "429-for-ten-minutes": status("429 Too Many Requests", Retry_After="600"),
    "429-until-a-date": lambda x: status("429 Slow", Retry_After=formatdate(time.time() + 1800, usegmt=True))(x),
    "429-with-nonsense": status("429 Too Many Requests", Retry_After="later"),
    "451": status("451 Unavailable For Legal Reasons"),
    "500": status("500 Internal Server Error"),
    "502": status("502 Bad Gateway"),
    "503": status("503 Service Unavailable"),
    "503-for-an-hour": status("503 Service Unavailable", Retry_After="3600"),
    "504": status("504 Gateway Timeout"),
    "520": status("520 Web Server Returned an Unknown Error"),
    "999": status("999 Request Denied"),
    # Redirects.
    "redirect-to-itself": lambda x: x.send(b"", status="302 Found", Location=x.path),
    "redirect-that-sets-a-cookie": lambda x: x.send(b"", status="302 Found", Location=x.path, Set_Cookie="a=b"),
    "redirect-of-many-hops": hops,
    "redirect-to-nowhere": lambda x: x.send(b"", status="302 Found"),
    "redirect-to-a-file": redirect(SECRET.as_uri()),
    "redirect-to-ftp": redirect("ftp://daily.test/feed"),
    "redirect-to-script": redirect("javascript:alert(1)"),
    "redirect-to-data": redirect("data:text/html,<p>hello</p>"),
    "redirect-to-nonsense": redirect("http://[/"),
    "redirect-to-no-such-host": redirect("http://nosuch.invalid/"),
    "redirect-to-a-closed-port": redirect("http://127.0.0.1:9/"),
    "moved-for-good": own_redirect("301 Moved Permanently"),
    "moved-for-a-while": own_redirect("307 Temporary Redirect"),
    # robots.txt.
    "robots-forbids": lambda x: x.send(b"User-agent: *\nDisallow: /\n", "text/plain"),
    "robots-500": status("500 Internal Server Error"),
    "robots-429": status("429 Too Many Requests", Retry_After="600"),
    "robots-hangs": Exchange.hang,
    "robots-is-a-page": lambda x: x.send(page(""), "text/html"),
    "robots-is-binary": lambda x: x.send(bytes(range(256)) * 20, "text/plain"),
    "robots-in-a-circle": redirect("/robots.txt"),
    "robots-forbids-another": lambda x: x.send(b"User-agent: BadBot\nDisallow: /\n", "text/plain"),
    # Bodies.
    "empty": body_of(lambda body: b""),
    "blank": body_of(lambda body: b" \n\t \r\n"),
    "nul-bytes": body_of(lambda body: b"\0" * 500),
    "binary": body_of(lambda body: bytes(range(256)) * 40),
    "cut-in-the-middle": body_of(lambda body: body[: len(body) // 2]),
    "utf-16": body_of(
        lambda body: body.decode().replace("utf-8", "utf-16").encode("utf-16"), "text/xml; charset=utf-16"
    ),
    "charset-that-is-none": body_of(lambda body: body, "text/html; charset=x-nonsense"),
    "bytes-of-no-charset": body_of(lambda body: body.replace(b"Check", b"Ch\xffck\xfe")),
    "control-characters": body_of(lambda body: body.replace(b"Check", b"Che\x01\x0bck")),
    "type-of-a-picture": body_of(lambda body: body, "image/jpeg"),
    "type-of-nothing": body_of(lambda body: body, ""),
    "entity-bomb": with_entity(BOMB, b"&j;"),
    "entity-from-a-file": with_entity(OUTSIDE, b"&x;"),
    "100000-deep": body_of(lambda body: b"<a>" * 100_000 + body),
    "half-a-megabyte-in-one-tag": body_of(lambda body: b"<a b='" + b"c" * 500_000 + b"'>" + body),
    "an-error-in-json": body_of(lambda body: b'{"error": "internal"}', "application/json"),
    "a-page-of-consent": body_of(lambda body: page("", "<p>We value your privacy. Accept all cookies to go on.</p>")),
}


class Faults(socketserver.ThreadingTCPServer):
    """All of them on one port of loopback."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.closing = threading.Event()
        self.seen: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some faults want."""


def main() -> None:
    server = Faults()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.closing.set()


if __name__ == "__main__":
    main()
