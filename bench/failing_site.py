"""A news site on loopback whose feeds fail at random: `python bench/failing_site.py SOURCES SEED` prints its base url.

`/N/feed` is 304, the same, one or two new items, an error, nothing, a broken line or nonsense, drawn by a seeded die;
`/N/article/M` is a short report. It ends when its standard input does.
"""

from __future__ import annotations

import random
import sys
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PLACES = ("Quetta", "Turbat", "Panjgur", "Khuzdar", "Mand", "Kalat", "Nushki", "Mastung", "Sibi", "Zhob")
ANSWERS = ("same", "same", "new", "new", "304", "500", "empty", "drop", "nonsense", "slow")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        if parts[-1] == "feed":
            self.feed(int(parts[0]))
        elif "article" in parts:
            self.send(article(int(parts[0]), int(parts[-1])), "text/html; charset=utf-8")
        else:
            self.send(b"User-agent: *\n", "text/plain")

    def feed(self, source: int) -> None:
        with self.server.lock:
            answer = self.server.dice.choice(ANSWERS)
            if answer == "new":
                self.server.items[source] += self.server.dice.randint(1, 2)
            newest = self.server.items[source]
        if answer == "drop":
            self.close_connection = True
            return
        if answer in ("304", "500"):
            self.send(b"", "text/plain", int(answer))
        elif answer == "empty":
            self.send(b"", "application/rss+xml")
        elif answer == "nonsense":
            self.send(b"<rss><channel><item><<<", "application/rss+xml")
        else:
            self.send(listing(source, newest), "application/rss+xml")

    def send(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, sources: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.dice = random.Random(seed)
        self.items = [3] * sources
        self.lock = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients go away; that is what this is for."""


def listing(source: int, newest: int) -> bytes:
    items = "".join(
        f"<item><title>Report {number} of {source}</title><link>/{source}/article/{number}</link>"
        f"<guid>{source}-{number}</guid></item>"
        for number in range(max(0, newest - 15), newest)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{source}</title>{items}</channel></rss>".encode()


def article(source: int, number: int) -> bytes:
    # A day of its own for each number: what a report is compared with stays as much, however many there are.
    place, day = PLACES[(source + number) % len(PLACES)], date(2015, 1, 1) + timedelta(days=number)
    text = (
        f"<p>{place.upper()}: Gunmen attacked a checkpoint near {place} on {day:%B} {day.day}, {day.year}, "
        f"killing {1 + number % 7} "
        f"policemen and wounding {number % 5 + 2} others, officials said on Tuesday.</p>"
        f"<p>A search was under way in the hills, said a spokesman of district number {source}-{number}.</p>"
    )
    head = f"<title>Gunmen attack checkpoint near {place} ({source}-{number})</title>"
    return f"<!doctype html><html><head>{head}</head><body><article>{text}</article></body></html>".encode()


def main() -> None:
    server = Server(int(sys.argv[1]), int(sys.argv[2]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
