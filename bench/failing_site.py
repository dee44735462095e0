"""A news site on loopback whose feeds fail at random: `python bench/failing_site.py SOURCES SEED` prints its base url.

`/N/feed` is 304, the same, one or two new items, an error, nothing, a broken line or nonsense, drawn by a seeded die;
`/N/article/M` is a short report. It ends when its standard input does.
"""

from __future__ import annotations

import random
import sys
import threading
from datetime import date, timedelta

from quiet_http import Answering, QuietServer

PLACES = ("Quetta", "Turbat", "Panjgur", "Khuzdar", "Mand", "Kalat", "Nushki", "Mastung", "Sibi", "Zhob")
ANSWERS = ("same", "same", "new", "new", "304", "500", "empty", "drop", "nonsense", "slow")


class Handler(Answering):
    server: Server

    def do_GET(self) -> None:  # noqa: N802 - http.server calls it so
        parts = self.path.strip("/").split("/")
        if parts[-1] == "feed":
            self.feed(int(parts[0]))
        elif "article" in parts:
            self.answer(article(int(parts[0]), int(parts[-1])), "text/html; charset=utf-8")
        else:
            self.answer(b"User-agent: *\n", "text/plain")

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
            self.answer(b"", "text/plain", int(answer))
        elif answer == "empty":
            self.answer(b"", "application/rss+xml")
        elif answer == "nonsense":
            self.answer(b"<rss><channel><item><<<", "application/rss+xml")
        else:
            self.answer(listing(source, newest), "application/rss+xml")


class Server(QuietServer):
    def __init__(self, sources: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.dice = random.Random(seed)
        self.items = [3] * sources
        self.lock = threading.Lock()


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
