"""A web server that misbehaves on request; each address is named for what it does wrong.

    python tests/servers/misbehaving.py          # prints its base url, ends when its standard input closes

`/robots.txt` allows all but `/forbidden…`. `/_requests` gives what was asked for so far: JSON pairs [path, headers].
Every feed lists articles under `/article/…`; `/page/…` are pages that misbehave.
"""

from __future__ import annotations

import gzip
import json
import socket
import sys
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PARAGRAPHS = [
    "QUETTA: Unidentified gunmen opened fire on a vehicle near the bypass on Monday evening, police said.",
    "Officials at the district hospital said that three wounded passengers were brought in and one was referred.",
    "A case was registered against unknown persons and a search of the surrounding hills was under way, they added.",
]
URDU = "کوئٹہ میں نامعلوم افراد کی فائرنگ سے دو افراد زخمی ہو گئے۔ پولیس کے مطابق واقعہ شام کو پیش آیا۔ "
ROBOTS = "User-agent: *\nDisallow: /forbidden\n"
FEED_TYPE = "application/rss+xml; charset=utf-8"
MEGABYTE = b"<!-- " + b"x" * (1024 * 1024 - 10) + b" -->\n"


def article(number: str, title: str = "", text: str = "") -> bytes:
    title = title or f"Gunmen attack vehicle number {number}"
    body = text or "".join(f"<p>{paragraph} This is report {number}.</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title} - Daily Test</title>"
        "<meta property='article:published_time' content='2026-03-02T09:30:00+05:00'>"
        f"<link rel='canonical' href='/article/{number}'></head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>Copyright</footer></body></html>"
    ).encode()


def item(link: str, title: str = "An item", extra: str = "", guid: str | None = None) -> str:
    guid_tag = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<item><title>{title}</title><link>{link}</link>{guid_tag}{extra}</item>"


def feed(*items: str, declaration: str = "utf-8", extra: str = "") -> str:
    return (
        f"<?xml version='1.0' encoding='{declaration}'?><rss version='2.0' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Daily Test</title>"
        f"<link>/</link><description>News</description>{extra}{''.join(items)}</channel></rss>"
    )


DATED = "<pubDate>Mon, 02 Mar 2026 09:00:00 +0500</pubDate>"


class Handler(BaseHTTPRequestHandler):
    """`do_some_thing` answers `/some-thing`."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/":
            path = "/home"
        if not path.startswith("/_"):
            self.server.log.append([self.path, dict(self.headers.items())])
        handler = getattr(self, "do" + path.replace("/", "_").replace("-", "_").replace(".", "_"), None)
        if handler is None and path.startswith("/article/"):
            handler = self.any_article
        if handler is None:
            handler = self.not_found
        handler()

    def log_message(self, *_: object) -> None:
        """Quiet: the tests ask `/_requests`."""

    def answer(self, body: bytes | str, status: int = 200, content_type: str = "text/html", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def answer_feed(self, body: bytes | str, content_type: str = FEED_TYPE, **headers: str) -> None:
        self.answer(body, content_type=content_type, **headers)

    def times_asked(self) -> int:
        return sum(path == self.path for path, _ in self.server.log)

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.path).query)

    # What is right.

    def do__requests(self) -> None:
        self.answer(json.dumps(self.server.log), content_type="application/json")

    def do__megabytes(self) -> None:
        self.answer(str(self.server.megabytes))

    def do_robots_txt(self) -> None:
        status, text = self.server.robots
        self.answer(text, status, content_type="text/plain")

    def do__robots(self) -> None:
        """`/_robots?status=503` and `/_robots?delay=1` change what robots.txt is from now on."""
        delay = self.query.get("delay", ["0"])[0]
        self.server.robots = (int(self.query.get("status", ["200"])[0]), f"{ROBOTS}Crawl-delay: {delay}\n")
        self.answer("done")

    def any_article(self) -> None:
        self.answer(article(urlsplit(self.path).path.rpartition("/")[2]), content_type="text/html; charset=utf-8")

    def not_found(self) -> None:
        self.answer("no such page", 404)

    def do_good(self) -> None:
        items = (item(f"/article/{n}", f"Story {n}", DATED) for n in range(1, 4))
        self.answer_feed(feed(*items, extra="<ttl>45</ttl>"))

    def do_many(self) -> None:
        count = int(self.query.get("n", ["30"])[0])
        self.answer_feed(feed(*(item(f"/article/m{n}", f"Story {n}", DATED) for n in range(count))))

    def do_tracking(self) -> None:
        """Another guid and another tail at every visit, the same article."""
        n = self.times_asked()
        link = f"/article/tracked?utm_source=rss&amp;utm_campaign=c{n}&amp;fbclid=f{n}#top"
        self.answer_feed(feed(item(link, "Tracked", DATED, guid=f"guid-{n}")))

    def do_full_content(self) -> None:
        html = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
        body = f"{DATED}<content:encoded><![CDATA[{html}]]></content:encoded>"
        self.answer_feed(
            feed(item("/page/gone-410", "Full text, no page", body), item("/page/teaser", "Full text, poor page", body))
        )

    def do_undated(self) -> None:
        self.answer_feed(feed(item("/article/undated", "Undated"), item("/page/undated", "Undated on both sides")))

    def do_section(self) -> None:
        self.answer(
            "<html><body><div class='list'><a href='/article/s1'>First story</a> "
            "<a href='/article/s2?utm_source=x'>Second</a> "
            "<a href='http://elsewhere.example/article/3'>Elsewhere</a> <a href='/'>Home</a></div>"
            "<a href='/article/side'>Not in the list</a></body></html>"
        )

    def do_scripted(self) -> None:
        self.answer_feed(feed(item("/page/scripted", "Told by a script", DATED)))

    def do_scripted_astray(self) -> None:
        self.answer_feed(feed(item("/page/astray", "Told elsewhere", DATED)))

    def do_page_astray(self) -> None:
        self.answer("", 302, Location="/forbidden-page")

    def do_section_scripted(self) -> None:
        self.do_section()

    def do_page_scripted(self) -> None:
        """Without a browser it has no text."""
        text = " ".join(PARAGRAPHS * 2) + " This was written by a script."
        script = f"document.getElementById('story').innerHTML = {json.dumps(f'<p>{text}</p>')};"
        self.answer(article("scripted", text=f"<div id='story'></div><script>{script}</script>"))

    def do_news_sitemap(self) -> None:
        self.answer_feed(self.news_sitemap("n1"), "application/xml")

    def do_sitemap_index(self) -> None:
        host = self.headers["Host"]
        rows = "".join(f"<sitemap><loc>http://{host}{path}</loc></sitemap>" for path in ("/news-sitemap-gz", "/drop"))
        self.answer(f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>")

    def do_news_sitemap_gz(self) -> None:
        self.answer_feed(gzip.compress(self.news_sitemap("z1").encode()), "application/gzip")

    def news_sitemap(self, number: str) -> str:
        return (
            "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
            "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url>"
            f"<loc>http://{self.headers['Host']}/article/{number}</loc><news:news><news:publication><news:name>T"
            "</news:name></news:publication><news:publication_date>2026-03-02T08:00:00+05:00</news:publication_date>"
            f"<news:title>Sitemap story {number}</news:title></news:news></url></urlset>"
        )

    def do_not_modified(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self.send_response(304)
            self.send_header("ETag", '"v1"')
            self.end_headers()
            return
        modified = formatdate(1_770_000_000, usegmt=True)
        self.answer_feed(feed(item("/article/cached", "Cached", DATED)), ETag='"v1"', Last_Modified=modified)

    def do_not_modified_by_date(self) -> None:
        modified = formatdate(1_770_000_000, usegmt=True)
        if self.headers.get("If-Modified-Since") == modified:
            self.send_response(304)
            self.end_headers()
            return
        self.answer_feed(feed(item("/article/dated", "Dated", DATED)), Last_Modified=modified)

    # What is slow, cut off or too much.

    def do_drop(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"<rss version='2.0'><channel>")
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def do_hang(self) -> None:
        self.server.closing.wait(60)
        self.close_connection = True

    def do_slow(self) -> None:
        time.sleep(float(self.query.get("seconds", ["0.5"])[0]))
        self.do_good()

    def do_slow_pages(self) -> None:
        self.answer_feed(feed(*(item(f"/page/slow?n={n}", f"Slow {n}", DATED) for n in range(40))))

    def do_hanging_pages(self) -> None:
        self.answer_feed(feed(item("/article/h1", "Fine", DATED), item("/hang?n=1", "Hangs", DATED)))

    def do_body_40mb(self) -> None:
        """Streamed from one megabyte in memory, without a length that would give it away."""
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(40):
                self.wfile.write(MEGABYTE)
                self.server.megabytes += 1
        except OSError:
            pass  # cut off, as it should be
        self.close_connection = True

    def do_declared_40mb(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(40 * len(MEGABYTE)))
        self.end_headers()
        self.close_connection = True

    def do_gzip_bomb(self) -> None:
        self.answer_feed(gzip.compress(b"\0" * (40 * 1024 * 1024)), Content_Encoding="gzip")

    def do_truncated_gzip(self) -> None:
        packed = gzip.compress(feed(*(item(f"/article/t{n}", f"Cut {n}", DATED) for n in range(40))).encode())
        self.answer_feed(packed[: len(packed) // 2], Content_Encoding="gzip")

    # What answers with something else.

    def do_500(self) -> None:
        self.answer("broken", 500)

    def do_503_html(self) -> None:
        self.answer("<html>maintenance</html>", 503)

    def do_gone_410(self) -> None:
        self.answer("gone", 410)

    def do_challenge(self) -> None:
        self.answer("<title>Just a moment...</title>", 403)

    def do_429_seconds(self) -> None:
        """Asks for one second, then answers."""
        if self.times_asked() == 1:
            self.answer("slow down", 429, Retry_After="1")
        else:
            self.do_good()

    def do_429_long(self) -> None:
        self.answer("slow down", 429, Retry_After="600")

    def do_429_date(self) -> None:
        self.answer("slow down", 429, Retry_After=formatdate(time.time() + 1800, usegmt=True))

    def do_redirect_loop(self) -> None:
        self.answer("", 302, Location="/redirect-loop")

    def do_redirect_to(self) -> None:
        self.answer("", 302, Location=self.path.partition("?")[2])

    def do_moved(self) -> None:
        self.answer("", 301, Location="/good")

    def do_to_private(self) -> None:
        self.answer("", 302, Location="http://10.0.0.1/feed")

    def do_forbidden_feed(self) -> None:
        self.do_good()

    def do_empty_200(self) -> None:
        self.answer_feed(b"")

    def do_no_items(self) -> None:
        self.answer_feed(feed())

    def do_html_at_feed(self) -> None:
        self.answer(article("html"))

    def do_broken_xml(self) -> None:
        good = feed(item("/article/b1", "Bread &nbsp; &amp butter", DATED), item("/article/b2", "Cut off", DATED))
        self.answer_feed(good[: good.rindex("</item>") - 5])

    def do_hopeless_xml(self) -> None:
        self.answer_feed("<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><<<")

    def do_utf_8_declared_1256_sent(self) -> None:
        self.answer_feed(feed(item("/page/1256", URDU, DATED)).encode("windows-1256", "xmlcharrefreplace"))

    def do_1256_declared_utf_8_sent(self) -> None:
        body = feed(item("/article/utf8", URDU, DATED), declaration="windows-1256").encode()
        self.answer_feed(body, "text/xml; charset=windows-1256")

    # Pages.

    def do_page_gone_410(self) -> None:
        self.do_gone_410()

    def do_page_teaser(self) -> None:
        self.answer(article("teaser", text="<p>Subscribe to read the rest of this story, please.</p>"))

    def do_page_undated(self) -> None:
        page = article("undated-page").decode()
        self.answer(page.replace("<meta property='article:published_time' content='2026-03-02T09:30:00+05:00'>", ""))

    def do_page_slow(self) -> None:
        time.sleep(0.2)
        self.answer(article("slow" + self.query["n"][0]))

    def do_page_1256(self) -> None:
        page = article("1256", title=URDU[:40], text=f"<p>{URDU * 4}</p>").decode()
        self.answer(page.encode("windows-1256", "xmlcharrefreplace"), content_type="text/html; charset=utf-8")

    def do_odd_pages(self) -> None:
        self.answer_feed(feed(*(item(f"/page/{name}", name, DATED) for name in ("pdf", "to-home"))))

    def do_page_pdf(self) -> None:
        self.answer(b"%PDF-1.7 not for reading", content_type="application/pdf")

    def do_page_to_home(self) -> None:
        self.answer("", 302, Location="/")

    def do_home(self) -> None:
        self.answer(article("home"))

    def do_429_pages(self) -> None:
        self.answer_feed(feed(*(item(f"/page/429?n={n}", f"Limited {n}", DATED) for n in range(4))))

    def do_page_429(self) -> None:
        self.answer("slow down", 429, Retry_After="900")

    def do_failing_pages(self) -> None:
        self.answer_feed(feed(item("/500", "Fails", DATED), item("/article/f1", "Works", DATED)))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.log: list[list[object]] = []
        self.megabytes = 0
        self.robots = (200, ROBOTS)
        self.closing = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some tests want."""


def main() -> None:
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()  # ends with the test process, however that ends
    server.closing.set()


if __name__ == "__main__":
    main()
